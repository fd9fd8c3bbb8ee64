"""How is a bulk of decisions taken back, one outcome each?

Taken back is what one bulk decided: completions approved or rejected, program completions approved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from conferral.actions.approvals import APPROVED, REJECTED
from conferral.actions.bulk import Bulk
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollments
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.opened import NOBODY, UNKNOWN, Outcome, opened_completions
from conferral.actions.program_approvals import APPROVED as PROGRAM_APPROVED
from conferral.actions.set_based import update_rows
from conferral.models import Completion, Enrollment, Event
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal
from conferral.rules.undoing import Decided, may_undo, may_undo_one

UNDONE = {
    APPROVED: "completion.approval_undone",
    REJECTED: "completion.rejection_undone",
    PROGRAM_APPROVED: "enrollment.approval_undone",
}
"""What undoing each decision is called in the log."""

ENROLLED = "enrollment.enrolled"
BUILDING = {
    "completion.recorded": "something was recorded in the enrollment",
    PROGRAM_APPROVED: "the program completion was approved",
    "enrollment.earned": "the program was earned",
    "enrollment.cancelled": "the enrollment was cancelled",
    ENROLLED: "the contact was enrolled in a program",
}
"""What was done since is built on the decision, and how a sentence says so."""

COMPLETION = ("approved_on", "approved_by", "rejected_on", "rejected_by", "rejection", "rejection_note", "revision")


@transaction.atomic
def undo_completions(*, completions: Sequence[int], bulk: Bulk, by: Actor, at: datetime, batch: UUID) -> list[Outcome]:
    """Take back what a bulk decided about these completions, at most 500; a fixed number of queries.

    They wait again as they did before. `batch` is what the undoing is called in the log. Codes:
    those of `may_undo` and `may_undo_one`, `completion_unknown`.
    """
    log = Log(by, at, batch=batch)
    found = opened_completions(set(completions))
    entries = _entries(bulk, {key: one.enrollment for key, one in found.items()}, "completion_id")
    refusals = _refusals(bulk, entries, log)
    accepted = [(found[one.key], one.entry) for one in entries if refusals[one.key] is None and one.entry]
    rows = [(one.completion.pk, None, None, None, None, "", "", one.completion.revision + 1) for one, _ in accepted]
    for one, entry in accepted:
        log.add_of(one.enrollment, UNDONE[entry.kind], entry.after, entry.before, completion=one.completion.pk)
    update_rows(Completion, COMPLETION, rows)
    _settled([one.enrollment for one, _ in accepted], log)
    return [Outcome(key, refusals.get(key, UNKNOWN)) for key in completions]


@transaction.atomic
def undo_programs(*, enrollments: Sequence[int], bulk: Bulk, by: Actor, at: datetime, batch: UUID) -> list[Outcome]:
    """Take back the approval of these program completions, which wait again; otherwise as `undo_completions`."""
    log = Log(by, at, batch=batch)
    found = locked_enrollments(enrollments)
    entries = _entries(bulk, found, "enrollment_id")
    refusals = _refusals(bulk, entries, log)
    accepted = [(found[one.key], one.entry) for one in entries if refusals[one.key] is None and one.entry]
    for row, entry in accepted:
        log.add_of(row, UNDONE[entry.kind], entry.after, entry.before)
    rows = [(row.pk, None, None, row.revision + 1) for row, _ in accepted]
    update_rows(Enrollment, ["approved_on", "approved_by", "revision"], rows)
    _settled([row for row, _ in accepted], log)
    return [Outcome(key, refusals.get(key, NOBODY)) for key in enrollments]


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is to be undone: by number, in which enrollment, and the entry of the log that the bulk made of it."""

    key: int
    enrollment: Enrollment
    entry: Event | None
    column: str


def _entries(bulk: Bulk, subjects: Mapping[int, Enrollment], column: str) -> list[_Entry]:
    kinds = [PROGRAM_APPROVED] if column == "enrollment_id" else [APPROVED, REJECTED]
    made = Event.objects.filter(batch=bulk.key, kind__in=kinds)
    of = {getattr(entry, column): entry for entry in made.filter(**{f"{column}__in": subjects})}
    return [_Entry(key, enrollment, of.get(key), column) for key, enrollment in subjects.items()]


def _refusals(bulk: Bulk, entries: Sequence[_Entry], log: Log) -> dict[int, Refusal | None]:
    """Ask the rule of each, with all that was done to its enrollment and contact since, in one query."""
    refused = may_undo(log.by, made=bulk.made(), on=day_of(log.at))
    first = min((one.entry.pk for one in entries if one.entry), default=0)
    of_enrollment, of_contact = defaultdict(list), defaultdict(list)
    since = Event.objects.filter(pk__gt=first).filter(
        Q(enrollment_id__in=[one.enrollment.pk for one in entries])
        | Q(contact_id__in={one.enrollment.contact_id for one in entries}, kind=ENROLLED)
    )
    for event in since.exclude(batch=bulk.key).order_by("pk"):
        of_enrollment[event.enrollment_id].append(event)
        of_contact[event.contact_id].append(event)
    found = {}
    for one in entries:
        later = [
            event
            for event in (
                *of_enrollment[one.enrollment.pk],
                *(event for event in of_contact[one.enrollment.contact_id] if event.kind == ENROLLED),
            )
            if one.entry is not None and event.pk > one.entry.pk
        ]
        decided = Decided(
            contact=one.enrollment.contact_id,
            holds=one.entry is not None and not any(_is_about(event, one) for event in later),
            since=next((BUILDING[event.kind] for event in later if event.kind in BUILDING), ""),
        )
        found[one.key] = refused or may_undo_one(log.by, decided=decided)
    return found


def _is_about(event: Event, one: _Entry) -> bool:
    """Whether a later entry says that the very thing was decided, changed or undone."""
    if one.column == "completion_id":
        return event.completion_id == one.key
    return event.kind in {PROGRAM_APPROVED, UNDONE[PROGRAM_APPROVED]}


def _settled(enrollments: Sequence[Enrollment], log: Log) -> None:
    if enrollments:
        with kept_ledger(contacts={row.contact_id for row in enrollments}):
            settle_milestones({row.pk for row in enrollments}, log)
        log.write()
