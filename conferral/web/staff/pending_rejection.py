"""In which form, and with what note, are completions rejected? The Reject popup, and its page without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from conferral.rules.attempts import Rejection
from conferral.rules.deciding import check_note
from conferral.web.errors import add_refusal
from conferral.web.fields import Prose


class Rejecting(forms.Form):
    """The two forms of rejecting, and the note that the enrollee reads."""

    form = forms.ChoiceField(
        label=gettext_lazy("Reject"),
        choices=[
            (Rejection.NOTIFY.value, gettext_lazy("Notify contact")),
            (Rejection.REJECTED.value, gettext_lazy("Set to rejected status")),
        ],
        widget=forms.RadioSelect,
    )
    note = Prose(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """Ask for a note that tells something, before anything is decided."""
        cleaned = super().clean() or {}
        if refusal := check_note(cleaned.get("note", "")):
            add_refusal(self, refusal)
        return cleaned
