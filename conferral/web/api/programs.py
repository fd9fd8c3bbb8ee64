"""What can a program ask about programs and who is enrolled in them, and how does it enroll people?"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django.http import Http404
from ninja import Router
from pydantic import Field

from conferral import clock
from conferral.actions import enrollments
from conferral.actions.enrolling import Outcome as Enrolled
from conferral.documents.enrollees import Enrollee
from conferral.documents.enrollees import enrollees as listed
from conferral.documents.program_file import version_as_json
from conferral.documents.programs_told import InForce, definition_of, program_in_force, programs_in_force
from conferral.models import Contact, Program
from conferral.models.tally import tallies
from conferral.rules.quantities import in_json
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Status
from conferral.web.api import cursors, looked_up, tags
from conferral.web.api.interface import WITH_BODY, answers
from conferral.web.api.reading import CursorText, Day, Numbers, Search, Sent
from conferral.web.api.told import (
    Dated,
    EnrolleeList,
    EnrolleeTold,
    EnrollmentOutcome,
    EnrollmentOutcomes,
    ProgramList,
    ProgramStatus,
    ProgramTold,
    ProgramWhole,
    TallyTold,
)
from conferral.web.asking import Asking

ENROLLEES = "enrollees"
UNKNOWN = Refusal("contact_unknown", "There is no such contact; add the contact first.")
router = Router(tags=["Programs"])


class StatusAsked(StrEnum):
    """The statuses that a current enrollment can have."""

    ENROLLED = Status.ENROLLED.value
    GRACE = Status.GRACE.value
    EXPIRED = Status.EXPIRED.value
    AWAITING_APPROVAL = Status.AWAITING_APPROVAL.value
    EARNED = Status.EARNED.value


class EnrollmentsSent(Sent):
    """Who is to be enrolled, and from which day on."""

    contacts: Numbers = Field(description="Member numbers.")
    enrolled_on: Day = Field(None, description="The enrollment date; today where it is left out.")  # type: ignore[assignment]  # absent is today


@router.get("/programs", response=answers(ProgramList), summary="List programs")
def list_programs(request: Asking) -> ProgramList:
    """List all programs, by code; for members those that are on offer."""
    found = programs_in_force(only_offered=not request.actor.is_staff)
    return ProgramList(items=[ProgramTold(**_told(one)) for one in found], next=None)


@router.get("/programs/{named:code}", response=answers(ProgramWhole), summary="Show a program")
def show_program(request: Asking, code: str) -> ProgramWhole:
    """Show a program and all that its version in force asks."""
    found = _found(request, code)
    definition = definition_of(found)
    return ProgramWhole(**_told(found), definition=version_as_json(definition) if definition else None)


@router.get("/programs/{named:code}/tally", response=answers(TallyTold), summary="Count by Progress Tracker")
def count_enrollments(request: Asking, code: str, on: Day | None = None) -> TallyTold:
    """Count the current enrollments of a program in each Progress Tracker, on any day; today where none is named."""
    looked_up.staff(request)
    day = on or clock.today()
    (tally,) = tallies([_found(request, code).program], on=day)
    names = ("program", "earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired", "total")
    return TallyTold(on=day, **{name: getattr(tally, name) for name in names})


@router.get("/programs/{named:code}/enrollments", response=answers(EnrolleeList), summary="List enrollees")
def list_enrollees(  # noqa: PLR0917 - every one of these stands in the address
    request: Asking,
    code: str,
    q: Search = "",
    status: StatusAsked = None,  # type: ignore[assignment]  # absent is any
    on: Day | None = None,
    cursor: CursorText = "",
) -> EnrolleeList:
    """List the enrollments that are current on a day, by name, those that a search and a status leave."""
    looked_up.staff(request)
    day, after = on or clock.today(), cursors.read(ENROLLEES, cursor)
    page = listed(
        _found(request, code).program,
        on=day,
        text=q,
        status=Status(status.value) if status else None,
        after=after,
        size=cursors.SIZE,
    )
    if cursors.is_over(after, page.previous):
        return EnrolleeList(on=day, items=[], next=None)
    return EnrolleeList(on=day, items=[_enrollee(row) for row in page.rows], next=cursors.written(ENROLLEES, page.next))


@router.post(
    "/programs/{named:code}/enrollments", response=answers(EnrollmentOutcomes, *WITH_BODY), summary="Enroll contacts"
)
def enroll(request: Asking, code: str, sent: EnrollmentsSent) -> EnrollmentOutcomes:
    """Enroll contacts in the version in force: one outcome each, in order. One refusal does not stop the others.

    Members enroll themselves, as of today.
    """
    found = _found(request, code)
    by_number = looked_up.contacts(request, sent.contacts)
    outcomes = enrollments.enroll_many(
        contacts=list(dict.fromkeys(by_number[number] for number in sent.contacts if number in by_number)),
        program=found.program,
        enrolled_on=sent.enrolled_on if "enrolled_on" in sent.model_fields_set else clock.today(),
        by=request.actor,
        at=clock.now(),
    )
    return EnrollmentOutcomes(items=_outcomes(sent.contacts, by_number, outcomes, found.program))


def _found(request: Asking, code: str) -> InForce:
    found = program_in_force(code, only_offered=not request.actor.is_staff)
    if found is None:
        raise Http404
    return found


def _told(found: InForce) -> dict[str, Any]:
    program, version = found.program, found.version
    return {
        "code": program.code,
        "status": ProgramStatus.ACTIVE if program.is_active else ProgramStatus.INACTIVE,
        "maintenance": program.is_maintenance,
        "enrollees_may_cancel": program.enrollees_may_cancel,
        "version": version.number if version else None,
        "name": version.name if version else program.code,
        "designation": version.designation if version else "",
        "unit_type": version.unit_type.name if version and version.unit_type else "",
    }


def _enrollee(row: Enrollee) -> EnrolleeTold:
    return EnrolleeTold(
        id=row.key,
        member_number=row.member_number,
        name=row.full_name,
        email=row.email,
        organization=row.organization,
        version=row.version,
        enrolled_on=row.enrolled_on,
        grace_begins_on=row.grace_begins_on,
        expires_on=row.expires_on,
        status=row.standing.status,
        completion_deadline=row.completion_deadline,
        requirements_complete=row.complete,
        requirements=row.requirements,
        units=in_json(row.units),
        units_required=in_json(row.units_required),
        etag=tags.plain(row.revision),
    )


def _outcomes(
    numbers: Sequence[str], by_number: dict[str, int], outcomes: Sequence[Enrolled], program: Program
) -> list[EnrollmentOutcome]:
    became = {one.contact: one for one in outcomes}
    version = {row.enrollment.version_id for row in outcomes if row.enrollment}
    newest = dict(program.versions.filter(pk__in=version).values_list("pk", "number")) if version else {}
    named = dict(Contact.objects.filter(pk__in=became).values_list("pk", "member_number"))
    told = []
    for number in numbers:
        one = became.get(by_number.get(number, 0))
        row = one.enrollment if one else None
        told.append(
            EnrollmentOutcome.of(
                UNKNOWN if one is None else one.refusal,
                member_number=number,
                enrollment=None
                if row is None
                else Dated(
                    id=row.key,
                    member_number=named[row.contact_id],
                    program=program.code,
                    version=newest[row.version_id] or 0,
                    enrolled_on=row.enrolled_on,
                    grace_begins_on=row.grace_begins_on,
                    expires_on=row.expires_on,
                ),
            )
        )
    return told
