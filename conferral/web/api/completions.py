"""What can a program ask about requirements, and how does it record, grade, approve and reject completions?"""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from ninja import Router, Status
from pydantic import Field

from conferral import clock
from conferral.actions import completions as actions
from conferral.documents.requirements_told import RequirementOfEnrollment, requirements_of
from conferral.models import Completion, Offering, Requirement
from conferral.rules.attempts import AttemptState, Rejection, state_of
from conferral.rules.quantities import in_json
from conferral.rules.recording import Recorded as ToRecord
from conferral.rules.recording import caution
from conferral.rules.refusals import Refusal, Refused
from conferral.web.api import looked_up, tags
from conferral.web.api.interface import CHANGED, IF_MATCH, WITH_BODY, answers
from conferral.web.api.reading import Day, Line, Sent, Text, Units
from conferral.web.api.told_completions import AttemptTold, OfferingTold, Recorded, RequirementList, RequirementTold
from conferral.web.asking import Asking

OFFERING_UNKNOWN = Refusal("offering_unknown", "Offering: there is no such offering of this requirement.")
router = Router(tags=["Completions"])


class CompletionSent(Sent):
    """What is recorded about a completion."""

    completed_on: Day
    grade: Line = Field("", description="Staff give grades; left out, a requirement that asks for one waits for it.")
    units: Units = Field(None, description="Of repeatable requirements alone.")  # type: ignore[assignment]  # absent is none
    notes: Text = ""
    offering: UUID = Field(None, description="The offering that was completed, where there are any.")  # type: ignore[assignment]  # absent is none


class RejectionSent(Sent):
    """In which form a completion is rejected, and what its enrollee reads."""

    form: Rejection = Field(description="notify: back at No Status; rejected: Rejected. Either can be submitted again.")
    note: Text


class GradeSent(Sent):
    """The grade that a completion waits for."""

    grade: Line


@router.get(
    "/enrollments/{uuid:enrollment}/requirements", response=answers(RequirementList), summary="List requirements"
)
def list_requirements(request: Asking, enrollment: UUID) -> RequirementList:
    """List the requirements of an enrollment as they stand today, with every completion and what can meet them."""
    today = clock.today()
    shown = looked_up.standing(request, enrollment, today)
    found = requirements_of(shown, by=request.actor, on=today)
    return RequirementList(items=[_requirement(one) for one in found], next=None)


@router.post(
    "/enrollments/{uuid:enrollment}/requirements/{named:requirement}/completions",
    response=answers(Recorded, *WITH_BODY, status=HTTPStatus.CREATED),
    summary="Record a completion",
)
def record(request: Asking, enrollment: UUID, requirement: str, sent: CompletionSent) -> Status[Recorded]:
    """Record a completion of a requirement; members where the requirement lets its enrollees."""
    row = looked_up.enrollment(request, enrollment)
    made = actions.record(
        enrollment=row.pk,
        requirement=requirement,
        recorded=ToRecord(completed_on=sent.completed_on, grade=sent.grade, units=sent.units, notes=sent.notes),
        offering=_offering(row.version_id, requirement, sent.offering),
        by=request.actor,
        at=clock.now(),
    )
    warning = caution(row.facts(), made.completed_on)
    told = Recorded(**_decided(made).model_dump(), warning=warning)
    return Status(HTTPStatus.CREATED, told)


@router.post(
    "/completions/{uuid:completion}/approval",
    response=answers(AttemptTold, *WITH_BODY, *CHANGED),
    summary="Approve a completion",
    openapi_extra={"parameters": [IF_MATCH]},
)
def approve(request: Asking, completion: UUID) -> AttemptTold:
    """Approve a completion that waits for it; it counts by its own date."""
    row = looked_up.completion(request, completion)
    done = actions.approve(completion=row.pk, by=request.actor, at=clock.now(), revision=tags.looked_at(request))
    return _decided(done)


@router.post(
    "/completions/{uuid:completion}/rejection",
    response=answers(AttemptTold, *WITH_BODY, *CHANGED),
    summary="Reject a completion",
    openapi_extra={"parameters": [IF_MATCH]},
)
def reject(request: Asking, completion: UUID, sent: RejectionSent) -> AttemptTold:
    """Reject a completion that waits, with a note that its enrollee reads."""
    row = looked_up.completion(request, completion)
    done = actions.reject(
        completion=row.pk,
        form=sent.form,
        note=sent.note,
        by=request.actor,
        at=clock.now(),
        revision=tags.looked_at(request),
    )
    return _decided(done)


@router.post(
    "/completions/{uuid:completion}/grade",
    response=answers(AttemptTold, *WITH_BODY, *CHANGED),
    summary="Grade a completion",
    openapi_extra={"parameters": [IF_MATCH]},
)
def grade(request: Asking, completion: UUID, sent: GradeSent) -> AttemptTold:
    """Enter the grade that a completion waits for; one below the pass mark completes nothing."""
    row = looked_up.completion(request, completion)
    done = actions.grade(
        completion=row.pk, grade=sent.grade, by=request.actor, at=clock.now(), revision=tags.looked_at(request)
    )
    return _decided(done)


def _offering(version: int, requirement: str, key: UUID | None) -> int | None:
    """Return the offering of a key by its primary key. Raises Refused: `offering_unknown`."""
    if key is None:
        return None
    asked = Requirement.objects.filter(version=version, code=requirement).values("component")
    found = Offering.objects.filter(key=key, component__in=asked).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(OFFERING_UNKNOWN)
    return found


def _decided(row: Completion) -> AttemptTold:
    """Tell of a completion as an action returned it, with what it is of."""
    asked = Requirement.objects.select_related("component", "grade_scale", "category")
    row.requirement = asked.get(pk=row.requirement_id)
    if row.offering_id is not None:
        row.offering = Offering.objects.get(pk=row.offering_id)
    return _attempt(row, state_of(row.requirement.as_rule(), row.as_attempt(row.requirement.code)))


def _attempt(row: Completion, state: AttemptState) -> AttemptTold:
    return AttemptTold(
        id=row.key,
        requirement=row.requirement.code,
        completed_on=row.completed_on,
        state=state,
        live=row.is_live,
        grade=row.grade,
        units=None if row.units is None else in_json(row.units),
        notes=row.notes,
        offering=row.offering.key if row.offering else None,
        recorded_at=row.recorded_at,
        approved_on=row.approved_on,
        rejected_on=row.rejected_on,
        rejection_note=row.rejection_note,
        voided_on=row.voided_on,
        etag=tags.plain(row.revision),
    )


def _requirement(one: RequirementOfEnrollment) -> RequirementTold:
    rule = one.item.requirement
    return RequirementTold(
        requirement=rule.code,
        title=rule.title,
        component=rule.component,
        stage=rule.stage,
        stage_name=one.stage_name,
        required=rule.is_required,
        repeatable=rule.is_repeatable,
        category=rule.category,
        units=in_json(rule.units),
        units_counted=in_json(one.item.units),
        grade=str(rule.scale) if rule.scale else "",
        requires_approval=rule.requires_approval,
        enrollees_may_record=rule.enrollees_may_record,
        status=one.item.status,
        complete_on=one.item.complete_on,
        open=one.refusal is None,
        why_not=one.refusal.message if one.refusal else "",
        completions=[_attempt(row, state) for row, state in one.attempts],
        offerings=[
            OfferingTold(
                id=row.key,
                kind=row.kind,
                title=row.title,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                place=row.place,
            )
            for row in one.offerings
        ],
    )
