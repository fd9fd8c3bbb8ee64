"""Does the chart show what the trackers show on the same day of each month, past and to come?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import enrollments
from conferral.documents.standings_chart import Piece, standings_chart
from conferral.models import Program
from conferral.models.tally import Tally, counted_tallies, tallies_over
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.standing import Tracker
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def emt() -> Program:
    """Ada's deadline was yesterday; Bob earned, Cleo was cancelled, Dan comes in a month."""
    program = make.program("EMT")
    make.enrollment(make.contact("M-1"), program, date(2025, 3, 1))
    bob = make.enrollment(make.contact("M-2"), program, date(2025, 5, 10))
    make.completion(bob, completed_on=date(2025, 8, 2))
    cleo = make.enrollment(make.contact("M-3"), program, date(2025, 7, 1))
    enrollments.cancel(enrollment=cleo.pk, by=COMMAND_LINE, at=make.noon(date(2025, 12, 2)))
    make.enrollment(make.contact("M-4"), program, date(2026, 4, 1), today=date(2026, 4, 1))
    make.enrollment(make.contact("M-5"), make.program("OTHER"), TODAY)
    return program


def test_there_is_a_bar_for_the_day_in_each_of_twelve_months_back_and_six_ahead(emt: Program):
    bars = standings_chart(emt, on=TODAY, today=TODAY).bars
    assert [(bar.on.month, bar.on.day) for bar in bars] == [((month - 1) % 12 + 1, 2) for month in range(3, 22)]
    assert (bars[0].on, bars[-1].on) == (date(2025, 3, 2), date(2026, 9, 2))
    assert [bar.on for bar in bars if bar.is_today] == [TODAY]
    assert [bar.on.month for bar in bars if bar.is_to_come] == [4, 5, 6, 7, 8, 9]


def test_each_bar_is_what_counting_finds_on_its_day(emt: Program):
    for bar in standings_chart(emt, on=TODAY, today=TODAY).bars:
        assert [bar.tally] == counted_tallies([emt], on=bar.on), bar.on


def test_what_is_to_come_is_what_will_be_if_nobody_acts(emt: Program):
    bars = standings_chart(emt, on=TODAY, today=TODAY).bars
    assert bars[12].tally == Tally("EMT", earned=1, grace=1)
    assert bars[13].tally == Tally("EMT", earned=1, enrolled=1, not_started=1, expired=1)


def test_bars_and_the_tally_of_the_day_asked_about_are_one_query(emt: Program, django_assert_num_queries):
    on = date(2025, 9, 17)
    with django_assert_num_queries(1):
        chart = standings_chart(emt, on=on, today=TODAY)
    assert [chart.asked] == counted_tallies([emt], on=on)
    assert chart.asked == Tally("EMT", earned=1, enrolled=2, not_started=2)


@pytest.mark.parametrize(
    ("on", "first"),
    [(date(2025, 3, 2), 2025), (date(2026, 9, 2), 2025), (date(2025, 3, 1), 2024), (date(2026, 9, 3), 2025)],
)
def test_the_months_are_those_around_today_or_around_a_day_that_lies_outside_them(emt: Program, on: date, first: int):
    chart = standings_chart(emt, on=on, today=TODAY)
    inside = date(2025, 3, 2) <= on <= date(2026, 9, 2)
    assert chart.bars[0].on == (date(2025, 3, 2) if inside else date(on.year - 1, on.month, on.day))
    assert chart.bars[0].on.year == first
    assert [chart.asked] == counted_tallies([emt], on=on)


def test_the_last_day_of_a_month_is_clamped_in_shorter_ones(emt: Program):
    bars = standings_chart(emt, on=date(2026, 8, 31), today=date(2026, 8, 31)).bars
    assert [bar.on.day for bar in bars][-7:] == [31, 30, 31, 30, 31, 31, 28]


@pytest.mark.parametrize(("on", "bars"), [(date(1900, 1, 1), 7), (date(2199, 12, 31), 13)])
def test_no_bar_stands_outside_the_calendar(emt: Program, on: date, bars: int):
    assert len(standings_chart(emt, on=on, today=TODAY).bars) == bars


def test_the_pieces_of_a_bar_stand_upon_each_other_and_the_highest_reaches_the_top(emt: Program):
    chart = standings_chart(emt, on=TODAY, today=TODAY)
    assert chart.highest == 3
    assert max(bar.tally.total for bar in chart.bars) == 3
    assert chart.bars[13].pieces == (
        Piece(Tracker.EARNED, 667, 333),
        Piece(Tracker.ENROLLED, 333, 334),
        Piece(Tracker.EXPIRED, 0, 333),
    )
    assert chart.bars[0].pieces == (Piece(Tracker.ENROLLED, 667, 333),)


def test_of_a_program_nobody_is_in_every_bar_is_empty():
    chart = standings_chart(make.program("NEW"), on=TODAY, today=TODAY)
    assert (chart.highest, chart.asked) == (0, Tally("NEW"))
    assert not any(bar.pieces for bar in chart.bars)


def test_the_tallies_of_no_days_are_none(emt: Program):
    assert tallies_over(emt, days=[]) == {}
