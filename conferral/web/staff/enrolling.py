"""How does staff enroll people?

**Enroll a Contact** -> **Enroll Selected** -> a look at what will happen -> **Register**.
"""

from __future__ import annotations

import uuid

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import enrollments
from conferral.documents.contacts import found
from conferral.documents.enrolment_review import review as look_ahead
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Day
from conferral.web.lists import Asked
from conferral.web.staff.picking import picked
from conferral.web.staff.program import named
from conferral.web.staff.registered import outcome_page
from conferral.web.staff.site import staff_page


class EnrollmentDate(forms.Form):
    """The one thing to enter beside the contacts."""

    enrolled_on = Day(label=gettext_lazy("Enrollment date"))


class Registration(EnrollmentDate):
    """What the review hands on to Register; `batch` makes a double click one enrolment."""

    batch = forms.UUIDField(widget=forms.HiddenInput)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Asking, code: str) -> HttpResponse:
    """Find contacts and tick them; who cannot be enrolled is shown with the reason. Nothing is written."""
    typed = Asked(request, clock.today()).given.get("enrolled_on", "")
    given = {"enrolled_on": typed} if typed else None
    return _finder(request, code, EnrollmentDate(given, initial={"enrolled_on": clock.today()}))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Asking, code: str) -> HttpResponse:
    """Show what Register will do: names, dates, refusals; or what is still missing for it.

    Whom it is about stands in the address, so that the way back leads here again; only where that
    would be too long it comes by form.
    """
    if request.method != "POST" and not request.GET:  # the address alone: the way there begins with the contacts
        return redirect("staff:enroll", code=code)
    return _reviewed(request, code)


@staff_only
@require_POST
def register(request: Asking, code: str) -> HttpResponse:
    """Enroll everyone ticked, and tell what became of each."""
    program, _current = named(code)
    form, chosen = Registration(request.POST), picked(request.POST)
    if not form.is_valid() or not chosen:
        return _reviewed(request, code)
    outcomes = enrollments.enroll_many(
        contacts=[contact.pk for contact in chosen.contacts()],
        program=program,
        enrolled_on=form.cleaned_data["enrolled_on"],
        by=request.actor,
        at=clock.now(),
        batch=form.cleaned_data["batch"],
    )
    refused = [outcome.refusal.message for outcome in outcomes if outcome.refusal]
    if refused:
        return outcome_page(request, program, form.cleaned_data["batch"], refused)
    return redirect("staff:registered", code=code, batch=form.cleaned_data["batch"])


def _reviewed(request: Asking, code: str) -> HttpResponse:
    """Show what Register will do; a date counts only where somebody is ticked."""
    program, current = named(code)
    given = request.POST if request.method == "POST" else request.GET
    chosen = picked(given)
    form = EnrollmentDate(given)
    if not chosen:
        form = EnrollmentDate(initial={"enrolled_on": clock.today()})
        return _finder(request, code, form, sentence=_("Nobody is ticked yet. Tick at least one contact."))
    if refusal := chosen.too_many():
        return _finder(request, code, form, sentence=refusal.message)
    if not form.is_valid():
        return _finder(request, code, form)
    seen = look_ahead(
        chosen.contacts(),
        program,
        enrolled_on=form.cleaned_data["enrolled_on"],
        by=request.actor,
        today=clock.today(),
    )
    values = {
        "program": program,
        "current": current,
        "picked": chosen,
        "review": seen,
        "batch": uuid.uuid4(),
        **form.cleaned_data,
    }
    return staff_page(request, "staff/enroll_review.html", values, here="programs")


def _finder(request: Asking, code: str, form: EnrollmentDate, *, sentence: str = "") -> HttpResponse:
    program, current = named(code)
    asked = Asked(request, clock.today())
    chosen = picked(asked.given)
    on_page = found(
        chosen.text,
        program=program,
        enrolled_on=clock.today(),
        by=request.actor,
        today=clock.today(),
        after=asked.after,
        before=asked.before,
    )
    values = {
        "program": program,
        "current": current,
        "form": form,
        "sentence": sentence,
        "picked": chosen,
        "elsewhere": chosen.beyond({row.member_number for row in on_page.rows}),
        "listed": on_page,
        "next": paging.written(on_page.next),
        "previous": paging.written(on_page.previous),
    }
    return staff_page(
        request, "staff/enroll.html", values, here="programs", status=422 if sentence or form.errors else 200
    )
