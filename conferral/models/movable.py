"""Who can be moved to the current version of a program, and what stands in the way of the others?

The review and the action ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from conferral.models.candidates import earned_by, lines_of
from conferral.models.completion import Completion
from conferral.models.enrollment import Enrollment, EnrollmentQuerySet
from conferral.models.program import Program, Version
from conferral.rules import terms
from conferral.rules.actors import Actor
from conferral.rules.attempts import Attempt
from conferral.rules.enrolling import Candidate
from conferral.rules.moving import Mover, current_place, may_move
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A move that somebody asks for: who, whether the three dates are kept, and which day it is today."""

    by: Actor
    keeps_dates: bool
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """One contact: the enrollment that is current today and the dates after the move, or why it is not moved."""

    enrollment: Enrollment | None
    dates: Dates | None
    refusal: Refusal | None


def movables(names: Mapping[int, str], program: Program, version: Version | None, asked: Asked) -> dict[int, Movable]:
    """Return for each contact (full name by primary key) what a move would begin from, or its refusal.

    `version` is the program's current one, its prerequisites fetched along. Two queries.
    """
    offered = program.as_offered(version)
    lines = lines_of(names, program)
    earned = earned_by(names, offered.prerequisites)
    found = {}
    for key, name in names.items():
        facts = [row.facts() for row in lines[key]]
        is_erased = any(one.is_erased for one in facts)
        place = current_place(facts, asked.today)
        row = None if place is None else lines[key][place]
        dates = _dates(row, version, asked)
        refusal = may_move(
            asked.by,
            mover=Mover(
                candidate=Candidate(key=key, name=name, is_erased=is_erased, line=facts, earned=earned[key]),
                current=place,
                is_on_current=row is not None and version is not None and row.version_id == version.pk,
            ),
            program=offered,
            enrollees_may_cancel=program.enrollees_may_cancel,
            enrolled_on=row.enrolled_on if row and asked.keeps_dates else asked.today,
            today=asked.today,
        )
        if refusal is None and isinstance(dates, Refusal):
            refusal = Refusal(dates.code, f"{name}: {dates.message}")
        found[key] = Movable(
            enrollment=row, dates=dates if isinstance(dates, Dates) and refusal is None else None, refusal=refusal
        )
    return found


def on_older_versions(program: Program, version: Version, *, on: date) -> EnrollmentQuerySet:
    """Return the program's enrollments that are current on the day and not on this version."""
    return Enrollment.objects.in_program(program).current(on=on).exclude(version=version)


def completions_of(enrollments: Collection[int]) -> tuple[dict[int, Completion], dict[int, list[Attempt]]]:
    """Return every completion of the enrollments by key, and the attempts of each enrollment, in one query."""
    completions: dict[int, Completion] = {}
    attempts: dict[int, list[Attempt]] = {enrollment: [] for enrollment in enrollments}
    rows = Completion.objects.filter(enrollment__in=enrollments).select_related("requirement").in_order_recorded()
    for row in rows:
        completions[row.pk] = row
        attempts[row.enrollment_id].append(row.as_attempt(row.requirement.code))
    return completions, attempts


def _dates(row: Enrollment | None, version: Version | None, asked: Asked) -> Dates | Refusal | None:
    if row is not None and asked.keeps_dates:
        return row.dates()
    return terms.dates_at_enrollment(asked.today, version.terms()) if version else None
