"""Which programs are offered to the public, and what does one of them ask, in plain words?

Programs without a unit type, Inactive ones and those without a published version are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conferral.documents.available import Available, available_programs
from conferral.models import Contact, Program, Version
from conferral.models.definitions import kept_definitions
from conferral.rules.actors import Actor
from conferral.rules.definition import Definition
from conferral.rules.names import folded, words
from conferral.rules.plain_words import Described, described, how_long


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A program of the catalogue; `answer` says whether whoever asked may enroll now, None where nobody is asked."""

    code: str
    name: str
    designation: str
    description: str
    how_long: str
    answer: Available | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramInWords:
    """The version in force of a program that is offered; of each prerequisite the name, blank where it is not."""

    program: Program
    number: int
    definition: Definition
    words: Described
    prerequisites: tuple[tuple[str, str], ...]


def catalogue(text: str = "") -> list[Listed]:
    """Return the programs offered in which every word of a text stands, by name; one query."""
    return _sorted(_listed(row) for row in _found(text))


def catalogue_for(contact: Contact, text: str = "", *, by: Actor, today: date) -> list[Listed]:
    """Return the same, each with whether the contact may be enrolled today: those first. Four queries."""
    answers = {one.code: one for one in available_programs(contact, by=by, today=today)}
    found = [_listed(row, answers.get(row.program.code)) for row in _found(text)]
    return sorted(_sorted(found), key=lambda one: one.answer is None or one.answer.refusal is not None)


def program_in_words(code: str) -> ProgramInWords | None:
    """Return what a program asks that is offered; None where none of that code is. Two queries and more."""
    version = Version.objects.offered().select_related("program").filter(program__code=code).first()
    if version is None or version.published_at is None:
        return None
    definition = kept_definitions({(version.program.key, version.pk, version.published_at)})[version.pk]
    named = Version.objects.offered().filter(program__code__in=definition.prerequisites)
    offered = dict(named.values_list("program__code", "name")) if definition.prerequisites else {}
    return ProgramInWords(
        program=version.program,
        number=version.number or 0,
        definition=definition,
        words=described(definition, is_maintenance=version.program.is_maintenance, names=offered),
        prerequisites=tuple((needed, offered.get(needed, "")) for needed in definition.prerequisites),
    )


def _listed(row: Version, answer: Available | None = None) -> Listed:
    return Listed(
        code=row.program.code,
        name=row.name,
        designation=row.designation,
        description=row.description,
        how_long=how_long(row.terms()),
        answer=answer,
    )


def _found(text: str) -> list[Version]:
    wanted, rows = words(text), Version.objects.offered().select_related("program")
    said = {row: folded(f"{row.program.code} {row.name} {row.designation} {row.description}") for row in rows}
    return [row for row, about in said.items() if all(word in about for word in wanted)]


def _sorted(found: Iterable[Listed]) -> list[Listed]:
    return sorted(found, key=lambda one: (folded(one.name), folded(one.code)))
