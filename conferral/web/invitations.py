"""What gets somebody who was invited? A mail with a link to choose a password, which works once."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.http import HttpRequest
from django.urls import reverse

from conferral.models import Account, Organization
from conferral.web import mail


def send(request: HttpRequest, account: Account) -> None:
    """Mail the link to whom the account is for."""
    organization = Organization.objects.first()
    values = {
        "link": link(request, account),
        "username": account.username,
        "site": request.get_host(),
        "organization": organization.name if organization else "",
    }
    mail.send("account/email/invitation", account.email, values)


def link(request: HttpRequest, account: Account) -> str:
    """Return the address at which the owner of an account chooses a password; it works once."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)
    named = {"uidb36": user_pk_to_url_str(account), "key": token}
    return request.build_absolute_uri(reverse("account_reset_password_from_key", kwargs=named))
