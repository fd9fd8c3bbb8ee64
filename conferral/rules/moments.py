"""Which instant does a clock on the wall mean? One, unless the clocks are put forward or back over it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from conferral.rules import days
from conferral.rules.days import in_words, shortened
from conferral.rules.refusals import Refusal

_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?", re.ASCII)
LAST_HOUR, LAST_MINUTE = 23, 59


def parse(field: str, text: str, zone: tzinfo) -> datetime | Refusal:
    """Read `2026-03-02T09:30` (or with a blank) as the clock of a time zone shows it; seconds are left out.

    Codes: `time_malformed`, those of `days.parse`, `time_skipped` (put forward over it) and
    `time_twice` (put back over it).
    """
    found = _WRITTEN.fullmatch(text)
    if not found or int(found[2]) > LAST_HOUR or int(found[3]) > LAST_MINUTE:
        return Refusal(
            "time_malformed",
            f"{field}: {shortened(text)} is not a day and a time; write them like 2026-03-02 09:30.",
        )
    day = days.parse(field, found[1])
    if isinstance(day, Refusal):
        return day
    shown = datetime(day.year, day.month, day.day, int(found[2]), int(found[3]), tzinfo=zone)
    return _refuse_change_of_clocks(field, shown, zone) or shown


def on_the_wall(instant: datetime, zone: tzinfo) -> str:
    """Write an instant as `parse` reads it."""
    return f"{instant.astimezone(zone):%Y-%m-%dT%H:%M}"


def _refuse_change_of_clocks(field: str, shown: datetime, zone: tzinfo) -> Refusal | None:
    before, after = shown.replace(fold=0).utcoffset(), shown.replace(fold=1).utcoffset()
    if before == after or before is None or after is None:
        return None
    on = f"on {in_words(shown.date())}"
    if after > before:
        later = shown.astimezone(UTC).astimezone(zone)
        return Refusal(
            "time_skipped",
            f"{field}: {on} the clocks are put forward over {shown:%H:%M} in {zone}, so there is no such time; "
            f"it would be {later:%H:%M}.",
        )
    ends = _after_both(shown, zone)
    return Refusal(
        "time_twice",
        f"{field}: {on} the clocks are put back in {zone} and show {shown:%H:%M} twice; "
        f"take a time that comes once, {ends:%H:%M} for example.",
    )


def _after_both(shown: datetime, zone: tzinfo) -> datetime:
    """Return the first full quarter of an hour after a time that comes twice that comes once itself."""
    last = shown.replace(fold=1, minute=shown.minute - shown.minute % 15)
    while True:
        last = (last.astimezone(UTC) + timedelta(minutes=15)).astimezone(zone)
        if last.replace(fold=0).utcoffset() == last.replace(fold=1).utcoffset():
            return last
