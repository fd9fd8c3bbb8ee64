"""How are many expiration dates extended at once, and how is that taken back?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.bulk import Bulk, undone_by
from conferral.actions.changed_since import Kept, changes_of
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollments
from conferral.actions.log import Log, day_of
from conferral.actions.opened import NOBODY, Looked, Outcome
from conferral.actions.set_based import update_rows
from conferral.models import Enrollment, Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.extending import Extension, extension_of, may_extend
from conferral.rules.jobs import Done
from conferral.rules.permits import WHY_DATES, check_reason
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates, check_dates

KIND, UNDO = "enrollments.extend", "enrollments.undo_extend"
EXTENDED, UNDONE = "extended", "undone"
"""What can become of an item, beside a refusal."""

CHANGED, TAKEN_BACK = "enrollment.dates_changed", "enrollment.extension_undone"


@transaction.atomic
def extend_chunk(enrollments: Sequence[Looked], extension: Extension, log: Log) -> list[Outcome]:
    """Extend the expiration dates of at most 500 in one transaction, for the reason of the log; one outcome each.

    The enrollment date and Grace period begins stay. A fixed number of queries. Codes: `stale`, `enrollment_unknown`,
    `reason_missing` and those of `may_extend`.
    """
    on = day_of(log.at)
    looked_at = {one.subject: one.revision for one in enrollments}
    found = locked_enrollments(looked_at)
    refusals = dict(revisions.stale([(row, looked_at[key]) for key, row in found.items()]))
    no_reason = check_reason(log.reason, missing=WHY_DATES)
    accepted: list[tuple[Enrollment, date]] = []
    for key, row in found.items():
        said = refusals.get(key) or may_extend(log.by, facts=row.facts(), extension=extension, on=on)
        said = said if isinstance(said, Refusal) else no_reason or said
        if isinstance(said, Refusal):
            refusals[key] = said
        else:
            accepted.append((row, said.expires_on))
    _moved(accepted, CHANGED, log)
    return [Outcome(one.subject, refusals.get(one.subject) if one.subject in found else NOBODY) for one in enrollments]


@transaction.atomic
def undo_chunk(*, enrollments: Sequence[int], bulk: Bulk, by: Actor, at: datetime, batch: UUID) -> list[Outcome]:
    """Give at most 500 the expiration date back that they had before a bulk extended it; one outcome each.

    `batch` is what the undoing is called in the log. Codes: `enrollment_unknown` and those of `may_undo` and
    `may_undo_change`.
    """
    log = Log(by, at, batch=batch)
    found = locked_enrollments(enrollments)
    changes = changes_of(bulk, CHANGED, found, log, is_as_made=_is_as_made)
    accepted = [
        (found[key], date.fromisoformat(change.before["expires_on"]))
        for key, change in changes.items()
        if change.refusal is None
    ]
    _moved(accepted, TAKEN_BACK, log)
    return [Outcome(key, changes[key].refusal if key in changes else NOBODY) for key in enrollments]


def extend(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Do a chunk of a job that extends, as it was asked."""
    log = Log(by, at, reason=job.arguments["reason"], batch=job.key)
    looked = [Looked(item.subject, item.revision) for item in items]
    return _told(extend_chunk(looked, extension_of(job.arguments["extension"]), log), EXTENDED)


def undo(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Do a chunk of a job that takes an extension back."""
    keys = [item.subject for item in items]
    return _told(undo_chunk(enrollments=keys, bulk=undone_by(job), by=by, at=at, batch=job.key), UNDONE)


def _moved(rows: Sequence[tuple[Enrollment, date]], kind: str, log: Log) -> None:
    """Write the new expiration date of each, and say so in the log."""
    if not rows:
        return
    for row, expires_on in rows:
        log.add_of(row, kind, {"expires_on": row.expires_on}, {"expires_on": expires_on})
    with kept_ledger(contacts={row.contact_id for row, _ in rows}):
        update_rows(
            Enrollment,
            ["expires_on", "revision"],
            [(row.pk, expires_on, row.revision + 1) for row, expires_on in rows],
        )
    log.write()


def _is_as_made(row: Enrollment, before: Kept, after: Kept) -> bool:
    """Whether the date still is what the bulk made it, and the earlier one still fits to the other two."""
    back = Dates(row.enrolled_on, row.grace_begins_on, date.fromisoformat(before["expires_on"]))
    return row.expires_on.isoformat() == after["expires_on"] and check_dates(back) is None


def _told(outcomes: Sequence[Outcome], done: str) -> list[Done]:
    return [Done.refused(one.refusal) if one.refusal else Done(done) for one in outcomes]
