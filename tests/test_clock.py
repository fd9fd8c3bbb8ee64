"""Does the clock give instants in UTC and the organization's day?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from conferral import clock


def test_now_is_an_aware_instant_in_utc():
    with time_machine.travel(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 3, 1)), ("Europe/Berlin", date(2026, 3, 2)), ("America/Los_Angeles", date(2026, 3, 1))],
)
def test_today_is_the_day_in_the_organizations_time_zone(settings, zone, day):
    settings.TIME_ZONE = zone
    with time_machine.travel(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), tick=False):
        assert clock.today() == day
