"""Which addresses has the entrance: signing up, in and out, passwords, the second factor, the first opening?

The names are allauth's, so that its views find each other. What is not offered has no address.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from conferral.models.organization import sign_up_is_open
from conferral.web import passkey_forms, passwords, resumed, setup, signing_up
from conferral.web import sign_in_forms as forms
from conferral.web.access import View, anyone, signed_in

NEXT = "next"


def _staying_here(view: View) -> View:
    """Drop a `next` that leads to another host; allauth would take any of ALLOWED_HOSTS."""

    @wraps(view)
    def staying(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for kind in ("GET", "POST"):
            given = getattr(request, kind)
            if NEXT in given and not _is_here(request, given[NEXT]):
                without = given.copy()
                del without[NEXT]
                setattr(request, kind, without)
        return view(request, *args, **kwargs)

    return staying


def _is_here(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())


def _with_code(view: View) -> View:
    """Let a form with neither code nor passkey be one with a blank code; allauth would take it for a passkey."""

    @wraps(view)
    def coded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and "code" not in request.POST and not _of_passkey(request):
            given = request.POST.copy()
            given["code"] = ""
            request.POST = given  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return coded


def _of_passkey(request: HttpRequest) -> bool:
    """Whether a form brings what a browser answers when it is asked for a passkey."""
    try:
        return isinstance(json.loads(request.POST.get("credential", "")), dict)
    except (ValueError, RecursionError):
        return False


def _at(address: str, name: str, view: View, declared: Callable[[View], View] = anyone) -> URLPattern:
    return path(address, declared(never_cache(_staying_here(view))), name=name)


sign_in = account.LoginView.as_view(form_class=forms.SignInForm, extra_context={"sign_up_is_open": sign_up_is_open})
code = _with_code(
    second_factor.AuthenticateView.as_view(form_class=forms.CodeForm, webauthn_form_class=passkey_forms.PasskeyForm)
)
password_again = account.ReauthenticateView.as_view(form_class=forms.ReauthenticateForm)
code_again = second_factor.ReauthenticateView.as_view(form_class=forms.CodeAgainForm)
passkey_new = passkeys.AddWebAuthnView.as_view(form_class=passkey_forms.NewPasskeyForm)
passkey_again = passkeys.ReauthenticateWebAuthnView.as_view(form_class=passkey_forms.PasskeyAgainForm)
app_on = totp.ActivateTOTPView.as_view(form_class=forms.ActivateForm)
first_password = account.PasswordSetView.as_view(form_class=forms.SetPasswordForm, success_url="/")

urlpatterns = [
    _at("sign-in/", "account_login", sign_in),
    _at("sign-in/again/", "account_reauthenticate", password_again, signed_in),
    _at("sign-in/closed/", "account_inactive", account.account_inactive),
    _at("sign-up/", "account_signup", signing_up.sign_up),
    _at("sign-up/sent/", "sign_up_sent", signing_up.sent),
    _at("sign-up/name/", "sign_up_name", signing_up.name, signed_in),
    _at("sign-up/link/<slug:token>/", "sign_up_confirm", signing_up.confirm),
    _at("sign-out/", "account_logout", account.logout),
    _at("resumed/", "resumed", resumed.confirm, signed_in),
    _at("setup/", "setup", setup.setup),
    _at("password/change/", "account_change_password", passwords.Change.as_view(), signed_in),
    _at("password/set/", "account_set_password", first_password, signed_in),
    _at("password/reset/", "account_reset_password", passwords.AskForReset.as_view()),
    _at("password/reset/done/", "account_reset_password_done", account.password_reset_done),
    _at("password/changed/", "account_reset_password_from_key_done", account.password_reset_from_key_done),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anyone(never_cache(_staying_here(passwords.Reset.as_view()))),
        name="account_reset_password_from_key",
    ),
    _at("second-factor/", "mfa_index", second_factor.index, signed_in),
    _at("second-factor/code/", "mfa_authenticate", code),
    _at("second-factor/again/", "mfa_reauthenticate", code_again, signed_in),
    _at("second-factor/app/on/", "mfa_activate_totp", app_on, signed_in),
    _at("second-factor/app/off/", "mfa_deactivate_totp", totp.deactivate_totp, signed_in),
    _at("second-factor/passkeys/", "mfa_list_webauthn", passkeys.list_webauthn, signed_in),
    _at("second-factor/passkeys/new/", "mfa_add_webauthn", passkey_new, signed_in),
    _at("second-factor/passkeys/again/", "mfa_reauthenticate_webauthn", passkey_again, signed_in),
    _at("second-factor/passkeys/<int:pk>/removal/", "mfa_remove_webauthn", passkeys.remove_webauthn, signed_in),
    _at("second-factor/recovery/", "mfa_view_recovery_codes", recovery.view_recovery_codes, signed_in),
    _at("second-factor/recovery/new/", "mfa_generate_recovery_codes", recovery.generate_recovery_codes, signed_in),
    _at("second-factor/recovery/file/", "mfa_download_recovery_codes", recovery.download_recovery_codes, signed_in),
]
