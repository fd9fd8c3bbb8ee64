"""What is asked by a requirement, and what was done about it? **Requirement details**."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.registrations import events_of
from conferral.documents.requirement_details import requirement_details
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.recording import refused
from conferral.web.staff.enrollment import shown_on
from conferral.web.staff.requirement_deciding import forms_of
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
def requirement(request: Asking, key: UUID, code: str) -> HttpResponse:
    """Show what is asked, the offerings, all attempts, and **Record Completion** or why it is not offered."""
    asked = Asked(request, clock.today())
    on = asked.on()
    shown = shown_on(key, on)
    # Things are done today: another day is only looked at.
    by = request.actor if on == clock.today() else None
    details = requirement_details(shown, code, on=on, by=by) if shown else None
    if shown is None or details is None:
        raise Http404
    refusal = refused(request, shown, details, on=on)
    scale = details.item.requirement.scale
    values = {
        "asked": asked,
        "on": on,
        "shown": shown,
        "details": details,
        "refusal": refusal,
        "events": events_of(details, shown, by=request.actor, on=on, at=clock.now()) if by else {},
        "forms": {one.completion.pk: forms_of(one.completion, scale) for one in details.attempts},
    }
    return staff_page(request, "staff/requirement.html", values, here="programs")
