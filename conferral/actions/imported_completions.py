"""How do the rows of a completions file come into the register?

Keeps docs/files.md, completions.csv: they bring in history, onto earned, expired, replaced and
cancelled enrollments too, and the same rows again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.named import Named
from conferral.actions.set_based import insert_rows, update_rows
from conferral.models import Completion, Enrollment, Requirement
from conferral.rules import completion_file, definition, permits
from conferral.rules.actors import Actor, Role
from conferral.rules.completion_file import Content, Given, Held
from conferral.rules.days import shortened
from conferral.rules.enrollment_file import meant
from conferral.rules.outcomes import Kind, Outcome, Row, outcome_of
from conferral.rules.quantities import plain
from conferral.rules.refusals import Refusal, Refused

INSERTED = (
    "key", "enrollment", "requirement", "completed_on", "reference", "notes", "grade", "units", "is_live",
    "awaits", "recorded_at", "recorded_by", "graded_by", "approved_on", "approved_by", "rejection", "rejection_note",
    "void_reason", "revision",
)  # fmt: skip
UPDATED = ("notes", "grade", "graded_on", "graded_by", "units", "approved_on", "approved_by", "revision")

Attempted = tuple[int, int, date, str]
"""What tells completions apart: enrollment, requirement, date and reference."""


@transaction.atomic
def accept(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
    """Bring in a chunk of rows, no two of one key; one outcome each, in order.

    One transaction and a fixed number of queries. Refusals: those of `completion_file`,
    `contact_unknown`, `program_unknown`, `enrollment_unknown`, `requirement_unknown`.
    """
    if refusal := permits.needs(by, Role.SYSADMIN, "import completions"):
        raise Refused(refusal)
    read = [completion_file.read(row.cells) for row in rows]
    chunk = _Chunk([item for item in read if not isinstance(item, Refusal)], day_of(at))
    outcomes = [outcome_of(item if isinstance(item, Refusal) else chunk.decide(item)) for item in read]
    chunk.write(Log(by, at, batch=uuid.uuid4(), is_history=True))
    return outcomes


@dataclass(frozen=True, slots=True)
class _New:
    """A completion to insert."""

    enrollment: Enrollment
    requirement: int
    given: Given
    content: Content


@dataclass(frozen=True, slots=True)
class _Change:
    """A completion to update, and what it is to hold."""

    row: Completion
    enrollment: Enrollment
    held: Content
    content: Content


class _Chunk:
    """What the rows of one chunk name, and what is to be written for them."""

    def __init__(self, given: Collection[Given], today: date) -> None:
        self._today = today
        self._named = Named(given)
        self._requirements = _requirements({row.version_id for row in self._named.enrollments.values()})
        self._completions = _completions(self._named.enrollments, {item.completed_on for item in given})
        self._new: list[_New] = []
        self._changed: list[_Change] = []

    def decide(self, given: Given) -> Kind | Refusal:
        """Say what becomes of a row, and keep what is to be written for it."""
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
    ) -> Kind | Refusal:
        if refusal := completion_file.check_dates(
            given, expires_on=enrollment.expires_on, cancelled_on=enrollment.cancelled_on, today=self._today
        ):
            return refusal
        content = completion_file.content(given, rule, held=None, today=self._today)
        if isinstance(content, Refusal):
            return content
        self._new.append(_New(enrollment, requirement, given, content))
        return Kind.CREATED

    def _decide_known(
        self, given: Given, row: Completion, enrollment: Enrollment, rule: definition.Requirement
    ) -> Kind | Refusal:
        held = _held(row)
        content = completion_file.content(given, rule, held=held, today=self._today)
        if isinstance(content, Refusal):
            return content
        if content == held.content:
            return Kind.UNCHANGED
        self._changed.append(_Change(row, enrollment, held.content, content))
        return Kind.UPDATED

    def write(self, log: Log) -> None:
        """Write what was decided, and everything that follows from it."""
        self._insert(log)
        self._update(log)
        rows = [*(new.enrollment for new in self._new), *(change.enrollment for change in self._changed)]
        touched = {row.pk: row.contact_id for row in rows}
        if touched:
            with kept_ledger(contacts=set(touched.values())):
                settle_milestones(touched, log)
        log.write()

    def _insert(self, log: Log) -> None:
        keys = insert_rows(Completion, INSERTED, [_values(new, log) for new in self._new])
        for key, new in zip(keys, self._new, strict=True):
            said = {name: value for name, value in new.content.as_dict().items() if value is not None}
            after = {"requirement": new.given.requirement, "completed_on": new.given.completed_on, **said}
            log.add_of(new.enrollment, "completion.recorded", {}, after, completion=key)

    def _update(self, log: Log) -> None:
        written = []
        for change in self._changed:
            row, wanted = change.row, change.content
            written.append(
                (
                    row.pk,
                    wanted.notes,
                    wanted.grade,
                    row.graded_on if wanted.grade == row.grade else None,
                    row.graded_by_id if wanted.grade == row.grade else log.by.account,
                    wanted.units,
                    wanted.approved_on,
                    row.approved_by_id if wanted.approved_on == row.approved_on else log.by.account,
                    row.revision + 1,
                )
            )
            before, after = changes(change.held.as_dict(), wanted.as_dict())
            log.add_of(change.enrollment, "completion.imported_change", before, after, completion=row.pk)
        update_rows(Completion, UPDATED, written)


def _values(new: _New, log: Log) -> tuple[object, ...]:
    given, content = new.given, new.content
    return (
        uuid.uuid4(),
        new.enrollment.pk,
        new.requirement,
        given.completed_on,
        given.reference,
        content.notes,
        content.grade,
        content.units,
        False,  # settle_milestones finds which attempts are live, and what they wait for
        "",
        log.at,
        log.by.account,
        log.by.account if content.grade else None,
        content.approved_on,
        log.by.account if content.approved_on else None,
        "",
        "",
        "",
        1,
    )


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
