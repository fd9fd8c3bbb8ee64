"""Are two contacts one person? **Find duplicates**, and **Merge** after a look at what it does."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from conferral import clock
from conferral.actions import merging as actions
from conferral.documents import duplicates as found
from conferral.documents.contact_list import contacts
from conferral.documents.duplicates import Same
from conferral.documents.merging import merging, same_as
from conferral.models import Contact
from conferral.rules import permits
from conferral.rules.merging import CHOSEN
from conferral.rules.refusals import Refused
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Prose
from conferral.web.lists import Asked
from conferral.web.staff.contacts import HERE, LABELS
from conferral.web.staff.former import follows_former_numbers
from conferral.web.staff.site import staff_page

MOST = 20


class Merge(forms.Form):
    """What was looked at, which details are kept of the other contact, and how it is known that both are one."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    other_revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    take = forms.MultipleChoiceField(choices=[(name, name) for name in CHOSEN], required=False)
    reason = Prose(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("How it is known that both are one person; the log keeps it."),
        error_messages={"required": gettext_lazy("Say how it is known that both are one person.")},
    )


@staff_only
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """List groups of contacts with the same email or the same name."""
    asked = Asked(request, clock.today())
    same = asked.word("same", Same) or Same.EMAIL
    listed = found.duplicates(same, after=request.GET.get("from", "").replace("\0", ""))
    values = {
        "asked": asked,
        "listed": listed,
        "same": same,
        "tabs": [
            (_("Same email"), asked.link(same=Same.EMAIL, **{"from": ""}), same is Same.EMAIL),
            (_("Same name"), asked.link(same=Same.NAME, **{"from": ""}), same is Same.NAME),
        ],
        "next": asked.link(**{"from": listed.next}) if listed.next else "",
        "may_merge": permits.may_merge(request.actor) is None,  # type: ignore[attr-defined]
    }
    return staff_page(request, "staff/contact_duplicates.html", values, here=HERE)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@follows_former_numbers
def merge(request: Asking, member_number: str) -> HttpResponse:
    """Choose the contact that is the same person, look at what merging does, and merge."""
    if refusal := permits.may_merge(request.actor):
        raise Refused(refusal)
    survivor = get_object_or_404(Contact.objects.select_related("account"), member_number=member_number)
    other = request.GET.get("with", "").replace("\0", "")
    duplicate = Contact.objects.select_related("account").filter(member_number=other).first() if other else None
    if duplicate is None:
        return _choose(request, survivor, other)
    initial = {"revision": survivor.revision, "other_revision": duplicate.revision}
    form = Merge(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_of(form):
            merged = actions.merge(
                survivor=survivor.pk,
                duplicate=duplicate.pk,
                taken=said["take"],
                reason=said["reason"],
                by=request.actor,
                at=clock.now(),
                looked_at=(said["revision"], said["other_revision"]),
            )
            told = {"number": other, "name": merged.full_name, "survivor": merged.member_number}
            messages.success(request, _("%(number)s is merged into %(name)s, %(survivor)s.") % told)
            return redirect("staff:contact", merged.member_number)
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        return _looked_again(request, form, survivor, duplicate)
    return _shown(request, form, survivor, duplicate)


def _looked_again(request: Asking, form: Merge, survivor: Contact, duplicate: Contact) -> HttpResponse:
    """Show both as they are now; merging once more merges what is shown then."""
    for row in (survivor, duplicate):
        row.refresh_from_db()
    renewed = request.POST.copy()
    renewed["revision"], renewed["other_revision"] = str(survivor.revision), str(duplicate.revision)
    form.data = renewed
    return _shown(request, form, survivor, duplicate)


def _shown(request: Asking, form: Merge, survivor: Contact, duplicate: Contact) -> HttpResponse:
    values = {
        "form": form,
        "survivor": survivor,
        "duplicate": duplicate,
        "merging": merging(survivor, duplicate, by=request.actor, on=clock.today()),
        "labels": LABELS,
    }
    return staff_page(request, "staff/contact_merging.html", values, here=HERE, status=422 if form.errors else 200)


def _choose(request: Asking, survivor: Contact, given: str) -> HttpResponse:
    """Offer whoever has the same email or name, and whom a search finds."""
    asked = Asked(request, clock.today())
    searched = contacts(wanted=asked.text, size=MOST) if asked.text else None
    values = {
        "asked": asked,
        "survivor": survivor,
        "alike": same_as(survivor, most=MOST),
        "searched": [row for row in searched.rows if row.member_number != survivor.member_number] if searched else None,
        "given": given,
        "is_sent": request.method == "POST",
    }
    return staff_page(
        request, "staff/contact_merging_with.html", values, here=HERE, status=422 if request.method == "POST" else 200
    )
