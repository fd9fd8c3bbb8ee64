"""How are many enrollments cancelled at once, and how is that taken back? Cancelling one is a bulk of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.bulk import Bulk, undone_by
from conferral.actions.changed_since import Kept, changes_of
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollments
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.opened import NOBODY, Looked, Outcome
from conferral.actions.set_based import update_rows
from conferral.actions.succession import settle_lines
from conferral.models import Enrollment, Job, JobItem
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.jobs import Done

KIND, UNDO = "enrollments.cancel", "enrollments.undo_cancel"
CANCELLED, UNDONE = "cancelled", "undone"
"""What can become of an item, beside a refusal."""

CHANGED, TAKEN_BACK = "enrollment.cancelled", "enrollment.cancellation_undone"


@transaction.atomic
def cancel_chunk(enrollments: Sequence[Looked], log: Log) -> list[Outcome]:
    """Cancel at most 500 as of today in one transaction; they stay as history. One outcome each, in order.

    "You can cancel a user from a program enrollment." A fixed number of queries. Codes: `stale`, `enrollment_unknown`
    and those of `may_cancel` and `check_reason`.
    """
    on = day_of(log.at)
    looked_at = {one.subject: one.revision for one in enrollments}
    found = locked_enrollments(looked_at)
    refusals = dict(revisions.stale([(row, looked_at[key]) for key, row in found.items()]))
    for key, row in found.items():
        refusal = refusals.get(key) or permits.may_cancel(
            log.by,
            contact=row.contact_id,
            facts=row.facts(),
            enrollees_may_cancel=row.program.enrollees_may_cancel,
            on=on,
        )
        if refusal := refusal or permits.check_reason(log.reason):
            refusals[key] = refusal
    accepted = [row for key, row in found.items() if key not in refusals]
    for row in accepted:
        log.add_of(row, CHANGED, {"cancelled_on": None}, {"cancelled_on": on})
        row.cancelled_on = on
    _kept(accepted, log)
    return [Outcome(one.subject, refusals.get(one.subject) if one.subject in found else NOBODY) for one in enrollments]


@transaction.atomic
def undo_chunk(*, enrollments: Sequence[int], bulk: Bulk, by: Actor, at: datetime, batch: UUID) -> list[Outcome]:
    """Take back the cancellation of at most 500 that a bulk cancelled; one outcome each.

    `batch` is what the undoing is called in the log. Codes: `enrollment_unknown` and those of `may_undo` and
    `may_undo_change`.
    """
    log = Log(by, at, batch=batch)
    found = locked_enrollments(enrollments)
    changes = changes_of(bulk, CHANGED, found, log, is_as_made=_is_as_made)
    accepted = [found[key] for key, change in changes.items() if change.refusal is None]
    for row in accepted:
        log.add_of(row, TAKEN_BACK, {"cancelled_on": row.cancelled_on}, {"cancelled_on": None})
        row.cancelled_on = None
    _kept(accepted, log)
    return [Outcome(key, changes[key].refusal if key in changes else NOBODY) for key in enrollments]


def cancel(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Do a chunk of a job that cancels."""
    log = Log(by, at, reason=job.arguments["reason"], batch=job.key)
    return _told(cancel_chunk([Looked(item.subject, item.revision) for item in items], log), CANCELLED)


def undo(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Do a chunk of a job that takes cancellations back."""
    keys = [item.subject for item in items]
    return _told(undo_chunk(enrollments=keys, bulk=undone_by(job), by=by, at=at, batch=job.key), UNDONE)


def _kept(rows: Collection[Enrollment], log: Log) -> None:
    """Write the cancellation of the rows, what follows from it, and what the log says was done."""
    if not rows:
        return
    with kept_ledger(contacts={row.contact_id for row in rows}):
        update_rows(
            Enrollment, ["cancelled_on", "revision"], [(row.pk, row.cancelled_on, row.revision + 1) for row in rows]
        )
        settle_lines([(row.contact_id, row.program_id) for row in rows])
        settle_milestones([row.pk for row in rows], log)
    log.write()


def _is_as_made(row: Enrollment, _before: Kept, after: Kept) -> bool:
    return row.cancelled_on is not None and row.cancelled_on.isoformat() == after["cancelled_on"]


def _told(outcomes: Sequence[Outcome], done: str) -> list[Done]:
    return [Done.refused(one.refusal) if one.refusal else Done(done) for one in outcomes]
