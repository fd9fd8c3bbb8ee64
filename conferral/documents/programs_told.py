"""Which programs is a program told about, and what does each ask? All of them staff; members those on offer."""

from __future__ import annotations

from dataclasses import dataclass

from conferral.models import Program, Version
from conferral.models.definitions import kept_definitions
from conferral.rules.definition import Definition


@dataclass(frozen=True, slots=True)
class InForce:
    """A program with its version in force; None while nothing is published."""

    program: Program
    version: Version | None


def programs_in_force(*, only_offered: bool) -> list[InForce]:
    """Return the programs by code: all of them, or those that are offered to the public. At most two queries."""
    versions = Version.objects.offered() if only_offered else Version.objects.current()
    current = {row.program_id: row for row in versions.select_related("program", "unit_type")}
    programs = [row.program for row in current.values()] if only_offered else list(Program.objects.all())
    return [InForce(program, current.get(program.pk)) for program in sorted(programs, key=lambda one: one.code)]


def program_in_force(code: str, *, only_offered: bool) -> InForce | None:
    """Return the program of a code; None where there is none, or it is not offered. At most two queries."""
    versions = Version.objects.offered() if only_offered else Version.objects.current()
    version = versions.select_related("program", "unit_type").filter(program__code=code).first()
    if version is not None:
        return InForce(version.program, version)
    program = None if only_offered else Program.objects.filter(code=code).first()
    return None if program is None else InForce(program, None)


def definition_of(found: InForce) -> Definition | None:
    """Return what the version in force asks; None while nothing is published."""
    version = found.version
    if version is None or version.published_at is None:
        return None
    return kept_definitions({(found.program.key, version.pk, version.published_at)})[version.pk]
