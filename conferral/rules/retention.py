"""Until when is an enrollment kept that has become inactive?

Keeps the retention of a program: the years for which inactive enrollments may not be purged.
"""

from __future__ import annotations

from datetime import date

from conferral.rules import days, terms
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Period, Unit


def kept_until(inactive_since: date, years: int) -> date | None:
    """Return the last day on which an enrollment may not be purged; None when it is not kept at all.

    Counted from the first day on which it is inactive. What would reach beyond the calendar is kept to its end.
    """
    if not years:
        return None
    free_on = terms.add(inactive_since, Period(years, Unit.YEARS))
    return days.LATEST if isinstance(free_on, Refusal) else days.day_before(free_on)
