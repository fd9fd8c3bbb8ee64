"""Where do I stand, and what is still to do? One's own enrollments, their progress, and the one next thing in each."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.cancelling import cancel_refusal
from conferral.documents.earning import lost_earning
from conferral.documents.next_steps import next_steps
from conferral.documents.outlook import outlooks_of
from conferral.documents.registrations import events_of, registrations_of, waiting_for
from conferral.documents.requirement_details import requirement_details
from conferral.documents.standing import EnrollmentStanding, standing_of, standings_of
from conferral.models import Contact
from conferral.rules.next_step import sent_back
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.member.site import member_page
from conferral.web.progress_shown import stages, totals
from conferral.web.recording import refused


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
    current = [item for item in standings if item.standing.is_current]
    values = {
        "contact": contact,
        "designations": [item for item in contact.designations.all() if item.conferred_on <= today],
        "current": current,
        "next": next_steps(current, outlooks_of(current, on=today), by=request.actor, on=today, at=clock.now()),
        "past": [item for item in standings if not item.standing.is_current],
        "registrations": registrations_of(contact, by=request.actor, at=clock.now()),
        "waiting": waiting_for(contact, on=today, at=clock.now()),
        "on": today,
    }
    return member_page(request, "member/home.html", values, here="home")


@members
@require_safe
def progress(request: Asking, key: UUID) -> HttpResponse:
    """Show one's own enrollment: status and why, the deadline, the requirements by stage."""
    today = clock.today()
    shown = own(request, key, today)
    row, outlooks = shown.enrollment, outlooks_of([shown], on=today)
    values = {
        "shown": shown,
        "stages": stages(shown, on=today),
        "totals": totals(shown),
        "lost": lost_earning(shown),
        "outlook": outlooks.get(row.pk),
        "next": next_steps([shown], outlooks, by=request.actor, on=today, at=clock.now()).get(row.pk),
        "may_cancel": cancel_refusal(row, by=request.actor, on=today) is None,
        "on": today,
    }
    return member_page(request, "member/enrollment.html", values)


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
    again = sent_back(details.item.requirement, details.item.attempts)
    values = {
        "shown": shown,
        "details": details,
        "events": events,
        "refusal": refused(request, shown, details, on=today),
        "back": next((one for one in details.attempts if again and one.completion.pk == again.key), None),
        "on": today,
    }
    return member_page(request, "member/requirement.html", values)
