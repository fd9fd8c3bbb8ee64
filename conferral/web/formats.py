"""How are days and numbers written for people on a page?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from conferral.rules import prices
from conferral.rules.days import month_shortly, shortly
from conferral.rules.quantities import written

ALMOST_A_YEAR = 330
SOON = 14
DAYS_OF_A_YEAR = 365.25
KILO = 1024


def day(value: date | datetime | None) -> str:
    """Write a day as "1 Mar 2026" with the ISO date beside it for programs; a dash for none.

    Of an instant it is the day in the organization's time zone.
    """
    return _day(timezone.localdate(value) if isinstance(value, datetime) else value)


@lru_cache(maxsize=4096)  # a list writes the same days again and again
def _day(value: date | None) -> str:
    if value is None:
        return Markup('<span class="none">–</span>')
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shortly(value))


def month(value: date) -> str:
    """Write the month of a day where the others stand beside it: "Mar", and the year with every January: "Jan 2026"."""
    name = month_shortly(value)
    return f"{name} {value.year}" if value.month == 1 else name


def moment(value: datetime) -> str:
    """Write an instant in the organization's time zone: "1 Mar 2026, 14:05"."""
    return Markup('<time datetime="{}">{}</time>').format(timezone.localtime(value).isoformat(), in_words(value))


def in_words(value: datetime) -> str:
    """Write the same without markup, where none can stand: in a list to choose from."""
    here = timezone.localtime(value)
    return f"{shortly(here)}, {here:%H:%M}"


def clock(value: datetime) -> str:
    """Write the time of an instant of today in the organization's time zone: "14:05"."""
    here = timezone.localtime(value)
    return Markup('<time datetime="{}">{}</time>').format(here.isoformat(), f"{here:%H:%M}")


def distance(value: date, today: date) -> str:
    """Say how far away a day is: "today", "in 7 days", "52 days ago", "in 2 years"."""
    days = (value - today).days
    if days == 0:
        return _("today")
    count = abs(days)
    if count < ALMOST_A_YEAR:
        text = ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    else:
        years = max(round(count / DAYS_OF_A_YEAR), 1)
        text = ngettext("about %(count)s year", "about %(count)s years", years) % {"count": years}
    return _("in %(time)s") % {"time": text} if days > 0 else _("%(time)s ago") % {"time": text}


def urgency(deadline: date, on: date) -> str:
    """Return how pressing a deadline is on a day: "late" once it passed, "soon" in its last two weeks, else nothing."""
    left = (deadline - on).days
    if left < 0:
        return "late"
    return "soon" if left <= SOON else ""


def number(value: int) -> str:
    """Write a count with a separator of thousands: 1,174."""
    return f"{value:,}"


def counted_up_to(value: int, most: int) -> str:
    """Write a count that went no further than `most`: "999+" where it came so far."""
    return f"{number(most - 1)}+" if value >= most else number(value)


def money(minor: int, currency: str) -> str:
    """Write an amount kept in minor units: "45.00 EUR", "4500 JPY"."""
    return f"{prices.written(minor, currency)} {currency}"


def units(value: Decimal) -> str:
    """Write units without trailing zeros: 40, 1.25."""
    return written(value)


def size(value: int) -> str:
    """Write how large a file is: "812 bytes", "14 KB", "2.4 MB"."""
    if value < KILO:
        return ngettext("%(count)s byte", "%(count)s bytes", value) % {"count": value}
    if value < KILO * KILO:
        return _("%(count)s KB") % {"count": round(value / KILO)}
    return _("%(count)s MB") % {"count": f"{value / KILO / KILO:.1f}".removesuffix(".0")}


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "month": month,
    "moment": moment,
    "clock": clock,
    "distance": distance,
    "urgency": urgency,
    "number": number,
    "money": money,
    "units": units,
    "bytes": size,
}
