"""Is a time on the wall the one instant it means, and refused where there is none or two?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conferral.rules import moments
from conferral.rules.refusals import Refusal

OSLO, LORD_HOWE, NEW_YORK = ZoneInfo("Europe/Oslo"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/New_York")


@pytest.mark.parametrize("text", ["2026-06-15T09:00", "2026-06-15 09:00", "2026-06-15T09:00:59", "2026-06-15 9:00"])
def test_a_time_is_that_of_the_zone_to_the_minute(text):
    assert moments.parse("Starts", text, OSLO) == datetime(2026, 6, 15, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "time_malformed"), ("2026-06-15", "time_malformed"), ("15.6.2026 09:00", "time_malformed"),
        ("2026-06-15T24:00", "time_malformed"), ("2026-06-15T09:60", "time_malformed"),
        ("2026-06-15T09:00Z", "time_malformed"), ("2026-06-15T09", "time_malformed"),
        ("2026-02-29T09:00", "date_impossible"), ("1899-12-31T09:00", "date_out_of_range"),
        ("2200-01-01T00:00", "date_out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(text, code):
    found = moments.parse("Starts", text, OSLO)
    assert isinstance(found, Refusal)
    assert found.code == code
    assert found.message.startswith("Starts: ")


@pytest.mark.parametrize(
    ("zone", "text", "sentence"),
    [
        (OSLO, "2026-03-29T02:00", "there is no such time; it would be 03:00"),
        (OSLO, "2026-03-29T02:59", "there is no such time; it would be 03:59"),
        (LORD_HOWE, "2026-10-04T02:15", "there is no such time; it would be 02:45"),
        (OSLO, "2026-10-25T02:00", "show 02:00 twice; take a time that comes once, 03:00 for example"),
        (OSLO, "2026-10-25T02:59", "show 02:59 twice; take a time that comes once, 03:00 for example"),
        (LORD_HOWE, "2026-04-05T01:45", "show 01:45 twice; take a time that comes once, 02:00 for example"),
    ],
)
def test_a_time_that_comes_never_or_twice_is_refused_with_what_would_be_right(zone, text, sentence):
    found = moments.parse("Starts", text, zone)
    assert isinstance(found, Refusal)
    assert found.code == ("time_skipped" if "no such" in sentence else "time_twice")
    assert sentence in found.message
    assert str(zone) in found.message


@pytest.mark.parametrize("text", ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00"])
def test_the_minutes_around_a_change_of_clocks_are_taken(text):
    assert isinstance(moments.parse("Starts", text, OSLO), datetime)


@pytest.mark.parametrize("zone", [OSLO, LORD_HOWE, NEW_YORK, ZoneInfo("UTC"), ZoneInfo("Asia/Kathmandu")], ids=str)
def test_every_quarter_of_an_hour_of_a_year_is_read_back_or_refused_for_coming_twice(zone):
    instant, refused = datetime(2026, 1, 1, tzinfo=UTC), 0
    while instant.year == 2026:
        read = moments.parse("Starts", moments.on_the_wall(instant, zone), zone)
        if isinstance(read, Refusal):
            assert read.code == "time_twice"
            refused += 1
        else:
            assert read == instant
        instant += timedelta(minutes=15)
    assert refused == {"Europe/Oslo": 8, "America/New_York": 8, "Australia/Lord_Howe": 4}.get(str(zone), 0)
