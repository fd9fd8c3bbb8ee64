"""What is held about a contact, and how does it go? **Personal data** to take along, and **Erase**."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import erasure, exporting
from conferral.documents.personal_data import holdings
from conferral.models import Contact
from conferral.rules import permits
from conferral.rules.refusals import Refused
from conferral.web import personal_data
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Prose
from conferral.web.staff.contacts import HERE
from conferral.web.staff.former import follows_former_numbers
from conferral.web.staff.site import staff_page


class Handing(forms.Form):
    """Why all that is held about somebody leaves the register."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who asked for it and how; the log keeps it."),
        error_messages={"required": gettext_lazy("Say who asked for it and how.")},
    )


class Erasing(forms.Form):
    """What was looked at, why it is erased, and whether the number goes too."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = Prose(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who asked for it and how; the log keeps it, so do not write the name."),
        error_messages={"required": gettext_lazy("Say who asked for it and how.")},
    )
    replaces_number = forms.BooleanField(
        label=gettext_lazy("Replace the member number too"),
        required=False,
        help_text=gettext_lazy(
            "Then nobody finds the records by the number any more, and a file that names it brings the person in anew."
        ),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@follows_former_numbers
def hand_out(request: Asking, member_number: str) -> HttpResponseBase:
    """Say what is held about a contact and hand all of it out, as a ZIP; the log keeps that it was."""
    row = get_object_or_404(Contact, member_number=member_number)
    form = Handing(request.POST if request.method == "POST" else None)
    if form.is_valid():
        at = clock.now()
        with refusals_of(form):
            exporting.hand_out(contact=row.pk, reason=form.cleaned_data["reason"], by=request.actor, at=at)
        if form.is_valid():
            return personal_data.archive(row, at=at)
    values = {"contact": row, "form": form, "holdings": holdings(row)}
    return staff_page(request, "staff/contact_data.html", values, here=HERE, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@follows_former_numbers
def erase(request: Asking, member_number: str) -> HttpResponse:
    """Say what goes and what stays, and erase who a contact was; it cannot be undone."""
    if refusal := permits.may_erase(request.actor):
        raise Refused(refusal)
    row = get_object_or_404(Contact, member_number=member_number)
    form = Erasing(request.POST or None, initial={"revision": row.revision})
    if form.is_valid():
        with refusals_of(form):
            erased = erasure.erase(contact=row.pk, by=request.actor, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("The contact is erased. What certifies something is kept."))
            return redirect("staff:contact", erased.member_number)
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        renewed = request.POST.copy()
        renewed["revision"] = str(Contact.objects.values_list("revision", flat=True).get(pk=row.pk))
        form.data = renewed
    values = {
        "contact": row,
        "form": form,
        "holdings": holdings(row),
        "account": getattr(row, "account", None),
        "is_own": request.actor.is_contact(row.pk),
    }
    return staff_page(request, "staff/contact_erasure.html", values, here=HERE, status=422 if form.errors else 200)
