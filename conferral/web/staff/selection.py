"""Which enrollments of a program's list does somebody mean to act on, and what do the pages that act on them share?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from conferral import clock
from conferral.documents.enrollees import listed
from conferral.models import Enrollment, Program
from conferral.models.enrollment import EnrollmentQuerySet
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.staff.ticked import ticked
from conferral.web.trackers import narrowed

LISTED = 200
"""So many are shown by name before something is done to all; the rest is counted."""


def as_filtered(asked: Asked, program: Program) -> EnrollmentQuerySet:
    """Return all that the list holds as its search, tracker, status, what is coming and day leave it."""
    shown = narrowed(asked)
    return listed(
        program,
        on=asked.on(),
        text=asked.text,
        tracker=shown.tracker,
        status=shown.status,
        is_not_started=shown.is_not_started,
        coming=shown.coming,
    )


def selected(request: Asking, program: Program) -> list[Item] | Refusal:
    """Return what a form or an address selects of the list as of today, by name; or why that is nothing to act on."""
    asked = Asked(request, clock.today())
    chosen = ticked(asked.given)
    if chosen.is_all and asked.on() != clock.today():
        return Refusal("not_today", "Something is done to enrollments as they are today; look at today's list first.")
    return chosen.items(within=Enrollment.objects.in_program(program), found=as_filtered(asked, program))


def back_to_list(request: Asking, program: Program, refusal: Refusal) -> HttpResponse:
    """Say why nothing can be done to the selection, and lead back to the list."""
    if request.method == "POST" or request.GET:  # the address alone: the way there begins with the list
        messages.warning(request, refusal.message)
    return HttpResponseRedirect(reverse("staff:program", args=[program.code]))
