"""How is a completion recorded, graded, approved, rejected or voided?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from conferral.actions import approvals, attachments, revisions
from conferral.actions.asked_requirement import Asked, asked_requirement
from conferral.actions.carried_copies import void_copies
from conferral.actions.ledger import kept_ledger, kept_ledger_of
from conferral.actions.locks import locked_enrollment
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import Read, settle, settle_milestones
from conferral.actions.opened import Looked, Opened, Outcome, opened
from conferral.models import Completion, Enrollment, Offering
from conferral.models.histories import attempts_and_live
from conferral.rules import deciding, grades
from conferral.rules import definition as rules
from conferral.rules.actors import Actor
from conferral.rules.attempts import Rejection, free_reference
from conferral.rules.days import in_words
from conferral.rules.progress import progress
from conferral.rules.recording import Recorded, may_record
from conferral.rules.refusals import Refusal, Refused


@transaction.atomic
def record(
    *,
    enrollment: int,
    requirement: str,
    recorded: Recorded,
    by: Actor,
    at: datetime,
    offering: int | None = None,
    registration: int | None = None,
    key: UUID | None = None,
    files: Collection[UUID] | None = None,
) -> Completion:
    """Record a completion of a requirement (by its code), for an offering where there are any.

    "Specify a Date. (optional) Enter any necessary Notes. If the requirement requires a Grade,
    specify the Grade." `recorded.has_offerings` and `names_offering` are filled in here. Raises
    Refused: `requirement_unknown`, `offering_unknown`, and those of `may_record`.

    `key` names the completion from outside. Asked the same a second time under that key (a double
    click), the one recorded the first time is returned; anything else is refused (`key_taken`).

    `registration` is the one whose attendance this is recorded by (actions/attending.py).
    What was uploaded under that key is attached; `files` names what the form listed (`file_gone`).
    """
    row = locked_enrollment(enrollment)
    of = asked_requirement(row, requirement)
    occasion = _offering(of, offering)
    asked = _asked(of, recorded, occasion)
    if key is not None and (recorded_before := _recorded_before(key, row, of, asked, occasion)):
        return recorded_before
    attempts, live = attempts_and_live([row.pk])
    refusal = may_record(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        requirement=of.rule,
        progress=progress(of.definition, attempts[row.pk], day_of(at)),
        recorded=asked,
        today=day_of(at),
    )
    if refusal:
        raise Refused(refusal)
    grade = _normalised(of.rule, asked.grade)
    completion = Completion.objects.create(
        key=key or uuid4(),
        enrollment=row,
        requirement=of.row,
        offering=occasion,
        registration_id=registration,
        completed_on=asked.completed_on,
        reference=free_reference(of.rule.code, asked.completed_on, attempts[row.pk]),
        notes=asked.notes,
        grade=grade,
        units=asked.units,
        is_live=False,
        awaits="",
        recorded_at=at,
        recorded_by_id=by.account,
        graded_on=day_of(at) if grade else None,
        graded_by_id=by.account if grade else None,
    )
    after: dict[str, object] = {
        "requirement": of.rule.code,
        "completed_on": asked.completed_on,
        "grade": grade,
        "notes": asked.notes,
    }
    if asked.units is not None:
        after["units"] = str(asked.units)
    if (key or files) and (attached := attachments.attach(completion, shown=files, by=by)):
        after["files"] = attached
    log = Log(by, at)
    log.add_of(row, "completion.recorded", {}, after, completion=completion.pk)
    attempts[row.pk].append(completion.as_attempt(of.rule.code))
    with kept_ledger_of(row):
        due = settle(Read([row], {row.version_id: of.definition}, attempts, live), log)
    log.write()
    completion.is_live, completion.awaits = completion.pk in due, due.get(completion.pk, "")
    return completion


def _recorded_before(
    key: UUID, enrollment: Enrollment, of: Asked, asked: Recorded, offering: Offering | None
) -> Completion | None:
    """Return what was recorded under the key; refuse a key that recorded something else."""
    held = Completion.objects.filter(key=key).first()
    if held is None:
        return None
    before = (held.enrollment_id, held.requirement_id, held.completed_on, held.units, held.grade, held.notes)
    grade = _normalised(of.rule, asked.grade)
    now = (enrollment.pk, of.row.pk, asked.completed_on, asked.units, grade, asked.notes)
    if before != now or held.offering_id != (offering.pk if offering else None):
        raise Refused(
            Refusal(
                "key_taken",
                f"This form has recorded the completion of {in_words(held.completed_on)} already, and it is kept. "
                "Save again to record what it says now as another one.",
            )
        )
    return held


def _normalised(requirement: rules.Requirement, grade: str) -> str:
    if requirement.scale is None or not grade:
        return ""
    known = grades.normalised(requirement.scale, grade)
    return "" if isinstance(known, Refusal) else known


@transaction.atomic
def grade(*, completion: int, grade: str, by: Actor, at: datetime, revision: int | None = None) -> Completion:
    """Enter the grade that a completion waits for. Raises Refused: `stale`, those of `may_grade`."""
    one = opened(completion)
    revisions.check(one.completion, revision)
    if refusal := deciding.may_grade(by, case=one.case, grade=grade, on=day_of(at)):
        raise Refused(refusal)
    scale = one.case.requirement.scale
    row = one.completion
    row.grade = str(grades.normalised(scale, grade)) if scale else ""
    row.graded_on = day_of(at)
    row.graded_by_id = by.account
    return _kept(one, "completion.graded", {"grade": ""}, {"grade": row.grade}, Log(by, at))


def approve(*, completion: int, by: Actor, at: datetime, revision: int | None = None) -> Completion:
    """Approve a completion that waits for it: a bulk of one. It counts by its own date, not by today.

    Raises Refused: `stale`, those of `may_approve`.
    """
    looked_at = [Looked(completion, revision)]
    return _as_it_is_now(approvals.approve_many(completions=looked_at, by=by, at=at))


def reject(
    *, completion: int, form: Rejection, note: str, by: Actor, at: datetime, revision: int | None = None
) -> Completion:
    """Reject a completion that waits, a bulk of one: notify the contact, or set to rejected status.

    Either way it can be submitted again. Raises Refused: `stale`, those of `may_reject`.
    """
    looked_at = [Looked(completion, revision)]
    return _as_it_is_now(approvals.reject_many(completions=looked_at, form=form, note=note, by=by, at=at))


def _as_it_is_now(outcomes: Sequence[Outcome]) -> Completion:
    (outcome,) = outcomes
    if outcome.refusal:
        raise Refused(outcome.refusal)
    return Completion.objects.get(pk=outcome.subject)


@transaction.atomic
def void(*, completion: int, reason: str, by: Actor, at: datetime, revision: int | None = None) -> Completion:
    """Void a Complete completion: it stays in place, the program is tested again and un-earned
    where that follows. What was carried over from it is voided with it, all the way down, and those
    enrollments are tested again too; a copy that is voided leaves its original. Raises Refused:
    `stale`, those of `may_void`.
    """  # noqa: D205
    one = opened(completion)
    revisions.check(one.completion, revision)
    on = day_of(at)
    if refusal := deciding.may_void(by, case=one.case, reason=reason):
        raise Refused(refusal)
    row = one.completion
    row.voided_on, row.void_reason = on, reason
    row.voided_by_id = by.account
    row.is_live, row.awaits = False, ""
    log = Log(by, at, reason=reason)
    copied = void_copies(row, on=on, reason=reason, log=log)
    return _kept(one, "completion.voided", {"voided_on": None}, {"voided_on": on}, log, also=copied)


def _kept(
    one: Opened,
    kind: str,
    before: dict[str, object],
    after: dict[str, object],
    log: Log,
    *,
    also: Collection[int] = (),
) -> Completion:
    """Write what was decided, what the log says of it, and what follows."""
    one.completion.revision += 1
    one.completion.save()
    log.add_of(one.enrollment, kind, before, after, completion=one.completion.pk)
    return _settled(one.completion, one.enrollment, log, also=also)


def _settled(
    completion: Completion,
    enrollment: Enrollment,
    log: Log,
    *,
    also: Collection[int] = (),
) -> Completion:
    with kept_ledger(contacts=[enrollment.contact_id]):
        settle_milestones([enrollment.pk, *also], log)
    log.write()
    completion.refresh_from_db()
    return completion


def _offering(asked: Asked, offering: int | None) -> Offering | None:
    if offering is None:
        return None
    # Locked, so that nobody removes or retires it meanwhile.
    offered = Offering.objects.select_for_update(no_key=True)
    found = offered.filter(pk=offering, component=asked.row.component_id).first()
    if found is None:
        raise Refused(Refusal("offering_unknown", f"That offering does not belong to {asked.rule.title}."))
    return found


def _asked(of: Asked, recorded: Recorded, offering: Offering | None) -> Recorded:
    return Recorded(
        completed_on=recorded.completed_on,
        grade=recorded.grade.strip(),
        units=recorded.units,
        notes=recorded.notes,
        names_offering=offering is not None,
        is_offering_retired=offering is not None and offering.is_retired,
        has_offerings=of.has_offerings,
        offering_begins_on=offering.begins_on() if offering else None,
    )
