"""Who may be enrolled, and what stands in the way of the others? The page and the action ask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from conferral.models.contact import Contact
from conferral.models.enrollment import Enrollment
from conferral.models.program import Program, Version
from conferral.rules import succession, terms
from conferral.rules.actors import Actor
from conferral.rules.enrolling import Candidate, Named, Offered, may_enroll
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An enrolment that somebody asks for: who, from which day on, and which day it is today."""

    by: Actor
    enrolled_on: date
    today: date


def refusals(names: Mapping[int, Named], program: Program, asked: Asked) -> dict[int, Refusal | None]:
    """Return for each contact (by primary key) why it may not be enrolled, or None.

    In a fixed number of queries: the current version, what it requires, the contacts' enrollments
    in the program, and what they have earned of what it requires.
    """
    return refusals_of_version(names, program, version_in_force(program), asked)


def version_in_force(program: Program) -> Version | None:
    """Return the version that whoever is enrolled gets, with what the rules of enrolling ask of it, in two queries."""
    current = Version.objects.current().filter(program=program).select_related("program", "unit_type")
    return current.prefetch_related("prerequisites").first()


def refusals_of_version(
    names: Mapping[int, Named], program: Program, version: Version | None, asked: Asked
) -> dict[int, Refusal | None]:
    """Return the same where the program's current version was fetched already."""
    offered = program.as_offered(version)
    dates = terms.dates_at_enrollment(asked.enrolled_on, version.terms()) if version else None
    return {
        candidate.key: _refusal(candidate, offered, dates, asked) for candidate in _candidates(names, program, offered)
    }


def refusals_of_programs(
    contact: Contact, versions: Collection[Version], asked: Asked, *, rows: Collection[Enrollment]
) -> dict[int, Refusal | None]:
    """Return for each program (by primary key) why the one contact may not be enrolled in it, or None.

    The set-based form for many programs: `versions` are their current ones, program, unit type and prerequisites
    fetched along, and `rows` all enrollments of the contact, with their programs and the contact. It asks no query.
    """
    lines: dict[int, list[Enrollment]] = defaultdict(list)
    for row in rows:
        lines[row.program_id].append(row)
    earned = first_earned(rows)
    found = {}
    for version in versions:
        line = _in_succession(lines[version.program_id])
        candidate = Candidate(
            key=contact.pk,
            name=contact.full_name,
            is_erased=contact.erased_at is not None,
            line=[row.facts() for row in line],
            earned=earned,
        )
        dates = terms.dates_at_enrollment(asked.enrolled_on, version.terms())
        found[version.program_id] = _refusal(candidate, version.program.as_offered(version), dates, asked)
    return found


def first_earned(rows: Collection[Enrollment]) -> dict[str, date]:
    """Return the first day each program was earned, by its code, of one contact's enrollments with their programs."""
    earned: dict[str, date] = {}
    for row in rows:
        if row.earned_on is not None:
            code = row.program.code
            earned[code] = min(earned.get(code, row.earned_on), row.earned_on)
    return earned


def _refusal(candidate: Candidate, offered: Offered, dates: Dates | Refusal | None, asked: Asked) -> Refusal | None:
    refusal = may_enroll(
        asked.by, candidate=candidate, program=offered, enrolled_on=asked.enrolled_on, today=asked.today
    )
    if refusal is None and isinstance(dates, Refusal):
        return Refusal(dates.code, f"{candidate.name}: {dates.message}")
    return refusal


def lines_of(contacts: Collection[int], program: Program) -> dict[int, list[Enrollment]]:
    """Return for each contact its enrollments in the program, as they follow each other, in one query."""
    lines: dict[int, list[Enrollment]] = {contact: [] for contact in contacts}
    for enrollment in Enrollment.objects.filter(contact__among=contacts, program=program).select_related("contact"):
        lines[enrollment.contact_id].append(enrollment)
    return {contact: _in_succession(line) for contact, line in lines.items()}


def earned_by(contacts: Collection[int], prerequisites: Collection[str]) -> dict[int, dict[str, date]]:
    """Return for each contact when it first earned which of these programs (by code), in one query or none."""
    earned: dict[int, dict[str, date]] = defaultdict(dict)
    if prerequisites:
        for row in (
            Enrollment.objects.filter(contact__among=contacts, program__code__in=prerequisites, earned_on__isnull=False)
            .order_by()
            .values("contact_id", "program__code")
            .annotate(first=Min("earned_on"))
        ):
            earned[row["contact_id"]][row["program__code"]] = row["first"]
    return earned


def _candidates(names: Mapping[int, Named], program: Program, offered: Offered) -> Iterator[Candidate]:
    """Gather for each contact what the rule asks about, in two queries."""
    lines = lines_of(names, program)
    earned = earned_by(names, offered.prerequisites)
    for key, named in names.items():
        facts = [row.facts() for row in lines[key]]
        yield Candidate(key=key, name=named.name, is_erased=named.is_erased, line=facts, earned=earned[key])


def _in_succession(line: list[Enrollment]) -> list[Enrollment]:
    by_key = {enrollment.pk: enrollment for enrollment in line}
    order = succession.in_order([enrollment.place_in_line() for enrollment in line])
    return [by_key[row.key] for row in order]
