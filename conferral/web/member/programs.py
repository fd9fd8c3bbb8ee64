"""What can I enroll in, what would it ask of me, and until when? **Enroll**, for oneself, as of today."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conferral import clock
from conferral.actions import enrollments
from conferral.documents.catalogue import ProgramInWords, catalogue_for, program_in_words
from conferral.documents.enrolment_review import review
from conferral.models import Contact, Enrollment
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.lists import Asked
from conferral.web.member.site import member_page, oneself
from conferral.web.replica import may_lag

HERE = "programs"


class Enrolling(forms.Form):
    """What **Enroll** hands on: `key` makes a double click one enrollment, `version` is what was looked at."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**6)


@members
@require_safe
@may_lag
def programs(request: Asking) -> HttpResponse:
    """List the programs offered, each with whether one may enroll now, and why not."""
    asked = Asked(request, clock.today())
    listed = catalogue_for(oneself(request), asked.text, by=request.actor, today=clock.today())
    return member_page(request, "member/programs.html", {"asked": asked, "listed": listed}, here=HERE)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def program(request: Asking, code: str) -> HttpResponse:
    """Show what a program asks and the dates that it gives, or why one cannot enroll; **Enroll** does it."""
    found = program_in_words(code)
    if found is None:
        raise Http404
    contact = oneself(request)
    form = Enrolling(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_of(form):
            row = enrollments.enroll(
                contact=contact.pk,
                program=found.program,
                enrolled_on=clock.today(),
                by=request.actor,
                at=clock.now(),
                batch=form.cleaned_data["key"],
                version=form.cleaned_data["version"],
            )
            messages.success(request, _("You are enrolled in %(program)s.") % {"program": found.definition.name})
            return redirect("member:enrollment", key=row.key)
    return _shown(request, found, form, contact)


def _shown(request: Asking, found: ProgramInWords, form: Enrolling, contact: Contact) -> HttpResponse:
    """Answer with the program and what **Enroll** would do now, whatever was refused before."""
    seen = review([contact], found.program, enrolled_on=clock.today(), by=request.actor, today=clock.today())
    refusal = seen.rows[0].refusal
    own = Enrollment.objects.begun(on=clock.today()).filter(contact=contact, program=found.program, replaced_on=None)
    values = {
        "found": found,
        "dates": seen.dates if refusal is None else None,
        "is_back": seen.returning > 0,
        "refusal": refusal,
        "refused": [str(error) for error in form.non_field_errors()] if form.is_bound else [],
        "is_incomplete": form.is_bound and any(form[name].errors for name in form.fields),
        "anew": Enrolling(initial={"key": uuid.uuid4(), "version": found.number}),
        "own": own.first(),
    }
    status = 422 if form.is_bound else 200
    return member_page(request, "member/program.html", values, here=HERE, status=status)
