"""How many stood where month by month, and how many will if nobody acts? The chart on a program's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from conferral.models import Program
from conferral.models.tally import Tally, tallies_over
from conferral.rules import days, terms
from conferral.rules.standing import Tracker
from conferral.rules.terms import Period, Unit

MONTHS_BACK, MONTHS_AHEAD = 12, 6

STACKED = (Tracker.EARNED, Tracker.ENROLLED, Tracker.GRACE, Tracker.EXPIRED)
"""In which order the trackers stand upon each other, from the ground."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One tracker of a bar: where it begins and how high it is, in parts of a thousand of the chart's height."""

    tracker: Tracker
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The trackers on one day."""

    on: date
    tally: Tally
    pieces: tuple[Piece, ...]
    is_to_come: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar for the same day of each month, and the tally of the day that was asked about."""

    bars: tuple[Bar, ...]
    highest: int
    asked: Tally

    @property
    def first(self) -> Bar:
        """The earliest bar."""
        return self.bars[0]

    @property
    def last(self) -> Bar:
        """The one farthest ahead."""
        return self.bars[-1]


def standings_chart(program: Program, *, on: date, today: date) -> Chart:
    """Return the chart and the tally of the day asked about, both in one query.

    Its months are those around today, or around the day asked about where that lies outside them.
    """
    around = _months(today)
    months = around if around[0] <= on <= around[-1] else _months(on)
    found = tallies_over(program, days=[*months, on])
    highest = max(found[day].total for day in months)
    bars = tuple(
        Bar(day, found[day], tuple(_pieces(found[day], highest)), is_to_come=day > today, is_today=day == today)
        for day in months
    )
    return Chart(bars, highest, found[on])


def _months(around: date) -> Sequence[date]:
    """Return the same day of each month, clamped to the month's last; those outside the calendar are left out."""
    found = (terms.add(around, Period(months, Unit.MONTHS)) for months in range(-MONTHS_BACK, MONTHS_AHEAD + 1))
    return [day for day in found if isinstance(day, date) and day >= days.EARLIEST]


def _pieces(tally: Tally, highest: int) -> Iterator[Piece]:
    """Round the edges, not the heights, so that the pieces of a bar meet and its top is right."""
    counts = {
        Tracker.EARNED: tally.earned,
        Tracker.ENROLLED: tally.enrolled,
        Tracker.GRACE: tally.grace,
        Tracker.EXPIRED: tally.expired,
    }
    below = 0
    for tracker in STACKED:
        above = below + counts[tracker]
        bottom, top = (1000 - round(1000 * count / highest) if highest else 1000 for count in (below, above))
        if bottom > top:
            yield Piece(tracker, top, bottom - top)
        below = above
