"""What does each row of a file of completions make of the enrollment it names?

An import asks with the contacts locked and then writes; a dry run asks and leaves it at that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from conferral.documents.decided import Decided, decided
from conferral.documents.named import Named
from conferral.models import Completion, Contact, Enrollment, Requirement
from conferral.rules import completion_file, definition
from conferral.rules.completion_file import Content, Given, Held
from conferral.rules.days import shortened
from conferral.rules.enrollment_file import meant
from conferral.rules.outcomes import Row
from conferral.rules.quantities import plain
from conferral.rules.refusals import Refusal

Attempted = tuple[int, int, date, str]
"""What tells completions apart: enrollment, requirement, date and reference."""


@dataclass(frozen=True, slots=True)
class New:
    """A completion to insert."""

    enrollment: Enrollment
    requirement: int
    given: Given
    content: Content


@dataclass(frozen=True, slots=True)
class Change:
    """A completion to update, and what it is to hold."""

    row: Completion
    enrollment: Enrollment
    held: Content
    content: Content


class CompletionRows:
    """What rows name, looked up in a fixed number of queries, and what each makes of it; no two are of one key."""

    def __init__(self, rows: Sequence[Row], contacts: QuerySet[Contact], today: date) -> None:
        """Look everything up; `contacts` are those to look among."""
        self._read = [(row, completion_file.read(row.cells)) for row in rows]
        given = [item for _, item in self._read if not isinstance(item, Refusal)]
        self._named = Named(given, contacts)
        self._requirements = _requirements({row.version_id for row in self._named.enrollments.values()})
        self._completions = _completions(self._named.enrollments, {item.completed_on for item in given})
        self._today = today

    def decided(self) -> list[Decided[New | Change]]:
        """Say what becomes of each of the rows, in order."""
        return decided(self._read, self._named, self._decide, new=New)

    def _decide(self, given: Given) -> New | Change | Refusal | None:
        place = self._named.place(given)
        if isinstance(place, Refusal):
            return place
        found = meant(self._named.at(place))
        if found is None:
            return Refusal(
                "enrollment_unknown",
                f"enrolled_on: {shortened(given.member_number)} has no enrollment in {given.program} as of "
                f"{given.enrolled_on}; correct the date or import the enrollment first.",
            )
        enrollment = self._named.enrollments[found.key]
        known = self._requirements.get(enrollment.version_id, {})
        if given.requirement not in known:
            return Refusal(
                "requirement_unknown",
                f"requirement: {shortened(given.requirement)} is no requirement of the version of {given.program} "
                f"that this enrollment is on; it has {shortened(', '.join(known), 200)}.",
            )
        key, rule = known[given.requirement]
        row = self._completions.get((enrollment.pk, key, given.completed_on, given.reference))
        if row is None:
            return self._decide_new(given, enrollment, key, rule)
        return self._decide_known(given, row, enrollment, rule)

    def _decide_new(
        self, given: Given, enrollment: Enrollment, requirement: int, rule: definition.Requirement
    ) -> New | Refusal:
        if refusal := completion_file.check_dates(
            given, expires_on=enrollment.expires_on, cancelled_on=enrollment.cancelled_on, today=self._today
        ):
            return refusal
        content = completion_file.content(given, rule, held=None, today=self._today)
        if isinstance(content, Refusal):
            return content
        return New(enrollment, requirement, given, content)

    def _decide_known(
        self, given: Given, row: Completion, enrollment: Enrollment, rule: definition.Requirement
    ) -> Change | Refusal | None:
        held = _held(row)
        content = completion_file.content(given, rule, held=held, today=self._today)
        if isinstance(content, Refusal):
            return content
        return None if content == held.content else Change(row, enrollment, held.content, content)


def _held(row: Completion) -> Held:
    units = None if row.units is None else plain(row.units)
    closed = ""
    if row.voided_on:
        closed = f"voided on {row.voided_on}"
    elif row.rejected_on:
        closed = f"rejected on {row.rejected_on}"
    return Held(Content(row.grade, units, row.notes, row.approved_on), closed)


def _requirements(versions: Collection[int]) -> dict[int, dict[str, tuple[int, definition.Requirement]]]:
    """Return the requirements of each version by code: their keys, and as rules know them."""
    found: dict[int, dict[str, tuple[int, definition.Requirement]]] = {}
    rows = Requirement.objects.select_related("component", "grade_scale", "category").filter(version__in=versions)
    for row in rows:
        found.setdefault(row.version_id, {})[row.code] = (row.pk, row.as_rule())
    return found


def _completions(enrollments: Collection[int], dates: Collection[date]) -> dict[Attempted, Completion]:
    rows = Completion.objects.filter(enrollment__in=enrollments, completed_on__in=dates)
    return {(row.enrollment_id, row.requirement_id, row.completed_on, row.reference): row for row in rows}
