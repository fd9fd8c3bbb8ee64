"""Do all workers name the occasion that an instant belongs to alike?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from conferral.rules.sweeps import slot

AT = datetime(2026, 3, 2, 9, 30, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (timedelta(days=1), "2026-03-02T00:00:00Z"),
        (timedelta(hours=1), "2026-03-02T09:00:00Z"),
        (timedelta(minutes=15), "2026-03-02T09:30:00Z"),
        (timedelta(seconds=1), "2026-03-02T09:30:01Z"),
    ],
)
def test_an_occasion_is_named_by_when_it_began(every, expected) -> None:
    assert slot(every, AT) == expected


def test_an_occasion_begins_with_its_first_instant_and_ends_before_the_next() -> None:
    day = timedelta(days=1)
    midnight = datetime(2026, 3, 2, tzinfo=UTC)
    assert slot(day, midnight) == slot(day, midnight + day - timedelta(microseconds=1))
    assert slot(day, midnight) != slot(day, midnight + day)
    assert slot(day, midnight) != slot(day, midnight - timedelta(microseconds=1))


@pytest.mark.parametrize("hours", range(-12, 15, 3))
def test_the_time_zone_an_instant_is_written_in_makes_no_difference(hours) -> None:
    there = AT.astimezone(timezone(timedelta(hours=hours)))
    assert slot(timedelta(days=1), there) == "2026-03-02T00:00:00Z"
