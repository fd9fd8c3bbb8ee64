"""Which days are business dates, and how is a day read and written?

Keeps the rules of days: calendar dates from 1900-01-01 to 2199-12-31, computed ones included.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from conferral.rules.refusals import Refusal

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def out_of_range(field: str, day: date) -> Refusal | None:
    """Refuse a day outside the business calendar; `field` names where it stood."""
    if EARLIEST <= day <= LATEST:
        return None
    return Refusal(
        "date_out_of_range",
        f"{field}: {day.isoformat()} lies outside 1900-01-01 to 2199-12-31.",
    )


def parse(field: str, text: str) -> date | Refusal:
    """Read `YYYY-MM-DD`; anything else, and any day outside the business calendar, is refused.

    `text` is taken as given (no trimming). The refusal's code is `date_not_iso` (another
    notation), `date_impossible` (29 Feb 2025) or `date_out_of_range` (years 0001 and 9999).
    """
    found = _ISO.fullmatch(text)
    if not found:
        return Refusal(
            "date_not_iso",
            f"{field}: {shortened(text)} is not a date written as YYYY-MM-DD, for example 2025-03-01.",
        )
    year, month, day = (int(part) for part in found.groups())
    if year and not EARLIEST.year <= year <= LATEST.year:
        return Refusal("date_out_of_range", f"{field}: {text} lies outside 1900-01-01 to 2199-12-31.")
    try:
        return date(year, month, day)
    except ValueError:
        return Refusal("date_impossible", f"{field}: {text} is not a day of the calendar.")


def shortened(text: str, limit: int = 40) -> str:
    """Quote a value for a sentence: cut to `limit` characters, and what cannot be printed replaced.

    So no message is a page, and no line break in it breaks the line it is printed on.
    """
    cut = text if len(text) <= limit else text[:limit] + "…"
    shown = "".join(character if character.isprintable() else REPLACEMENT for character in cut)
    return f"“{shown}”"


def in_words(day: date, *, beside: date | None = None) -> str:
    """Write a day for a sentence: "2 March 2026"; "1 March" beside another day of that year."""
    words = f"{day.day} {_MONTHS[day.month - 1]}"
    if beside is not None and beside.year == day.year:
        return words
    return f"{words} {day.year}"


def shortly(day: date) -> str:
    """Write a day for a table: "2 Mar 2026"."""
    return f"{day.day} {month_shortly(day)} {day.year}"


def month_shortly(day: date) -> str:
    """Write the month of a day in three letters: "Mar"."""
    return _MONTHS[day.month - 1][:3]


def day_after(day: date) -> date:
    """Return the next day; callers keep `day` inside the business calendar."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
