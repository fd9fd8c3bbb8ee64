"""What is one's own beside certifications? **Profile**: name, email, where one is signed in, one's data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import account_emails, exporting
from conferral.actions import sessions as session_actions
from conferral.documents.sessions import sessions
from conferral.models import Account
from conferral.rules.refusals import Refused
from conferral.web import letters, mail, personal_data
from conferral.web.access import members, signed_in
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Line
from conferral.web.how_often import too_often
from conferral.web.member.site import oneself
from conferral.web.pages import page


class WithPassword(forms.Form):
    """What nobody does at a screen that was left alone: it asks for the password."""

    password = forms.CharField(
        label=gettext_lazy("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self) -> str:
        """Ask for the password that the account has."""
        given = str(self.cleaned_data["password"])
        if not self.account.check_password(given):
            raise ValidationError(_("This is not your password."), code="password_wrong")
        return given


class NewEmail(WithPassword):
    """Another email to sign in with, and the password: whoever has the email gets a new password by it."""

    email = Line(label=gettext_lazy("New email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ("email", "password")


@signed_in
@require_safe
def profile(request: Asking) -> HttpResponse:
    """Show who somebody is here and where they are signed in; an account that is nobody's has a profile too."""
    own = request.session.session_key or ""
    values = {
        "contact": request.user.contact,
        "sessions": sessions(request.user, here=own, at=clock.now()),
        "here": "profile",
    }
    return page(request, "member/profile.html", values)


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: Asking) -> HttpResponse:
    """Ask for another email, and mail a link there: it counts once that is followed."""
    if request.method == "POST" and (limited := too_often(request, "email")):
        return limited
    form = NewEmail(request.POST or None, account=request.user)
    if form.is_valid():
        wanted = form.cleaned_data["email"]
        if limited := too_often(request, "mail", wanted.lower()):
            return limited
        with refusals_of(form):
            asked = account_emails.ask(account=request.user, email=wanted, at=clock.now())
            template = "account/email/has_account" if asked.is_known else "account/email/confirm_email"
            route = (
                reverse("account_login") if asked.is_known else reverse("member:email-confirmation", args=[asked.token])
            )
            mail.send(template, wanted, letters.values(request, route))
            messages.success(
                request, _("A mail is on its way to %(email)s. Follow the link in it.") % {"email": wanted}
            )
            return redirect("member:profile")
    return page(request, "member/email.html", {"form": form, "here": "profile"})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: Asking, token: str) -> HttpResponse:
    """Let the new email count, for whoever follows its link and is signed in as who asked for it."""
    account, at = request.user, clock.now()
    try:
        wanted = account_emails.address(account=account.pk, token=token, at=at)
        if request.method == "POST":
            before = account_emails.confirm(account=account.pk, token=token, at=at)
            if before:
                mail.send("account/email/email_changed", before, letters.values(request, reverse("account_login")))
            messages.success(request, _("%(email)s is your email now.") % {"email": wanted})
            return redirect("member:profile")
    except Refused as no:
        again = {"sentence": str(no), "again": reverse("member:email")}
        return page(request, "account/link_dead.html", again)
    return page(request, "member/email_confirmation.html", {"email": wanted, "here": "profile"})


@signed_in
@require_POST
def sign_out_elsewhere(request: Asking) -> HttpResponse:
    """End all sessions of an account but this one."""
    own = request.session.session_key or ""
    ended = session_actions.end_others(account=request.user, but=own, by=request.actor, at=clock.now())
    told = ngettext("Signed out in %(num)d other place.", "Signed out in %(num)d other places.", ended)
    messages.success(request, told % {"num": ended} if ended else _("You are signed in nowhere else."))
    return redirect("member:profile")


@members
@require_POST
def data(request: Asking) -> HttpResponseBase:
    """Hand out all that is held about whoever asks; the log keeps that they took it."""
    if limited := too_often(request, "personal_data"):
        return limited
    at = clock.now()
    contact = oneself(request)
    exporting.hand_out(contact=contact.pk, by=request.actor, at=at)
    return personal_data.archive(contact, at=at)
