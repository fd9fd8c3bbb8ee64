"""What is asked at the entrance, and in which words? allauth's forms with labels that need no placeholder."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from conferral.models import Account

TOO_MANY = "too_many_login_attempts"
LONGEST_LOGIN = 254


class Worded(forms.Form):
    """Says what a field is for in its label; a placeholder would vanish when it is needed."""

    labels: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            if field.widget.attrs.get("autocomplete") == "new-password" and name == "password1":
                field.help_text = " ".join(password_validators_help_texts())
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false", "autocapitalize": "none"}


class SignInForm(Worded, account.LoginForm):
    """Email or user name, in any case, and the password."""

    labels = {"login": _("Email or user name"), "password": _("Password"), "remember": _("Stay signed in here")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].validators.append(MaxLengthValidator(LONGEST_LOGIN))
        self.fields["login"].widget.attrs |= {
            "maxlength": str(LONGEST_LOGIN),
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

    def user_credentials(self) -> dict[str, str]:
        """Name the account by its user name, whichever name was typed: wrong tries with either count together."""
        typed = self.cleaned_data["login"]
        named = account_named(typed)
        return {
            "username": named.username if named else typed,
            "password": self.cleaned_data.get("password", ""),
        }

    def clean(self) -> dict[str, Any]:
        """Say the same of an unknown name, a wrong password and a closed account."""
        try:
            cleaned: dict[str, Any] = super().clean() or {}
        except ValidationError as no:
            if getattr(no, "code", "") == TOO_MANY:
                raise ValidationError(
                    _("Too many tries did not fit. Wait five minutes, then try again or ask for a new password."),
                    code=TOO_MANY,
                ) from no
            raise _mismatch() from no
        if self.user is not None and not self.user.is_active:
            raise _mismatch()
        return cleaned


class ResetForm(forms.Form):
    """The address a link to a new password goes to, if it is an account's."""

    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}), max_length=254)


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    """A new password, by way of a link."""

    labels = {"password1": _("New password"), "password2": _("New password again")}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """A new password, knowing the old one."""

    labels = {"oldpassword": _("Current password"), **NewPasswordForm.labels}


class SetPasswordForm(Worded, account.SetPasswordForm):
    """A first password."""

    labels = NewPasswordForm.labels


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more."""


class CodeForm(Worded, second_factor.AuthenticateForm):
    """A code of the app, or a recovery code."""

    labels = {"code": _("Code")}


class CodeAgainForm(Worded, second_factor.ReauthenticateForm):
    """A code once more."""

    labels = CodeForm.labels


class ActivateForm(Worded, totp.ActivateTOTPForm):
    """The first code of a newly set up app."""

    labels = {"code": _("Code from the app")}


def account_named(name: str) -> Account | None:
    """Return the account of an email or a user name, whatever their case."""
    same = Lower(Value(name.strip()))
    accounts = Account.objects.alias(mailed=Lower("email"), named=Lower("username"))
    found: Account | None = accounts.filter(Q(mailed=same) | Q(named=same)).first() if name.strip() else None
    return found


def _mismatch() -> ValidationError:
    return ValidationError(_("This name and this password do not fit together. Check both."), code="mismatch")
