"""How does somebody come in whom nobody has let in? They sign up, follow a link, and are found in the register.

Whether an address has an account is told to whoever reads its mail and to nobody else: a known and an unknown address
get the same page after the same work, and the mails leave from a thread of their own.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from conferral import clock
from conferral.actions import signing_up as actions
from conferral.documents.connecting import may_enter_oneself
from conferral.models import Account
from conferral.models.organization import sign_up_is_open
from conferral.rules.refusals import Refused
from conferral.rules.signing_up import may_sign_up
from conferral.web import letters, mail
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Line
from conferral.web.how_often import too_often
from conferral.web.pages import page


class SignUpForm(forms.Form):
    """The address and the password of an account to be."""

    email = Line(label=gettext_lazy("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class ConfirmForm(forms.Form):
    """The password that was chosen, once more."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NameForm(forms.Form):
    """What somebody is called who is not in the register yet."""

    first_name = Line(
        label=gettext_lazy("First name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = Line(
        label=gettext_lazy("Last name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an address and a password, and mail to the address what follows."""
    if request.user.is_authenticated:
        return redirect("home")
    if refusal := may_sign_up(is_open=sign_up_is_open()):
        raise Refused(refusal)
    if request.method == "POST" and (limited := too_often(request, "sign_up")):
        return limited
    form = SignUpForm(request.POST or None)
    if form.is_valid():
        with refusals_of(form):
            actions.check(**form.cleaned_data)
    if form.is_valid():
        if limited := too_often(request, "mail", form.cleaned_data["email"].lower()):
            return limited
        asked = actions.ask(**form.cleaned_data, at=clock.now())
        template = "account/email/has_account" if asked.is_known else "account/email/confirm_sign_up"
        route = reverse("account_login") if asked.is_known else reverse("sign_up_confirm", args=[asked.token])
        mail.send(template, form.cleaned_data["email"], letters.values(request, route))
        return redirect("sign_up_sent")
    return page(request, "account/signup.html", {"form": form})


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way: the same for every address."""
    return page(request, "account/signup_sent.html", {})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Take the password that was chosen from whoever followed the link, and sign them in."""
    form = ConfirmForm(request.POST or None)
    try:
        values = {"form": form, "email": actions.address(token=token, at=clock.now())}
    except Refused as no:
        return page(request, "account/link_dead.html", {"sentence": str(no), "again": reverse("account_signup")})
    if form.is_valid():
        if limited := too_often(request, "sign_up_confirm", token):
            return limited
        with refusals_of(form):
            account = actions.confirm(**form.cleaned_data, token=token, at=clock.now())
            return signed_in_as(request, account)
    return page(request, "account/signup_confirm.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def name(request: Asking) -> HttpResponse:
    """Take the name of whoever signed up and is not in the register, and add them."""
    account = request.user
    if account.contact_id is not None:
        return redirect("home")
    form = NameForm(request.POST or None)
    if form.is_valid():
        with refusals_of(form):
            contact = actions.enter_oneself(account=account.pk, **form.cleaned_data, at=clock.now())
            number = contact.member_number
            messages.success(request, _("You are in the register now; your member number is %(n)s.") % {"n": number})
            return redirect("home")
    return page(request, "unconnected.html", unconnected(account, form))


def unconnected(account: Account, form: NameForm | None = None) -> dict[str, object]:
    """Return what is told to somebody whose account belongs to no contact: a form, or who helps them."""
    may_enter = may_enter_oneself(account, on=clock.today()) is None
    return {"form": (form or NameForm()) if may_enter else None, "is_confirmed": account.email_confirmed_at is not None}


def signed_in_as(request: HttpRequest, account: Account) -> HttpResponse:
    """Sign somebody in who has just shown their password, and lead them to their first page."""
    named = {"email": account.email}
    answer: HttpResponse = perform_password_login(request, named, Login(user=account, email=account.email))
    return answer
