"""What about one account? Its page, its level given and withdrawn, connected, closed and opened, invited again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import accounts, connecting, levels
from conferral.documents.accounts import User, user_of
from conferral.documents.api_keys import keys_of
from conferral.documents.connecting import candidates
from conferral.models import Account
from conferral.rules.accounts import may_invite_again
from conferral.rules.actors import Actor, Role
from conferral.rules.levels import may_manage
from conferral.web import invitations
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Day, Line
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.staff.site import staff_page
from conferral.web.staff.users import HERE, Reasoned, contact_numbered, levels_for, manages_users


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to an account: what it is called, what it means, what the button says, and what is said after."""

    action: Callable[..., Account]
    title: Promise
    lead: Promise
    does: Promise
    done: Promise


class Changing(Looked, Reasoned):
    """Why, and what was looked at."""


class Level(Changing):
    """Which level, and the last day on which it counts."""

    role = forms.TypedChoiceField(label=gettext_lazy("Level"), coerce=lambda value: Role(int(value)))
    ends_on = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("The level counts up to this day and no more on the next; blank: it has no end."),
    )
    field_order = ("role", "ends_on", "reason")

    def __init__(self, *args: Any, by: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in levels_for(by) if value != str(int(Role.NONE))
        ]


class Connection(Changing):
    """Which contact the account belongs to."""

    contact = Line(label=gettext_lazy("Member number"), help_text=gettext_lazy("Of the contact that this person is."))
    field_order = ("contact", "reason")

    def clean_contact(self) -> int:
        """Find the contact by the number it has or had."""
        return contact_numbered(self.cleaned_data["contact"])


def _found(request: Asking, key: UUID) -> tuple[Account, User]:
    manages_users(request)
    row = get_object_or_404(Account.objects.with_level().with_second_factor(), key=key)
    return row, user_of(row, on=clock.today())


@staff_only
@require_safe
def user(request: Asking, account: UUID) -> HttpResponse:
    """Show an account, and what whoever looks may do about it."""
    row, shown = _found(request, account)
    refusal = may_manage(request.actor, row.held(), reason="-")
    values = {
        "user": shown,
        "refusal": refusal,
        "may_connect": refusal is None and not shown.member_number and shown.is_active,
        "candidates": [] if shown.member_number else candidates(row.email),
        "keys": keys_of(row),
        "may_invite": may_invite_again(request.actor, has_chosen=shown.has_chosen, is_active=shown.is_active) is None,
    }
    return staff_page(request, "staff/user.html", values, here=HERE)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: Asking, account: UUID) -> HttpResponse:
    """Give an account a level, with a reason and, where it is to end, its last day."""
    row, shown = _found(request, account)
    initial = {"revision": row.revision, "role": str(int(shown.given)), "ends_on": row.level_ends_on}
    return _asked(request, row, Level(request.POST or None, initial=initial, by=request.actor), GRANT)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def connection(request: Asking, account: UUID) -> HttpResponse:
    """Let an account that belongs to nobody be a contact's."""
    row, _shown = _found(request, account)
    initial = {"revision": row.revision, "contact": request.GET.get("contact", "").replace("\0", "")}
    return _asked(request, row, Connection(request.POST or None, initial=initial), CONNECT)


def _changing(deed: Deed) -> Callable[..., HttpResponseBase]:
    """Return the view that asks why, and then does it."""

    @staff_only
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: Asking, account: UUID) -> HttpResponse:
        row, _shown = _found(request, account)
        return _asked(request, row, Changing(request.POST or None, initial={"revision": row.revision}), deed)

    return view


GRANT = Deed(
    levels.grant,
    gettext_lazy("Give a level"),
    gettext_lazy("Each level may do all that those below it may."),
    gettext_lazy("Give this level"),
    gettext_lazy("The level is given."),
)
CONNECT = Deed(
    connecting.connect,
    gettext_lazy("Connect with a contact"),
    gettext_lazy("Whoever signs in with this account sees then all that is this contact’s; make sure that they are."),
    gettext_lazy("Connect"),
    gettext_lazy("The account is connected."),
)
withdrawal = _changing(
    Deed(
        levels.withdraw,
        gettext_lazy("Withdraw the level"),
        gettext_lazy("The account stays: whoever signs in with it is a member from their next click on."),
        gettext_lazy("Withdraw"),
        gettext_lazy("The level is withdrawn."),
    )
)
deactivation = _changing(
    Deed(
        levels.deactivate,
        gettext_lazy("Deactivate the account"),
        gettext_lazy(
            "Nobody can sign in with it any more, and whoever is signed in with it now is signed out at once."
        ),
        gettext_lazy("Deactivate"),
        gettext_lazy("The account is deactivated."),
    )
)
reactivation = _changing(
    Deed(
        levels.reactivate,
        gettext_lazy("Reactivate the account"),
        gettext_lazy("Whoever knows its password can sign in again, on the level it was given unless that has ended."),
        gettext_lazy("Reactivate"),
        gettext_lazy("The account is active again."),
    )
)


@staff_only
@require_POST
def invitation(request: Asking, account: UUID) -> HttpResponse:
    """Mail the link to choose a password once more."""
    row, _shown = _found(request, account)
    accounts.invite_again(account=row.pk, by=request.actor, at=clock.now())
    invitations.send(request, row)
    messages.success(request, _("A new invitation is on its way to %(email)s.") % {"email": row.email})
    return redirect("staff:user", row.key)


def _asked(request: Asking, row: Account, form: Changing, deed: Deed) -> HttpResponse:
    """Show a form about an account, or do what it asks; what somebody else changed meanwhile is told and kept."""
    if form.is_valid():
        with refusals_on_top(form, Account.objects.filter(pk=row.pk).values_list("revision", flat=True).first):
            deed.action(account=row.pk, **form.cleaned_data, by=request.actor, at=clock.now())
            messages.success(request, str(deed.done))
            return redirect("staff:user", row.key)
    values = {"form": form, "title": deed.title, "lead": deed.lead, "does": deed.does, "back": row}
    return staff_page(request, "staff/user_form.html", values, here=HERE, status=422 if form.errors else 200)
