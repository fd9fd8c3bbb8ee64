"""How are many completions approved or rejected at once? Deciding one is a bulk of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.opened import UNKNOWN, Looked, Opened, Outcome, opened_completions
from conferral.actions.set_based import update_rows
from conferral.models import Completion
from conferral.rules import deciding
from conferral.rules.actors import Actor
from conferral.rules.attempts import Rejection
from conferral.rules.refusals import Refusal

CHUNK = 500
APPROVED, REJECTED = "completion.approved", "completion.rejected"
APPROVAL = ("approved_on", "approved_by", "revision")
REJECTION = ("rejected_on", "rejected_by", "rejection", "rejection_note", "is_live", "awaits", "revision")


def approve_many(*, completions: Sequence[Looked], by: Actor, at: datetime, batch: UUID | None = None) -> list[Outcome]:
    """Approve completions that wait for it; they count by their own dates. One outcome each, in order.

    Set-based: a fixed number of queries per chunk of 500, each chunk one transaction. What was
    changed since it was looked at is refused with the difference (`stale`); other codes are those
    of `may_approve` and `completion_unknown`. `batch` names the bulk in the log.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(completions), CHUNK):
        outcomes += approve_chunk(completions[start : start + CHUNK], Log(by, at, batch=batch))
    return outcomes


def reject_many(
    *,
    completions: Sequence[Looked],
    form: Rejection,
    note: str,
    by: Actor,
    at: datetime,
    batch: UUID | None = None,
) -> list[Outcome]:
    """Reject completions that wait, all in one form and with one note; otherwise as `approve_many`."""
    outcomes: list[Outcome] = []
    for start in range(0, len(completions), CHUNK):
        log = Log(by, at, reason=note, batch=batch)
        outcomes += reject_chunk(completions[start : start + CHUNK], form, log)
    return outcomes


@transaction.atomic
def approve_chunk(completions: Sequence[Looked], log: Log) -> list[Outcome]:
    """Approve at most 500 in one transaction."""
    on = day_of(log.at)

    def approved(one: Opened) -> tuple[object, ...]:
        log.add_of(one.enrollment, APPROVED, {"approved_on": None}, {"approved_on": on}, completion=one.completion.pk)
        return (on, log.by.account, one.completion.revision + 1)

    return _decided(
        completions, APPROVAL, approved, lambda one: deciding.may_approve(log.by, case=one.case, on=on), log
    )


@transaction.atomic
def reject_chunk(completions: Sequence[Looked], form: Rejection, log: Log) -> list[Outcome]:
    """Reject at most 500 in one transaction; the reason of the log is the note."""
    on, note = day_of(log.at), log.reason

    def rejected(one: Opened) -> tuple[object, ...]:
        after = {"rejection": form.value, "note": note}
        log.add_of(one.enrollment, REJECTED, {"rejection": ""}, after, completion=one.completion.pk)
        return (on, log.by.account, form.value, note, False, "", one.completion.revision + 1)

    return _decided(
        completions,
        REJECTION,
        rejected,
        lambda one: deciding.may_reject(log.by, case=one.case, note=note, on=on),
        log,
    )


def _decided(
    completions: Sequence[Looked],
    fields: Sequence[str],
    decide: Callable[[Opened], tuple[object, ...]],
    ask: Callable[[Opened], Refusal | None],
    log: Log,
) -> list[Outcome]:
    """Lock, compare with what was looked at, ask the rule of each, write, settle and record."""
    found = opened_completions({one.subject for one in completions})
    looked_at = {one.subject: one.revision for one in completions}
    refusals: dict[int, Refusal | None] = dict(
        revisions.stale([(one.completion, looked_at[key]) for key, one in found.items()])
    )
    accepted = []
    for key, one in found.items():
        refusals[key] = refusals.get(key) or ask(one)
        if refusals[key] is None:
            accepted.append(one)
    update_rows(Completion, fields, [(one.completion.pk, *decide(one)) for one in accepted])
    if accepted:
        with kept_ledger(contacts={one.enrollment.contact_id for one in accepted}):
            settle_milestones({one.enrollment.pk for one in accepted}, log)
        log.write()
    return [Outcome(one.subject, refusals.get(one.subject, UNKNOWN)) for one in completions]
