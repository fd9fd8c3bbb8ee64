"""How are contacts enrolled, and how do their enrollments change?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.cancelling import cancel_chunk
from conferral.actions.enrolling import How, Outcome, enroll_chunk
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollment
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import log_earning, settle_designations, settle_milestones
from conferral.actions.opened import Looked
from conferral.actions.program_approvals import approve_programs
from conferral.actions.succession import settle_lines
from conferral.models import Enrollment, Event, Program
from conferral.models.redating import may_be_redated
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.terms import Dates

CHUNK = 500


def enroll_many(
    *,
    contacts: Sequence[int],
    program: Program,
    enrolled_on: date,
    by: Actor,
    at: datetime,
    batch: uuid.UUID | None = None,
    carries: bool = False,
    version: int | None = None,
) -> list[Outcome]:
    """Enroll contacts (by primary key) in the current version of a program; one outcome each, in order.

    "To register multiple contacts, select the checkbox for each contact": one refusal does not
    stop the others. Set-based: a fixed number of queries per chunk of 500, each chunk one
    transaction. When two people enroll the same contact at once, the later is refused.

    `batch` names the enrolment in the log. Asked the same a second time under that name (a double
    click), whoever was enrolled by it the first time is answered with that enrollment. `carries` brings along
    linked copies of completions from the contact's earlier enrollments (rules/carrying_over.py). `version` is the
    number of the version that was looked at: after another was published meanwhile everybody is refused
    (`version_changed`).
    """
    how = How(enrolled_on, carries=carries, version=version)
    done = {} if batch is None else _done_before(batch, program, enrolled_on, by)
    name = batch or uuid.uuid4()
    became: dict[int, int | Refusal] = {}
    wanted = [contact for contact in dict.fromkeys(contacts) if contact not in done]
    for start in range(0, len(wanted), CHUNK):
        became |= enroll_chunk(wanted[start : start + CHUNK], program.pk, how, Log(by, at, batch=name))
    if batch is not None and any(isinstance(one, Refusal) for one in became.values()):
        # The other click may have been under way at the same time.
        done = _done_before(batch, program, enrolled_on, by)
    rows = Enrollment.objects.in_bulk([one for one in became.values() if not isinstance(one, Refusal)])
    return [done.get(contact) or _outcome(contact, became[contact], rows) for contact in contacts]


def _outcome(contact: int, became: int | Refusal, rows: Mapping[int, Enrollment]) -> Outcome:
    return Outcome(contact, refusal=became) if isinstance(became, Refusal) else Outcome(contact, rows[became])


def _done_before(batch: uuid.UUID, program: Program, enrolled_on: date, by: Actor) -> dict[int, Outcome]:
    """Return whom this actor enrolled in the program, for that day, under the name of the batch."""
    keys = Event.objects.filter(
        batch=batch, kind="enrollment.enrolled", program_id=program.pk, account_id=by.account
    ).values("enrollment_id")
    rows = Enrollment.objects.filter(pk__in=keys, enrolled_on=enrolled_on)
    return {row.contact_id: Outcome(row.contact_id, enrollment=row) for row in rows}


def enroll(
    *,
    contact: int,
    program: Program,
    enrolled_on: date,
    by: Actor,
    at: datetime,
    batch: uuid.UUID | None = None,
    version: int | None = None,
) -> Enrollment:
    """Enroll one contact: a bulk of one. Raises Refused with the reason."""
    (outcome,) = enroll_many(
        contacts=[contact], program=program, enrolled_on=enrolled_on, by=by, at=at, batch=batch, version=version
    )
    if outcome.enrollment is None:
        raise Refused(outcome.refusal or Refusal("not_enrolled", "The contact was not enrolled."))
    return outcome.enrollment


@transaction.atomic
def change_dates(
    *, enrollment: int, to: Dates, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Enrollment:
    """Change the dates staff can edit; editing one never moves another.

    "Staff users can edit Enrollment date, Grace period begins, Expiration date." Raises Refused:
    `stale`, those of `may_be_redated`.
    """
    row = locked_enrollment(enrollment)
    revisions.check(row, revision)
    if refusal := may_be_redated(row, to, reason=reason, by=by, on=day_of(at)):
        raise Refused(refusal)
    before, after = changes(row.dates().named(), to.named())
    if not after:
        return row
    earned_on = row.earned_on
    if row.requirements_met_on is not None and row.requirements_met_on < to.enrolled_on:
        # The requirements cannot be met before the enrollment date, so both days move along with it.
        row.requirements_met_on = to.enrolled_on
        row.earned_on = max(row.earned_on, to.enrolled_on) if row.earned_on else None
    log = Log(by, at, reason=reason)
    log.add_of(row, "enrollment.dates_changed", before, after)
    if row.earned_on != earned_on:
        log_earning(row, earned_on, row.earned_on, log)
    row.enrolled_on, row.grace_begins_on, row.expires_on = to.enrolled_on, to.grace_begins_on, to.expires_on
    row = _kept(row, log)
    if row.earned_on != earned_on:
        settle_designations([row.contact_id])
    return row


def cancel(*, enrollment: int, by: Actor, at: datetime, reason: str = "", revision: int | None = None) -> Enrollment:
    """Cancel an enrollment as of today, a bulk of one; it stays as history and the contact can be enrolled again.

    "You can cancel a user from a program enrollment." Raises Refused: `stale` or those of
    `may_cancel`.
    """
    (outcome,) = cancel_chunk([Looked(enrollment, revision)], Log(by, at, reason=reason))
    if outcome.refusal:
        raise Refused(outcome.refusal)
    return Enrollment.objects.get(pk=enrollment)


def approve(*, enrollment: int, by: Actor, at: datetime, revision: int | None = None) -> Enrollment:
    """Approve a program completion that waits for it, a bulk of one: it is Earned from today on.

    Raises Refused: `stale` or those of `may_approve_program`.
    """
    (outcome,) = approve_programs(enrollments=[Looked(enrollment, revision)], by=by, at=at)
    if outcome.refusal:
        raise Refused(outcome.refusal)
    return Enrollment.objects.get(pk=enrollment)


def _kept(row: Enrollment, log: Log) -> Enrollment:
    """Write a changed enrollment, what follows from it, and what the log says was done."""
    row.revision += 1
    with kept_ledger(contacts=[row.contact_id], program=row.program_id):
        row.save()
        settle_lines([(row.contact_id, row.program_id)])
        settle_milestones([row.pk], log)
    log.write()
    row.refresh_from_db()
    return row
