"""How are program completions approved, many at once, and how is one sent back?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.approvals import REJECTED
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollment, locked_enrollments
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.opened import NOBODY, Looked, Opened, Outcome, opened_within
from conferral.actions.set_based import update_rows
from conferral.models import Completion, Enrollment
from conferral.models.cases import program_cases
from conferral.rules import deciding_programs as rules
from conferral.rules.actors import Actor
from conferral.rules.attempts import Rejection, state_of
from conferral.rules.deciding_programs import Named
from conferral.rules.refusals import Refusal, Refused

CHUNK = 500
APPROVED = "enrollment.approved"
SENT_BACK = (
    "rejected_on", "rejected_by", "rejection", "rejection_note", "approved_on", "approved_by", "is_live", "awaits",
    "revision",
)  # fmt: skip


def approve_programs(
    *, enrollments: Sequence[Looked], by: Actor, at: datetime, batch: UUID | None = None
) -> list[Outcome]:
    """Approve program completions that wait: they are Earned from today on. One outcome each, in order.

    Set-based: a fixed number of queries per chunk of 500, each chunk one transaction. Codes:
    `stale`, `enrollment_unknown` and those of `may_approve_program`.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(enrollments), CHUNK):
        outcomes += approve_programs_chunk(enrollments[start : start + CHUNK], Log(by, at, batch=batch))
    return outcomes


@transaction.atomic
def approve_programs_chunk(enrollments: Sequence[Looked], log: Log) -> list[Outcome]:
    """Approve at most 500 in one transaction."""
    on = day_of(log.at)
    looked_at = {one.subject: one.revision for one in enrollments}
    found = locked_enrollments(looked_at)
    cases = program_cases(found.values())
    refusals: dict[int, Refusal | None] = dict(revisions.stale([(row, looked_at[key]) for key, row in found.items()]))
    accepted = []
    for key, row in found.items():
        refusals[key] = refusals.get(key) or rules.may_approve_program(log.by, case=cases[key], on=on)
        if refusals[key] is None:
            accepted.append(row)
            log.add_of(row, APPROVED, {"approved_on": None}, {"approved_on": on})
    update_rows(
        Enrollment,
        ["approved_on", "approved_by", "revision"],
        [(row.pk, on, log.by.account, row.revision + 1) for row in accepted],
    )
    if accepted:
        with kept_ledger(contacts={row.contact_id for row in accepted}):
            settle_milestones([row.pk for row in accepted], log)
        log.write()
    return [Outcome(one.subject, refusals.get(one.subject, NOBODY)) for one in enrollments]


@transaction.atomic
def send_back(
    *,
    enrollment: int,
    completions: Sequence[Looked],
    form: Rejection,
    note: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> Enrollment:
    """Send a program completion back: reject completions of it that are Complete, with a note.

    Where the enrollment stands follows from its dates; it may be Expired. The day a completion was
    approved stays in the log. Raises Refused: `stale`, those of `may_send_back`.
    """
    row, on = locked_enrollment(enrollment), day_of(at)
    held = {enrollment: row}
    found = opened_within(held, {one.subject for one in completions})
    looked_at = [(found[one.subject].completion, one.revision) for one in completions if one.subject in found]
    changed = [*revisions.stale([(row, revision)]).values(), *revisions.stale(looked_at).values()]
    refusal = next(iter(changed), None) or rules.may_send_back(
        by,
        case=program_cases([row])[enrollment],
        named=[_named(found.get(one.subject)) for one in completions],
        note=note,
        on=on,
    )
    if refusal:
        raise Refused(refusal)
    log = Log(by, at, reason=note)
    rejected = []
    for one in found.values():
        named = one.completion
        rejected.append((named.pk, on, by.account, form.value, note, None, None, False, "", named.revision + 1))
        before = {"rejection": "", "approved_on": named.approved_on}
        after = {"rejection": form.value, "note": note, "approved_on": None}
        log.add_of(row, REJECTED, before, after, completion=named.pk)
    update_rows(Completion, SENT_BACK, rejected)
    with kept_ledger(contacts=[row.contact_id], program=row.program_id):
        settle_milestones([enrollment], log)
    log.write()
    return Enrollment.objects.get(pk=enrollment)


def _named(one: Opened | None) -> Named | None:
    if one is None:
        return None
    return Named(one.case.requirement.title, state_of(one.case.requirement, one.case.attempt))
