"""Until when is an enrollment kept that has become inactive?"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from conferral.rules.retention import free_by, is_free, kept_until


@pytest.mark.parametrize(
    ("since", "years", "until"),
    [
        (date(2026, 3, 1), 0, None),
        (date(2026, 3, 1), 1, date(2027, 2, 28)),
        (date(2026, 3, 1), 7, date(2033, 2, 28)),
        (date(2024, 2, 29), 1, date(2025, 2, 27)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2026, 1, 1), 173, date(2198, 12, 31)),
        (date(2026, 1, 1), 174, date(2199, 12, 31)),
        (date(2026, 1, 1), 200, date(2199, 12, 31)),
    ],
)
def test_an_inactive_enrollment_is_kept_for_whole_years_and_the_last_day_counts(since, years, until) -> None:
    assert kept_until(since, years) == until


@pytest.mark.parametrize("years", [1, 2, 7, 200])
def test_one_more_year_never_keeps_it_for_less(years) -> None:
    assert kept_until(date(2026, 3, 2), years) >= kept_until(date(2026, 3, 2), years - 1 or 1)


DAYS = [date(year, 2, 27) + timedelta(days=offset) for year in (2023, 2024, 2028) for offset in range(4)]


@pytest.mark.parametrize(
    ("on", "years"), list(product([*DAYS, date(2199, 12, 31), date(2026, 12, 31)], (0, 1, 2, 4, 100)))
)
def test_what_is_as_old_as_that_day_may_go_and_what_is_younger_may_not(on, years) -> None:
    latest = free_by(on, years)
    about = [date(on.year - years, on.month, 1) + timedelta(days=offset) for offset in range(-3, 35)]
    for day in about:
        assert is_free(day, years, on) is (years == 0 or day <= latest), (day, latest)


def test_nothing_is_old_enough_where_the_calendar_does_not_reach_back() -> None:
    assert free_by(date(2026, 3, 2), 200) is None
    assert free_by(date(2000, 1, 1), 100) == date(1900, 1, 1)
