"""Which programs are defined, and how far is each? The list **Certification programs**."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conferral.models import Program, Version
from conferral.models.tally import tallies
from conferral.rules.names import folded


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    NAME = "name"
    CODE = "code"
    STATUS = "status"
    VERSION = "version"
    DRAFT = "draft"
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinedProgram:
    """One program: `name` is its current version's, else its draft's, else its code.

    `version` is the number of the version in force, None while nothing is published.
    """

    code: str
    name: str
    is_active: bool
    version: int | None
    has_draft: bool
    enrollees: int


_KEYS: dict[Sort, Callable[[DefinedProgram], str | int]] = {
    Sort.NAME: lambda row: folded(row.name),
    Sort.CODE: lambda row: folded(row.code),
    Sort.STATUS: lambda row: not row.is_active,
    Sort.VERSION: lambda row: row.version or 0,
    Sort.DRAFT: lambda row: not row.has_draft,
    Sort.TOTAL: lambda row: row.enrollees,
}


def certifications(
    *, on: date, with_inactive: bool = False, sort: Sort = Sort.CODE, descending: bool = False
) -> list[DefinedProgram]:
    """Return every program with its version in force, its draft and its current enrollees, in four queries.

    Programs with the status Inactive only where asked for. Equals stand in the order of their codes.
    """
    wanted = Program.objects.only("code", "is_active").order_by("code")
    listed = list(wanted if with_inactive else wanted.filter(is_active=True))
    current, drafts = _current(), _drafts()
    rows = [
        DefinedProgram(
            code=program.code,
            name=(current.get(program.pk) or drafts.get(program.pk) or (None, program.code))[1],
            is_active=program.is_active,
            version=current[program.pk][0] if program.pk in current else None,
            has_draft=program.pk in drafts,
            enrollees=tally.total,
        )
        for program, tally in zip(listed, tallies(listed, on=on), strict=True)
    ]
    return sorted(rows, key=_KEYS[sort], reverse=descending)


@dataclass(frozen=True, slots=True)
class OtherProgram:
    """A program that another one may require."""

    code: str
    name: str
    is_active: bool


def other_programs(code: str) -> list[OtherProgram]:
    """Return every program but the one of a code, in the order of their names, in three queries."""
    current, drafts = _current(), _drafts()
    others = [
        OtherProgram(
            program.code,
            (current.get(program.pk) or drafts.get(program.pk) or (None, program.code))[1],
            program.is_active,
        )
        for program in Program.objects.only("code", "is_active").exclude(code=code)
    ]
    return sorted(others, key=lambda other: (folded(other.name), folded(other.code)))


def _current() -> dict[int, tuple[int | None, str]]:
    """Return number and name of each program's version in force."""
    rows = Version.objects.current().values_list("program_id", "number", "name")
    return {program: (number, name) for program, number, name in rows}


def _drafts() -> dict[int, tuple[int | None, str]]:
    """Return the name of each program's draft, in the same shape."""
    return {
        program: (None, name) for program, name in Version.objects.filter(number=None).values_list("program_id", "name")
    }
