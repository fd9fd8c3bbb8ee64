"""Who can sign in? Settings > **Users**: the list, and inviting somebody."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import accounts as actions
from conferral.documents import accounts
from conferral.documents.accounts import Sort
from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.rules import permits
from conferral.rules.accounts import may_grant
from conferral.rules.actors import Actor, Role
from conferral.rules.exporting import Listed
from conferral.rules.refusals import Refused
from conferral.web import invitations
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Line, Prose
from conferral.web.lists import Asked, column
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.site import staff_page

HERE = "users"
ALONE = "alone"
"""The filter of the active accounts that belong to no contact: whoever signed up and waits to be connected."""


def manages_users(request: Asking) -> None:
    """Refuse whoever does not manage users; raises Refused (`role_needed`)."""
    if refusal := permits.may_manage_users(request.actor):
        raise Refused(refusal)


def levels_for(actor: Actor) -> list[tuple[str, str]]:
    """Return the levels that an actor may give, to choose from."""
    return [(str(int(role)), role.label) for role in Role if may_grant(actor, role) is None]


class Reasoned(forms.Form):
    """Why something is done to an account."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The log keeps it."),
        error_messages={"required": gettext_lazy("Say why; it is kept in the log.")},
    )


class Invitation(Reasoned):
    """Who is to sign in, on which level, and which contact they are."""

    email = Line(label=gettext_lazy("Email"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.TypedChoiceField(label=gettext_lazy("Level"), coerce=lambda value: Role(int(value)))
    contact = Line(
        label=gettext_lazy("Member number"),
        required=False,
        help_text=gettext_lazy("Of the contact that this person is. A member without one finds nothing here."),
    )
    field_order = ("email", "role", "contact", "reason")

    def __init__(self, *args: object, by: Actor, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["role"].choices = levels_for(by)  # type: ignore[attr-defined]

    def clean_contact(self) -> int | None:
        """Find the contact by the number it has or had."""
        number = self.cleaned_data["contact"]
        return contact_numbered(number) if number else None


def contact_numbered(number: str) -> int:
    """Return the contact that has a number or had it; raises ValidationError."""
    now = survivors([number]).get(number)
    key = Contact.objects.filter(member_number=number).values_list("pk", flat=True).first()
    found = now.pk if now else key
    if found is None:
        raise ValidationError(_("No contact has this number; look it up under Contacts."), code="contact_unknown")
    return found


@staff_only
@require_safe
@may_lag
def users(request: Asking) -> HttpResponse:
    """List the accounts that a search finds, page by page."""
    manages_users(request)
    asked = Asked(request, clock.today())
    sort, descending = asked.word("sort", Sort) or Sort.NAME, asked.is_on("down")
    listed = accounts.users(
        on=asked.today,
        wanted=asked.text,
        without_contact=asked.is_on(ALONE),
        sort=sort,
        descending=descending,
        after=asked.after,
        before=asked.before,
    )
    labels = {Sort.NAME: _("User name"), Sort.SEEN: _("Last sign-in")}
    values = {
        "asked": asked,
        "listed": listed,
        "alone": asked.is_on(ALONE),
        "export": urlencode(
            {name: value for name, value in (("q", asked.text), (ALONE, asked.given.get(ALONE))) if value}
        ),
        "next": asked.place("after", listed.next),
        "previous": asked.place("before", listed.previous),
        "columns": {
            name.value: column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()
        },
    }
    return staff_page(request, "staff/users.html", values, here=HERE, block="found")


@staff_only
@require_POST
@file_may_lag
def export(request: Asking) -> HttpResponseBase:
    """Hand out the accounts that a search finds as a file, streamed."""
    manages_users(request)
    asked = Asked(request, clock.today())
    return handed_out(
        request,
        Listed.USERS,
        _("Users"),
        asked.today,
        head=accounts.EXPORTED,
        rows=accounts.exported(asked.text, without_contact=asked.is_on(ALONE), on=asked.today),
        count=accounts.found(asked.text, without_contact=asked.is_on(ALONE)),
        keys=accounts.keys_exported(asked.text, without_contact=asked.is_on(ALONE)),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Asking) -> HttpResponse:
    """Add an account for somebody, who gets a mail with a link to choose a password."""
    manages_users(request)
    initial = {"contact": request.GET.get("contact", "").replace("\0", "")}
    form = Invitation(request.POST or None, initial=initial, by=request.actor)
    if form.is_valid():
        with refusals_of(form):
            account = actions.invite(**form.cleaned_data, by=request.actor, at=clock.now())
            invitations.send(request, account)
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": account.email})
            return redirect("staff:user", account.key)
    values = {
        "form": form,
        "title": _("Invite somebody"),
        "lead": _("They get a mail with a link to choose a password. The link works once, for three days."),
        "does": _("Invite"),
        "back": None,
    }
    return staff_page(request, "staff/user_form.html", values, here=HERE, status=422 if form.errors else 200)
