"""How does somebody get a new password? By a link that is mailed to the account's address, or knowing the old one.

allauth's views, but for two things: the link goes to the address that the account has now (allauth
also knows addresses of before), and an account's owner is told when its password changed.
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView, PasswordResetView
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy

from conferral.models import Account
from conferral.web import invitations, mail
from conferral.web.sign_in_forms import ChangePasswordForm, NewPasswordForm, ResetForm, account_named


class AskForReset(PasswordResetView):
    """Mails a link to a known address, and answers every address alike."""

    form_class = ResetForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Answer at once; the mail follows."""
        address = form.cleaned_data["email"]
        limited: HttpResponse | None = ratelimit.consume_or_429(
            self.request, action="reset_password", key=address.lower()
        )
        if limited is not None:
            return limited
        account = account_named(address)
        if account is not None and account.is_active:
            mail.send("account/email/password_reset_key", account.email, _letter(self.request, account))
        return HttpResponseRedirect(self.get_success_url())


class Reset(PasswordResetFromKeyView):
    """Takes the new password of whoever came by the link."""

    form_class = NewPasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, and tell the owner."""
        answer: HttpResponse = super().form_valid(form)
        _tell(self.request, self.reset_user)
        return answer


class Change(PasswordChangeView):
    """Takes the new password of whoever knows the old one."""

    form_class = ChangePasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, and tell the owner."""
        answer: HttpResponse = super().form_valid(form)
        _tell(self.request, form.user)
        return answer


def _letter(request: HttpRequest, account: Account) -> dict[str, str]:
    return {
        "link": invitations.link(request, account),
        "username": account.username,
        "site": request.get_host(),
    }


def _tell(request: HttpRequest, account: Account) -> None:
    if account.email:
        link = request.build_absolute_uri(reverse("account_reset_password"))
        mail.send("account/email/password_changed", account.email, {"link": link, "site": request.get_host()})
