"""Who may sign in, and how much of an account does a request need?"""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from conferral.models import Account
from conferral.web import sessions


class SignIn(AuthenticationBackend):
    """Signs in by email or user name and fetches the account of a request in one query."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account with its contact and its level, unless it was closed."""
        account = Account.objects.signed_in().filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None


class Accounts(DefaultAccountAdapter):
    """allauth's questions about our accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Say no: who signs up comes by pages of ours (`signing_up.py`), and allauth never makes an account."""
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign somebody in, and remember when and with what."""
        super().login(request, user)
        sessions.begin(request)
