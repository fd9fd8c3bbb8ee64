"""Until when is an enrollment kept that has become inactive?"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.rules.retention import kept_until


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
