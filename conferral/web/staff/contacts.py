"""Whom does the register know? **Contacts**: the list, the page of one, and changing their details."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import contacts as actions
from conferral.documents import contact_list
from conferral.documents.contact_list import Sort
from conferral.documents.standing import standings_of
from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.rules import permits
from conferral.rules.connecting import may_invite
from conferral.rules.contacts import Details
from conferral.rules.exporting import Listed
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Line
from conferral.web.lists import Asked, column
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.former import follows_former_numbers
from conferral.web.staff.merging import put_on_top
from conferral.web.staff.site import staff_page

HERE = "contacts"
LABELS = {
    "member_number": gettext_lazy("Member number"),
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("Email"),
    "organization": gettext_lazy("Organization"),
}


CHANGED = (*LABELS, "is_member")


class ChangedContact(forms.Form):
    """The details of a contact; each field keeps beside it what the person saw there."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    member_number = Line(label=LABELS["member_number"], show_hidden_initial=True)
    first_name = Line(label=LABELS["first_name"], required=False, show_hidden_initial=True)
    last_name = Line(label=LABELS["last_name"], required=False, show_hidden_initial=True)
    email = Line(label=LABELS["email"], required=False, widget=forms.EmailInput, show_hidden_initial=True)
    organization = Line(label=LABELS["organization"], required=False, show_hidden_initial=True)
    is_member = forms.BooleanField(
        label=gettext_lazy("Member: pays the price for members"), required=False, show_hidden_initial=True
    )


@staff_only
@require_safe
@may_lag
def contacts(request: HttpRequest) -> HttpResponse:
    """List the contacts that a search finds, page by page; a former member number is said to be one."""
    asked = Asked(request, clock.today())
    sort, descending = asked.word("sort", Sort) or Sort.NAME, asked.is_on("down")
    listed = contact_list.contacts(
        wanted=asked.text, sort=sort, descending=descending, after=asked.after, before=asked.before
    )
    labels = {Sort.NAME: _("Full Name"), Sort.NUMBER: _("Member number")}
    values = {
        "asked": asked,
        "listed": listed,
        "former": survivors([asked.text]).get(asked.text) if asked.text else None,
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
        "columns": [column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()],
    }
    return staff_page(request, "staff/contacts.html", values, here=HERE, block="found")


@staff_only
@require_POST
@file_may_lag
def export(request: Asking) -> HttpResponseBase:
    """Hand out the contacts that a search finds as a file with the columns of contacts.csv, streamed."""
    asked = Asked(request, clock.today())
    return handed_out(
        request,
        Listed.CONTACTS,
        _("Contacts"),
        asked.today,
        head=contact_list.EXPORTED,
        rows=contact_list.exported(asked.text),
        count=Contact.objects.named(asked.text).count(),
        keys=contact_list.keys_exported(asked.text),
    )


@staff_only
@require_safe
@follows_former_numbers
def contact(request: Asking, member_number: str) -> HttpResponse:
    """Show a contact: the details, who signs in, the enrollments, the numbers they had before."""
    rows = Contact.objects.select_related("account").prefetch_related("former_numbers", "designations")
    row = get_object_or_404(rows, member_number=member_number)
    today = clock.today()
    values = {
        "contact": row,
        "account": getattr(row, "account", None),
        "standings": standings_of(row, on=today),
        "may_invite": may_invite(
            request.actor,
            email=row.email,
            is_erased=row.erased_at is not None,
            has_account=getattr(row, "account", None) is not None,
        )
        is None,
        "manages_users": permits.may_manage_users(request.actor) is None,
        "may_merge": permits.may_merge(request.actor) is None and row.erased_at is None,
        "may_erase": permits.may_erase(request.actor) is None and row.erased_at is None,
    }
    return staff_page(request, "staff/contact.html", values, here=HERE)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@follows_former_numbers
def change(request: Asking, member_number: str) -> HttpResponse:
    """Change a contact's details; where somebody else was quicker, the form comes back with both their changes."""
    row = get_object_or_404(Contact, member_number=member_number)
    initial = {name: getattr(row, name) for name in CHANGED}
    form = ChangedContact(request.POST or None, initial={**initial, "revision": row.revision})
    if form.is_valid():
        said = dict(form.cleaned_data)
        revision, is_member = said.pop("revision"), said.pop("is_member")
        with refusals_of(form):
            changed = actions.change(
                contact=row.pk,
                details=Details(**said),
                is_member=is_member,
                by=request.actor,
                at=clock.now(),
                revision=revision,
            )
            messages.success(request, _("Saved."))
            return redirect("staff:contact", changed.member_number)
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        newest = Contact.objects.get(pk=row.pk)
        put_on_top(form, request.POST, {name: getattr(newest, name) for name in CHANGED}, newest.revision)
    values = {"contact": row, "form": form}
    return staff_page(request, "staff/contact_details.html", values, here=HERE, status=422 if form.errors else 200)
