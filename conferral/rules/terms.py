"""Which dates follow from a version's periods, and which dates may an enrollment have?

Keeps the rules of days. Each period is counted in one step from its anchor: two months are not
one month twice.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from conferral.rules import days
from conferral.rules.refusals import Refusal

LONGEST_PERIOD = 110_000
"""No period reaches further than this count in any unit: 300 years of days."""


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, weeks, months or years, for example 30 days."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """Read as "1 year" or "30 days"."""
        return f"{self.count} {self.unit.value.removesuffix('s') if self.count == 1 else self.unit.value}"


@dataclass(frozen=True, slots=True)
class Terms:
    """A version's deadline period and, where it has one, its grace period."""

    deadline: Period
    grace: Period | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """The three dates of an enrollment that staff can edit; every one is inclusive."""

    enrolled_on: date
    grace_begins_on: date | None
    expires_on: date

    def named(self) -> dict[str, object]:
        """Return the dates by name, for the log."""
        return {
            "enrolled_on": self.enrolled_on,
            "grace_begins_on": self.grace_begins_on,
            "expires_on": self.expires_on,
        }

    def completion_deadline(self, on: date) -> date:
        """Return the **Completion deadline** shown on that day.

        "Grace period begins and Expiration date are used in combination to calculate the
        Completion deadline shown to users": the day before grace while grace has not begun,
        the expiration date otherwise.
        """
        if self.grace_begins_on is not None and on < self.grace_begins_on:
            return days.day_before(self.grace_begins_on)
        return self.expires_on


def check_period(field: str, period: Period) -> Refusal | None:
    """Refuse a period that is not at least 1, or longer than the calendar."""
    if 1 <= period.count <= LONGEST_PERIOD:
        return None
    return Refusal(
        "period_out_of_range",
        f"{field}: a period is a whole number of {period.unit.value} from 1 to {LONGEST_PERIOD}, not {period.count}.",
    )


def add(day: date, period: Period) -> date | Refusal:
    """Return the day one period later, clamped to the last day of a shorter month.

    31 Jan + 1 month = 28/29 Feb; 29 Feb + 1 year = 28 Feb; weeks are 7 days. A result after
    2199-12-31 is refused (`date_out_of_range`).
    """
    if period.unit in (Unit.DAYS, Unit.WEEKS):
        span = period.count * (7 if period.unit is Unit.WEEKS else 1)
        if span > (days.LATEST - day).days:
            return _too_late(day, period)
        return day + timedelta(days=span)
    months = day.year * 12 + day.month - 1 + period.count * (12 if period.unit is Unit.YEARS else 1)
    year, month = divmod(months, 12)
    if year > days.LATEST.year:
        return _too_late(day, period)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dates_at_enrollment(enrolled_on: date, terms: Terms) -> Dates | Refusal:
    """Return the dates an enrollment gets from its version's periods.

    Grace counts from the deadline, not from the enrollment date. Refused
    (`date_out_of_range`) when any of the dates would lie outside the business calendar.
    """
    outside = days.out_of_range("Enrollment date", enrolled_on)
    if outside:
        return outside
    deadline_on = add(enrolled_on, terms.deadline)
    if isinstance(deadline_on, Refusal):
        return deadline_on
    if terms.grace is None:
        return Dates(enrolled_on, None, deadline_on)
    expires_on = add(deadline_on, terms.grace)
    if isinstance(expires_on, Refusal):
        return expires_on
    return Dates(enrolled_on, days.day_after(deadline_on), expires_on)


def check_dates(dates: Dates) -> Refusal | None:
    """Refuse dates out of order: `enrolled_on <= expires_on`, and with grace
    `enrolled_on < grace_begins_on <= expires_on`; all inside the business calendar.
    """  # noqa: D205
    named = (
        ("Enrollment date", dates.enrolled_on),
        ("Grace period begins", dates.grace_begins_on),
        ("Expiration date", dates.expires_on),
    )
    for field, day in named:
        if day is not None and (outside := days.out_of_range(field, day)):
            return outside
    if dates.enrolled_on > dates.expires_on:
        return Refusal(
            "expires_before_enrolled",
            f"Expiration date {dates.expires_on} is before the enrollment date {dates.enrolled_on}; "
            "it has to be that day or later.",
        )
    grace = dates.grace_begins_on
    if grace is None:
        return None
    if grace <= dates.enrolled_on:
        return Refusal(
            "grace_not_after_enrolled",
            f"Grace period begins {grace} has to be later than the enrollment date {dates.enrolled_on}.",
        )
    if grace > dates.expires_on:
        return Refusal(
            "grace_after_expires",
            f"Grace period begins {grace} is after the expiration date {dates.expires_on}; "
            "it has to be that day or earlier.",
        )
    return None


def _too_late(day: date, period: Period) -> Refusal:
    return Refusal("date_out_of_range", f"{day.isoformat()} + {period} lies after 2199-12-31.")
