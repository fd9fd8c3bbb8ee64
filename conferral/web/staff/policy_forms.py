"""What is asked for when a live policy is switched?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferral.rules.program_file import MOST_RETENTION_YEARS

SWITCHES = {
    "is_active": gettext_lazy("Status"),
    "is_maintenance": gettext_lazy("Maintenance program"),
    "enrollees_may_cancel": gettext_lazy("Allow enrollees to cancel enrollment"),
    "separates_duties": gettext_lazy("Who recorded or taught may not approve"),
}
WHOLE_YEARS = gettext_lazy("Write a whole number of years from 0 to 200.")


class SwitchForm(forms.Form):
    """A policy that is on or off, and what it shall be."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    policy = forms.ChoiceField(choices=list(SWITCHES.items()), widget=forms.HiddenInput)
    is_on = forms.TypedChoiceField(
        choices=[("1", "1"), ("0", "0")], coerce=lambda given: given == "1", widget=forms.HiddenInput
    )

    def switched(self) -> dict[str, Any]:
        """Return the one policy that changes."""
        return {self.cleaned_data["policy"]: self.cleaned_data["is_on"]}

    def told(self) -> str:
        """Say what was done."""
        policy, is_on = self.cleaned_data["policy"], self.cleaned_data["is_on"]
        if policy == "is_active":
            return _("The status is Active now.") if is_on else _("The status is Inactive now.")
        said = {"policy": SWITCHES[policy]}
        return (_("%(policy)s is on now.") if is_on else _("%(policy)s is off now.")) % said


class RetentionForm(forms.Form):
    """For how many years inactive enrollments are kept."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    retention_years = forms.IntegerField(
        label=gettext_lazy("Years to keep inactive enrollments"),
        min_value=0,
        max_value=MOST_RETENTION_YEARS,
        error_messages={
            "required": WHOLE_YEARS,
            "invalid": WHOLE_YEARS,
            "min_value": WHOLE_YEARS,
            "max_value": WHOLE_YEARS,
        },
    )

    def switched(self) -> dict[str, Any]:
        """Return the one policy that changes."""
        return {"retention_years": self.cleaned_data["retention_years"]}

    def told(self) -> str:
        """Say what was done."""
        return _("The years to keep inactive enrollments are saved.")
