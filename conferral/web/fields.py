"""Which fields of forms are ours? Days and units, read by the rules that read them everywhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferral.rules import days, quantities
from conferral.rules.program_file_values import clean
from conferral.rules.refusals import Refusal


class DayInput(forms.DateInput):
    """The browser's calendar; what was typed stays as it was typed."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"min": days.EARLIEST.isoformat(), "max": days.LATEST.isoformat()})

    def format_value(self, value: object) -> str:
        """Write the day the way such a field reads it."""
        return value.isoformat() if isinstance(value, date) else str(value or "")


class Day(forms.Field):
    """A business day, written YYYY-MM-DD as the browser's calendar writes it."""

    widget = DayInput

    def to_python(self, value: object) -> date | None:
        """Read the day; the sentence says what would be right."""
        text = str(value or "").strip()
        if not text:
            return None
        day = days.parse(str(self.label), text)
        if isinstance(day, Refusal):
            raise ValidationError(day.message.partition(": ")[2] or day.message, code=day.code)
        return day

    def validate(self, value: object) -> None:
        """Ask for a day where there is none."""
        if value is None and self.required:
            raise ValidationError(_("Enter a date, for example 2026-03-01."), code="required")


class Line(forms.CharField):
    """A text of one line, trimmed and in the one Unicode form in which equal texts are equal, as files bring it."""

    def to_python(self, value: object) -> str:
        """Read the text."""
        return clean(super().to_python(value) or "")


class Prose(forms.CharField):
    """A text of any number of lines; only blanks are no text."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: object) -> str:
        """Read the text with the line ends that files have, not those of browsers."""
        text = str(super().to_python(value) or "").replace("\r\n", "\n")
        return text if text.strip() else ""


class Units(forms.Field):
    """A number of units such as 20 or 1.25, exact."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: object) -> Decimal | None:
        """Read the number; the sentence says what would be right."""
        text = str(value or "").strip()
        if not text:
            return None
        number = quantities.parse(str(self.label), text)
        if isinstance(number, Refusal):
            raise ValidationError(number.message.partition(": ")[2] or number.message, code=number.code)
        return number
