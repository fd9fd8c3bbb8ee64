"""What can a program ask about one enrollment, and how does it change its dates or cancel it?"""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from conferral import clock
from conferral.actions import enrollments as actions
from conferral.documents.standing import EnrollmentStanding
from conferral.documents.timeline import timeline
from conferral.rules.actors import Role
from conferral.rules.permits import CHANGE_DATES, needs
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.terms import Dates
from conferral.web.api import looked_up, tags
from conferral.web.api.interface import CHANGED, IF_MATCH, IF_MATCH_NEEDED, WITH_BODY, answers
from conferral.web.api.reading import Day, Sent, Text
from conferral.web.api.told import Coming, EnrollmentTold, EventList, EventTold, RequirementBrief
from conferral.web.asking import Asking

DATES = ("enrolled_on", "grace_begins_on", "expires_on")
NOTHING = Refusal("nothing_asked", f"Name at least one date to change: {', '.join(DATES)}.")
router = Router(tags=["Enrollments"])


class DatesSent(Sent):
    """Which dates are to be what, and why; a date that is left out stays."""

    enrolled_on: Day = Field(None)  # type: ignore[assignment]  # absent stays
    grace_begins_on: Day | None = Field(None, description="null: no grace period.")
    expires_on: Day = Field(None)  # type: ignore[assignment]  # absent stays
    reason: Text = Field(description="Why; it is kept in the log.")


class CancellationSent(Sent):
    """Why an enrollment is cancelled, for whoever wants to say so."""

    reason: Text = Field("", description="It is kept in the log.")


NOTHING_SAID = CancellationSent(reason="")


@router.get(
    "/enrollments/{uuid:enrollment}",
    response={**answers(EnrollmentTold), int(HTTPStatus.NOT_MODIFIED): None},
    summary="Show an enrollment",
)
def show_enrollment(request: Asking, enrollment: UUID, on: Day | None = None) -> HttpResponse:
    """Show where an enrollment stands on any day, why, and what comes next; `ETag` says which state of it this is."""
    return _answer(request, looked_up.standing(request, enrollment, on or clock.today()))


@router.patch(
    "/enrollments/{uuid:enrollment}",
    response=answers(EnrollmentTold, *WITH_BODY, *CHANGED),
    summary="Change dates",
    openapi_extra={"parameters": [IF_MATCH_NEEDED]},
)
def change_dates(request: Asking, enrollment: UUID, sent: DatesSent) -> HttpResponse:
    """Change the dates of an enrollment that `If-Match` says one looked at. Changing one never moves another."""
    row = looked_up.enrollment(request, enrollment)
    if refusal := needs(request.actor, Role.STAFF, CHANGE_DATES):
        raise Refused(refusal)
    revision = tags.looked_at(request, is_needed=True)
    asked = {name: getattr(sent, name) for name in DATES if name in sent.model_fields_set}
    if not asked:
        raise Refused(NOTHING)
    to = Dates(**{name: getattr(row, name) for name in DATES} | asked)
    actions.change_dates(
        enrollment=row.pk, to=to, reason=sent.reason, by=request.actor, at=clock.now(), revision=revision
    )
    return _now(request, enrollment)


@router.post(
    "/enrollments/{uuid:enrollment}/cancellation",
    response=answers(EnrollmentTold, *WITH_BODY, *CHANGED),
    summary="Cancel an enrollment",
    openapi_extra={"parameters": [IF_MATCH]},
)
def cancel(request: Asking, enrollment: UUID, sent: CancellationSent = NOTHING_SAID) -> HttpResponse:
    """Cancel an enrollment as of today. It stays as history, and the contact can be enrolled again."""
    row = looked_up.enrollment(request, enrollment)
    actions.cancel(
        enrollment=row.pk, reason=sent.reason, by=request.actor, at=clock.now(), revision=tags.looked_at(request)
    )
    return _now(request, enrollment)


@router.get("/enrollments/{uuid:enrollment}/events", response=answers(EventList), summary="List what happened")
def list_events(request: Asking, enrollment: UUID) -> EventList:
    """List everything that happened to an enrollment, the latest first. For staff: it holds reasons and names."""
    row = looked_up.enrollment(request, enrollment)
    if refusal := needs(request.actor, Role.STAFF, "read the log of an enrollment"):
        raise Refused(refusal)
    items = [
        EventTold(id=one.key, at=one.at, who=one.who, said=one.said, reason=one.reason, requirement=one.requirement)
        for one in timeline(row, on=clock.today())
    ]
    return EventList(items=items, next=None)


def enrollment_told(shown: EnrollmentStanding) -> EnrollmentTold:
    """Return what is told of an enrollment: the names and meanings of `standing --json`, and its id."""
    said = shown.as_json()
    brief, comes = said.pop("requirements"), said.pop("next")
    row = shown.enrollment
    return EnrollmentTold(
        id=row.key,
        member_number=row.contact.member_number,
        on=shown.standing.on,
        next=Coming(**comes) if comes else None,  # type: ignore[arg-type]  # a mapping, where there is any
        requirements=[RequirementBrief(**one) for one in brief],  # type: ignore[attr-defined]  # a list of mappings
        **said,  # type: ignore[arg-type]  # as_json names its values
    )


def _answer(request: HttpRequest, shown: EnrollmentStanding) -> HttpResponse:
    body = enrollment_told(shown).model_dump_json()
    answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    return tags.tagged(request, answer, shown.enrollment.revision)


def _now(request: Asking, enrollment: UUID) -> HttpResponse:
    return _answer(request, looked_up.standing(request, enrollment, clock.today()))
