"""Where does one enrollment stand, why, and what is still to do?

The page behind **Full Name** and **View progress**.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.movers import current_of, may_be_moved
from conferral.documents.standing import EnrollmentStanding, standing_of
from conferral.models import Enrollment
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.progress_shown import stages, totals
from conferral.web.staff.site import staff_page


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
        "stages": stages(shown, on=on),
        "totals": totals(shown),
        **_newer(request, shown, on),
    }
    return staff_page(request, "staff/enrollment.html", values, here="programs")


def _newer(request: Asking, shown: EnrollmentStanding, on: date) -> dict[str, Any]:
    """Return the number of the version in force, and whether this enrollee can be moved to it now."""
    version = current_of(shown.enrollment.program)
    newest = version.number if version is not None else None
    is_older = newest is not None and shown.version != newest and shown.standing.is_current
    if version is None or not is_older or on != clock.today():
        return {"newest": newest, "is_older": is_older, "is_movable": False}
    refusal = may_be_moved(shown.enrollment, version, by=request.actor, today=on)
    return {"newest": newest, "is_older": True, "is_movable": refusal is None}
