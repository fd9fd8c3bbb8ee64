"""How is a completion recorded, graded, approved, rejected or voided?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from conferral.actions import approvals, attachments, revisions
from conferral.actions.asked_requirement import asked_requirement
from conferral.actions.carried_copies import void_copies
from conferral.actions.ledger import kept_ledger
from conferral.actions.locks import locked_enrollment
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.opened import Looked, Opened, Outcome, opened
from conferral.models import Completion, Enrollment, Offering, Requirement
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.rules import deciding, grades
from conferral.rules import definition as rules
from conferral.rules.actors import Actor
from conferral.rules.attempts import Rejection
from conferral.rules.days import in_words
from conferral.rules.definition import Definition
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
    found = asked_requirement(row, requirement)
    definitions = definitions_of([row.version_id])
    occasion = _offering(found, offering)
    asked = _asked(found, recorded, occasion)
    rule = found.as_rule()
    if key is not None and (recorded_before := _recorded_before(key, row, found, asked, occasion)):
        return recorded_before
    refusal = may_record(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        requirement=rule,
        progress=progress(definitions[row.version_id], attempts_of([row.pk])[row.pk], day_of(at)),
        recorded=asked,
        today=day_of(at),
    )
    if refusal:
        raise Refused(refusal)
    grade = _normalised(rule, asked.grade)
    completion = Completion.objects.create(
        key=key or uuid4(),
        enrollment=row,
        requirement=found,
        offering=occasion,
        registration_id=registration,
        completed_on=asked.completed_on,
        reference=free_reference(row, found, asked.completed_on),
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
        "requirement": found.code,
        "completed_on": asked.completed_on,
        "grade": grade,
        "notes": asked.notes,
    }
    if asked.units is not None:
        after["units"] = str(asked.units)
    if attached := attachments.attach(completion, shown=files, by=by):
        after["files"] = attached
    log = Log(by, at)
    log.add_of(row, "completion.recorded", {}, after, completion=completion.pk)
    return _settled(completion, row, log, known=definitions)


def _recorded_before(
    key: UUID, enrollment: Enrollment, requirement: Requirement, asked: Recorded, offering: Offering | None
) -> Completion | None:
    """Return what was recorded under the key; refuse a key that recorded something else."""
    held = Completion.objects.filter(key=key).first()
    if held is None:
        return None
    before = (held.enrollment_id, held.requirement_id, held.completed_on, held.units, held.grade, held.notes)
    grade = _normalised(requirement.as_rule(), asked.grade)
    now = (enrollment.pk, requirement.pk, asked.completed_on, asked.units, grade, asked.notes)
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
    known: Mapping[int, Definition] | None = None,
    also: Collection[int] = (),
) -> Completion:
    with kept_ledger(contacts=[enrollment.contact_id]):
        settle_milestones([enrollment.pk, *also], log, known=known)
    log.write()
    completion.refresh_from_db()
    return completion


def _offering(requirement: Requirement, offering: int | None) -> Offering | None:
    if offering is None:
        return None
    # Locked, so that nobody removes or retires it meanwhile.
    offered = Offering.objects.select_for_update(no_key=True)
    found = offered.filter(pk=offering, component=requirement.component_id).first()
    if found is None:
        raise Refused(Refusal("offering_unknown", f"That offering does not belong to {requirement.title}."))
    return found


def _asked(requirement: Requirement, recorded: Recorded, offering: Offering | None) -> Recorded:
    offered = Offering.objects.filter(component=requirement.component_id, is_retired=False).exists()
    return Recorded(
        completed_on=recorded.completed_on,
        grade=recorded.grade.strip(),
        units=recorded.units,
        notes=recorded.notes,
        names_offering=offering is not None,
        is_offering_retired=offering is not None and offering.is_retired,
        has_offerings=offered,
        offering_begins_on=offering.begins_on() if offering else None,
    )


def free_reference(
    enrollment: Enrollment, requirement: Requirement, completed_on: date, *, instead_of: Completion | None = None
) -> str:
    """Return blank, or the next number where the day has another attempt already, to tell the two apart.

    One that is there keeps the reference it has (`instead_of`) where the day does not take it.
    """
    others = Completion.objects.filter(enrollment=enrollment, requirement=requirement, completed_on=completed_on)
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
    taken = set(others.values_list("reference", flat=True))
    wanted = instead_of.reference if instead_of is not None else ""
    if wanted not in taken:
        return wanted
    return next(str(number) for number in range(2, len(taken) + 3) if str(number) not in taken)
