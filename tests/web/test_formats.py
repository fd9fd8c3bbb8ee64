"""Are days, distances and numbers written as people read them, at every boundary?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from conferral.rules.days import EARLIEST, LATEST
from conferral.web import formats

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "in 1 day"),
        (-1, "1 day ago"),
        (2, "in 2 days"),
        (-14, "14 days ago"),
        (329, "in 329 days"),
        (-329, "329 days ago"),
        (330, "in about 1 year"),
        (-330, "about 1 year ago"),
        (365, "in about 1 year"),
        (547, "in about 1 year"),
        (548, "in about 2 years"),
        (-548, "about 2 years ago"),
        (730, "in about 2 years"),
        (3650, "in about 10 years"),
    ],
)
def test_a_distance_is_days_up_to_almost_a_year_and_years_from_there(days, words):
    assert formats.distance(TODAY + timedelta(days=days), TODAY) == words


def test_the_ends_of_the_calendar_have_a_distance():
    assert formats.distance(LATEST, EARLIEST) == "in about 300 years"
    assert formats.distance(EARLIEST, LATEST) == "about 300 years ago"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 3, 1), '<time datetime="2026-03-01">1 Mar 2026</time>'),
        (EARLIEST, '<time datetime="1900-01-01">1 Jan 1900</time>'),
        (LATEST, '<time datetime="2199-12-31">31 Dec 2199</time>'),
        (None, '<span class="none">–</span>'),
    ],
)
def test_a_day_is_written_with_its_month_in_letters_and_for_programs(day, text):
    assert formats.day(day) == text
    assert formats.day(day).__html__() == text


def test_every_month_has_its_letters():
    written = [formats.day(date(2026, month, 9)) for month in range(1, 13)]
    assert [text.split(">")[1].split()[1] for text in written] == [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ]


@pytest.mark.parametrize(
    ("zone", "day", "moment"),
    [
        ("UTC", "1 Mar 2026", "1 Mar 2026, 23:30"),
        ("Europe/Berlin", "2 Mar 2026", "2 Mar 2026, 00:30"),
        ("America/New_York", "1 Mar 2026", "1 Mar 2026, 18:30"),
        ("Pacific/Kiritimati", "2 Mar 2026", "2 Mar 2026, 13:30"),
    ],
)
def test_an_instant_is_shown_in_the_time_zone_of_the_organization(settings, zone, day, moment):
    settings.TIME_ZONE = zone
    instant = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert f">{day}<" in formats.day(instant)
    assert f">{moment}<" in formats.moment(instant)


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")])
def test_a_count_has_a_separator_of_thousands(count, text):
    assert formats.number(count) == text


@pytest.mark.parametrize(("units", "text"), [("40.000", "40"), ("1.250", "1.25"), ("0", "0"), ("100", "100")])
def test_units_have_no_trailing_zeros(units, text):
    assert formats.units(Decimal(units)) == text


@pytest.mark.parametrize(
    ("left", "how"), [(-400, "late"), (-1, "late"), (0, "soon"), (1, "soon"), (14, "soon"), (15, ""), (400, "")]
)
def test_a_deadline_presses_in_its_last_two_weeks_and_is_late_once_it_passed(left, how):
    assert formats.urgency(TODAY + timedelta(days=left), TODAY) == how


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (1, "1 byte"),
        (812, "812 bytes"),
        (14 * 1024, "14 KB"),
        (10 * 1024 * 1024, "10 MB"),
        (2_500_000, "2.4 MB"),
    ],
)
def test_the_size_of_a_file_is_written_in_the_unit_that_fits(size, text):
    assert formats.size(size) == text
