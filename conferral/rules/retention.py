"""Until when is an enrollment kept that has become inactive?

Keeps the retention of a program: the years after the last activity for which inactive enrollments may not be purged.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from conferral.rules import days, terms
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Period, Unit


def kept_until(last_activity: date, years: int) -> date | None:
    """Return the last day on which an enrollment may not be purged; None when it is not kept at all.

    Counted from the last day of activity. What would reach beyond the calendar is kept to its end.
    """
    if not years:
        return None
    free_on = terms.add(last_activity, Period(years, Unit.YEARS))
    return days.LATEST if isinstance(free_on, Refusal) else days.day_before(free_on)


def free_by(on: date, years: int) -> date | None:
    """Return the latest last activity after which nothing is kept any more on a day; None where all of it is.

    A list is told by it in one comparison what `kept_until` tells of each.
    """
    if on.year - years < days.EARLIEST.year:
        return None
    latest = on.replace(day=1, year=on.year - years)
    latest = latest.replace(day=min(on.day, monthrange(latest.year, latest.month)[1]))
    leap = days.day_after(latest)
    # 29 February is as old as 28 February in the years that have none.
    return leap if years and is_free(leap, years, on) else latest


def is_free(last_activity: date, years: int, on: date) -> bool:
    """Whether an enrollment may be purged on a day for all that its retention says."""
    until = kept_until(last_activity, years)
    return until is None or until < on
