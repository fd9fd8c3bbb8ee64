"""How does staff enroll people?

**Enroll a Contact** -> **Enroll Selected** -> a look at what will happen -> **Register**.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import jobs
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.documents.contacts import found
from conferral.documents.enrolment_review import review as look_ahead
from conferral.models import Contact, Program
from conferral.rules.jobs import Item
from conferral.web import paging
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Day
from conferral.web.lists import Asked
from conferral.web.staff.picking import picked
from conferral.web.staff.program import named
from conferral.web.staff.selection import LISTED
from conferral.web.staff.site import staff_page


class EnrollmentDate(forms.Form):
    """The one thing to enter beside the contacts."""

    enrolled_on = Day(label=gettext_lazy("Enrollment date"))


class Chosen(EnrollmentDate):
    """What is chosen on the review beside the date."""

    carries = forms.BooleanField(required=False)


class Registration(Chosen):
    """What the review hands on to Register: `batch` makes a double click one enrolment, `version` is what was seen."""

    batch = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)


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
    """Enroll everyone ticked, as a job, and lead to what became of each; those merged are looked at again first."""
    program, current = named(code)
    form, chosen = Registration(request.POST), picked(request.POST)
    if not form.is_valid() or not chosen or chosen.too_many() or chosen.complaints:
        return _reviewed(request, code)
    said = form.cleaned_data
    if current is not None and current.number != said["version"]:
        return _reviewed(request, code, sentence=_overtaken(current.number))
    how = How(said["enrolled_on"], carries=said["carries"], version=said["version"])
    contacts = chosen.contacts()
    job = jobs.ask_and_begin(
        kind=ENROLL,
        items=[Item(contact.pk) for contact in contacts],
        program=program.pk,
        by=request.actor,
        at=clock.now(),
        arguments=arguments_of(how),
        key=_key(said["batch"], request, program, how, contacts),
    )
    return redirect("staff:registered", code=code, batch=job.key)


def _key(batch: uuid.UUID, request: Asking, program: Program, how: How, contacts: Sequence[Contact]) -> uuid.UUID:
    """Name the job by the review and by what was asked on it: the same sent twice is one, anything else another."""
    whom = ",".join(str(key) for key in sorted(contact.pk for contact in contacts))
    return uuid.uuid5(batch, f"{request.actor.account} {program.pk} {sorted(arguments_of(how).items())} {whom}")


def _overtaken(number: int | None) -> str:
    return _(
        "Nobody was enrolled: version %(number)s was published since you looked. This is what Register will do now."
    ) % {"number": number}


def _reviewed(request: Asking, code: str, *, sentence: str = "") -> HttpResponse:
    """Show what Register will do; a date counts only where somebody is ticked."""
    program, current = named(code)
    given = Asked(request, clock.today()).given
    chosen, form = picked(given), Chosen(given)
    if not chosen:
        blank = EnrollmentDate(initial={"enrolled_on": clock.today()})
        return _finder(request, code, blank, sentence=_("Nobody is ticked yet. Tick at least one contact."))
    if refusal := chosen.too_many():
        return _finder(request, code, form, sentence=refusal.message)
    if not form.is_valid():
        return _finder(request, code, form)
    seen = look_ahead(chosen.contacts(), program, by=request.actor, today=clock.today(), **form.cleaned_data)
    values = {
        "program": program,
        "current": current,
        "picked": chosen,
        "review": seen,
        "shown": LISTED,
        "sentence": sentence,
        "batch": uuid.uuid4(),
        **form.cleaned_data,
    }
    return staff_page(request, "staff/enroll_review.html", values, here="programs", status=422 if sentence else 200)


def _finder(request: Asking, code: str, form: EnrollmentDate, *, sentence: str = "") -> HttpResponse:
    program, current = named(code)
    asked = Asked(request, clock.today())
    chosen = picked(asked.given)
    if added := request.GET.get("added", "").replace("\0", ""):
        chosen = chosen.and_also(added)
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
