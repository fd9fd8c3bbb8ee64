"""Which fields of forms are ours? Days, instants and units, read by the rules that read them everywhere."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from conferral.rules import days, moments, quantities
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


class MomentInput(forms.DateTimeInput):
    """The browser's calendar with a clock; what was typed stays as it was typed."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"min": f"{days.EARLIEST}T00:00", "max": f"{days.LATEST}T23:59"})

    def format_value(self, value: object) -> str:
        """Write the instant as the clocks of the organization show it."""
        if isinstance(value, datetime):
            return moments.on_the_wall(value, timezone.get_current_timezone())
        return str(value or "")


class Moment(forms.Field):
    """A day and a time as the clocks of the organization show it.

    `held` is the instant that is kept already: left as it is shown, it stays, seconds and all.
    """

    widget = MomentInput
    held: datetime | None = None

    def to_python(self, value: object) -> datetime | None:
        """Read the instant; the sentence says what would be right."""
        text = str(value or "").strip()
        if not text:
            return None
        zone = timezone.get_current_timezone()
        if self.held is not None and text == moments.on_the_wall(self.held, zone):
            return self.held
        read = moments.parse(str(self.label), text, zone)
        if isinstance(read, Refusal):
            sentence = read.message.partition(": ")[2]
            raise ValidationError(sentence[:1].upper() + sentence[1:], code=read.code)
        return read


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
