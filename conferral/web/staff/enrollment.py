"""Where does one enrollment stand, why, and what is still to do?

The page behind **Full Name** and **View progress**.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.earning import Earning, earnings_of, lost_earning
from conferral.documents.movers import current_of, may_be_moved
from conferral.documents.outlook import outlook_of
from conferral.documents.standing import EnrollmentStanding, standing_of
from conferral.documents.timeline import rests_on, timeline
from conferral.models import Enrollment
from conferral.models.cases import program_cases
from conferral.rules.deciding_programs import may_approve_program
from conferral.rules.standing import Status
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.progress_shown import stages, totals
from conferral.web.staff.enrollment_dates import dating
from conferral.web.staff.site import staff_page


@dataclass(frozen=True, slots=True)
class Approval:
    """The revision that an approval is of, and why it is not offered; empty where it is."""

    revision: int
    refusal: str


def shown_on(key: UUID, on: date) -> EnrollmentStanding | None:
    """Return how an enrollment stands on a day; None before it begins, 404 when there is none."""
    found = standing_of(key, on=on)
    if found is None and not Enrollment.objects.filter(key=key).exists():
        raise Http404
    return found


@staff_only
@require_safe
def enrollment(request: Asking, key: UUID) -> HttpResponse:
    """Show status, why and what comes next, the dates, and the requirements by stage, as of a day."""
    asked = Asked(request, clock.today())
    on = asked.on()
    shown = shown_on(key, on)
    if shown is None:
        begins_on = Enrollment.objects.get(key=key).facts().begins_on
        values = {"asked": asked, "on": on, "begins_on": begins_on}
        return staff_page(request, "staff/enrollment_not_begun.html", values, here="programs", status=404)
    values = {
        "asked": asked,
        "on": on,
        "shown": shown,
        "rests": rests_on(shown),
        "dating": dating(shown.enrollment, on=on) if on == clock.today() else None,
        "stages": stages(shown, on=on),
        "totals": totals(shown),
        "lost": lost_earning(shown),
        "outlook": outlook_of(shown, on=on) if on == clock.today() else None,
        "earning": _earning(request, shown, on),
        "approval": _approval(request, shown, on),
        **_newer(request, shown, on),
    }
    return staff_page(request, "staff/enrollment.html", values, here="programs")


@staff_only
@require_safe
def happened(request: Asking, key: UUID) -> HttpResponse:
    """Show everything that happened to an enrollment by a day, the latest first."""
    row = get_object_or_404(Enrollment.objects.select_related("contact", "program", "version"), key=key)
    asked = Asked(request, clock.today())
    on = asked.on()
    values = {"asked": asked, "on": on, "row": row, "told": timeline(row, on=on)}
    return staff_page(request, "staff/enrollment_timeline.html", values, here="programs", block="happened")


def _earning(request: Asking, shown: EnrollmentStanding, on: date) -> Earning | None:
    """Return what came of earning it: the cycle, the designation, and whether the contact may be enrolled again."""
    name = shown.enrollment.contact.full_name
    found = earnings_of([shown], name=name, by=request.actor, on=on, today=clock.today())
    return found.get(shown.enrollment.pk)


def _approval(request: Asking, shown: EnrollmentStanding, on: date) -> Approval | None:
    """Return whether the program completion can be approved here; None where it does not wait for that today."""
    if shown.standing.status is not Status.AWAITING_APPROVAL or on != clock.today():
        return None
    row = shown.enrollment
    refusal = may_approve_program(request.actor, case=program_cases([row])[row.pk], on=on)
    return Approval(row.revision, refusal.message if refusal else "")


def _newer(request: Asking, shown: EnrollmentStanding, on: date) -> dict[str, Any]:
    """Return the number of the version in force, and whether this enrollee can be moved to it now."""
    program, newest = shown.enrollment.program, shown.newest
    is_older = newest is not None and shown.version != newest and shown.standing.is_current
    version = current_of(program) if is_older and on == clock.today() else None
    if version is None:
        return {"newest": newest, "is_older": is_older, "is_movable": False}
    refusal = may_be_moved(shown.enrollment, version, by=request.actor, today=on)
    return {"newest": newest, "is_older": True, "is_movable": refusal is None}
