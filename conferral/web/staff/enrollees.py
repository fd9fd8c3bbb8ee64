"""Who is it, and which programs are they in? Certification > Enrollments > **By enrollee**."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.documents.available import available_programs
from conferral.documents.contacts import found
from conferral.documents.earning import earnings_of
from conferral.documents.registrations import registrations_of
from conferral.documents.standing import standings_of
from conferral.models import Contact
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.replica import may_lag
from conferral.web.staff.former import follows_former_numbers
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def by_enrollee(request: Asking) -> HttpResponse:
    """Find a contact by any part of name, email or member number; an empty search finds all."""
    today = clock.today()
    asked = Asked(request, today)
    listed = found(asked.text, enrolled_on=today, by=request.actor, today=today, after=asked.after, before=asked.before)
    values = {
        "asked": asked,
        "listed": listed,
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
    }
    return staff_page(request, "staff/enrollees.html", values, here="enrollees", block="found")


@staff_only
@require_safe
@follows_former_numbers
def enrollee(request: Asking, member_number: str) -> HttpResponse:
    """Show a contact's current programs and those that are history, each with **View progress**, and those to come."""
    contact = get_object_or_404(Contact.objects.prefetch_related("designations"), member_number=member_number)
    asked = Asked(request, clock.today())
    on = asked.on()
    standings = standings_of(contact, on=on)
    values = {
        "asked": asked,
        "on": on,
        "contact": contact,
        "designations": [item for item in contact.designations.all() if item.conferred_on <= on],
        "current": [item for item in standings if item.standing.is_current],
        "earnings": earnings_of(standings, name=contact.full_name, by=request.actor, on=on, today=clock.today()),
        "programs": available_programs(contact, by=request.actor, today=on) if on == clock.today() else [],
        "registrations": registrations_of(contact, by=request.actor, at=clock.now()) if on == clock.today() else [],
        "past": [item for item in standings if not item.standing.is_current],
    }
    return staff_page(request, "staff/enrollee.html", values, here="enrollees")
