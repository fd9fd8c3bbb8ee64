"""What gets somebody who was invited? A mail with a link to choose a password, which works once."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.urls import reverse

from conferral.models import Account
from conferral.web import letters, mail


def send(request: HttpRequest, account: Account) -> None:
    """Mail the link to whom the account is for."""
    values = letters.values(request, path_to(account))
    mail.send("account/email/invitation", account.email, {**values, "username": account.username})


def link(request: HttpRequest, account: Account) -> str:
    """Return the address at which the owner of an account chooses a password; it works once."""
    return request.build_absolute_uri(path_to(account))


def path_to(account: Account) -> str:
    """Return the path of that address."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    named = {"uidb36": user_pk_to_url_str(account), "key": token}
    return reverse("account_reset_password_from_key", kwargs=named)
