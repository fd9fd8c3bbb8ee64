"""What does a browser answer when it is asked for a passkey? allauth's forms, which whatever is sent cannot break."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any

from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

SPOILT = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, struct.error)
"""What reading raises of what no browser wrote; allauth minds some of these."""


class Answer(forms.JSONField):
    """The answer of a browser, as it is written in JSON."""

    widget = forms.HiddenInput

    def __init__(self, read: Callable[[Mapping[str, Any]], object]) -> None:
        super().__init__()
        self.read = read

    def to_python(self, value: Any) -> Any:
        """Read the answer; a spoilt one is refused."""
        found = super().to_python(value)
        try:
            self.read(found)
        except SPOILT as fault:
            raise ValidationError(_("This is no passkey; try again."), code="passkey_spoilt") from fault
        return found


class PasskeyForm(passkeys.AuthenticateWebAuthnForm):
    """A passkey beside the password."""

    credential = Answer(AuthenticationResponse.from_dict)


class PasskeyAgainForm(passkeys.ReauthenticateWebAuthnForm):
    """A passkey once more."""

    credential = Answer(AuthenticationResponse.from_dict)


class NewPasskeyForm(passkeys.AddWebAuthnForm):
    """A passkey that is new, and its name."""

    credential = Answer(RegistrationResponse.from_dict)
