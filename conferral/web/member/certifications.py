"""Where do I stand, and what is still to do? One's own enrollments and progress; to look at, not yet to act on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.earning import lost_earning
from conferral.documents.outlook import outlook_of
from conferral.documents.registrations import events_of, registrations_of, waiting_for
from conferral.documents.requirement_details import requirement_details
from conferral.documents.standing import EnrollmentStanding, standing_of, standings_of
from conferral.models import Contact
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.pages import page
from conferral.web.progress_shown import stages, totals


def own(request: Asking, key: UUID, on: date) -> EnrollmentStanding:
    """Return one's own enrollment as it stands on a day; anybody else's does not exist."""
    shown = standing_of(key, on=on)
    if shown is None or not request.actor.is_contact(shown.enrollment.contact_id):
        raise Http404
    return shown


@members
@require_safe
def mine(request: Asking) -> HttpResponse:
    """Show one's own enrollments: status, deadline, progress, and those that are history."""
    today = clock.today()
    contact = Contact.objects.prefetch_related("designations").get(account=request.actor.account)
    standings = standings_of(contact, on=today)
    values = {
        "contact": contact,
        "designations": [item for item in contact.designations.all() if item.conferred_on <= today],
        "current": [item for item in standings if item.standing.is_current],
        "past": [item for item in standings if not item.standing.is_current],
        "registrations": registrations_of(contact, by=request.actor, at=clock.now()),
        "waiting": waiting_for(contact, on=today, at=clock.now()),
        "on": today,
        "here": "home",
    }
    return page(request, "member/home.html", values)


@members
@require_safe
def progress(request: Asking, key: UUID) -> HttpResponse:
    """Show one's own enrollment: status and why, the deadline, the requirements by stage."""
    today = clock.today()
    shown = own(request, key, today)
    values = {
        "shown": shown,
        "stages": stages(shown, on=today),
        "totals": totals(shown),
        "lost": lost_earning(shown),
        "outlook": outlook_of(shown, on=today),
        "on": today,
    }
    return page(request, "member/enrollment.html", values)


@members
@require_safe
def requirement(request: Asking, key: UUID, code: str) -> HttpResponse:
    """Show what a requirement asks, its offerings and one's own attempts."""
    today = clock.today()
    shown = own(request, key, today)
    details = requirement_details(shown, code, on=today, for_enrollee=True)
    if details is None:
        raise Http404
    events = events_of(details, shown, by=request.actor, on=today, at=clock.now())
    values = {"shown": shown, "details": details, "events": events, "on": today}
    return page(request, "member/requirement.html", values)
