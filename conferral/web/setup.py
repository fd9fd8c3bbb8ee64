"""How is an empty register opened in the browser? Once, by whoever has the one-time code of the installation."""

from __future__ import annotations

import hmac
from typing import Any

from allauth.core.internal import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import organization
from conferral.models import Account
from conferral.web.errors import refusals_of
from conferral.web.pages import page

WRONG_CODES = {"setup_code": "10/m/ip"}
BACKEND = "conferral.web.sign_in.SignIn"


class SetupForm(forms.Form):
    """The code, the organization, and the first person who may do everything."""

    code = forms.CharField(
        label=_("One-time code"),
        help_text=_("The server printed it when it started; it is the variable SETUP_CODE."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        max_length=200,
    )
    name = forms.CharField(
        label=_("Organization"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    first_name = forms.CharField(
        label=_("First name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(label=_("Last name"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    username = forms.CharField(
        label=_("User name"),
        help_text=_("Letters, digits and . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password_again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    staff_need_second_factor = forms.BooleanField(
        label=_("Staff need a second factor"),
        help_text=_("A passkey or an app confirms who signs in; you set up your own next. It can be changed later."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """Ask for the same password twice."""
        cleaned = super().clean() or {}
        both = cleaned.get("password"), cleaned.get("password_again")
        if all(both) and both[0] != both[1]:
            self.add_error("password_again", _("The two passwords differ; type the same one twice."))
        return cleaned


@sensitive_post_parameters("code", "password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Show what is asked, and open the register; not there once it is open."""
    knows = _fits(request.POST.get("code", ""))
    # Of two who open it at once the second is told why it is open: they know the code.
    if not settings.SETUP_CODE or (Account.objects.exists() and not knows):
        raise Http404
    if request.method != "POST":
        if Account.objects.exists():
            raise Http404
        return _page(request, SetupForm(initial={"code": request.GET.get("code", "")}))
    if not knows and ratelimit.consume(request, app="conferral", action="setup_code", config=WRONG_CODES) is None:
        limited: HttpResponse = ratelimit.respond_429(request)
        return limited
    form = SetupForm(request.POST)
    if form.is_valid() and not knows:
        form.add_error("code", _("This is not the code. The server printed it when it started."))
    if not form.is_valid():
        return _page(request, form)
    given = {name: form.cleaned_data[name] for name in FOUNDING}
    with refusals_of(form):
        account = organization.found(**given, at=clock.now())
    if form.errors:
        return _page(request, form)
    login(request, account, backend=BACKEND)
    return redirect("staff:home")


FOUNDING = ("name", "username", "email", "password", "first_name", "last_name", "staff_need_second_factor")


def _page(request: HttpRequest, form: SetupForm) -> HttpResponse:
    return page(request, "setup.html", {"form": form})


def _fits(code: str) -> bool:
    """Compare without telling by the time it takes how much of the code is right."""
    return bool(settings.SETUP_CODE) and hmac.compare_digest(_plain(code), _plain(settings.SETUP_CODE))


def _plain(code: str) -> bytes:
    return code.casefold().replace("-", "").replace(" ", "").encode()
