"""Which dates follow from a version's periods, and which dates may an enrollment have?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import product

import pytest
from dateutil.relativedelta import relativedelta

from conferral.rules import terms
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates, Period, Terms, Unit
from tests.rules.cast import after, code, day

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
MONTH_ENDS = [date(year, month, monthrange(year, month)[1]) for year in range(1999, 2042) for month in range(1, 13)]
LEAP_DAYS = [on for on in MONTH_ENDS if (on.month, on.day) == (2, 29)]
ORDINARY = [date(year, month, dom) for year in (1999, 2000, 2023, 2041) for month in (1, 2, 3, 12) for dom in (1, 28)]
PERIODS = [
    *(Period(count, Unit.DAYS) for count in (*range(1, 40), 59, 60, 89, 90, 364, 365, 366, 730, 731, 1461)),
    *(Period(count, Unit.WEEKS) for count in (*range(1, 15), 26, 52, 53, 104, 260)),
    *(Period(count, Unit.MONTHS) for count in (*range(1, 40), 48, 59, 60, 61, 120, 1200)),
    *(Period(count, Unit.YEARS) for count in (*range(1, 13), 25, 50, 99, 100)),
]


def one(unit: Unit) -> Period:
    return Period(1, unit)


def worked() -> Dates:
    """Enrolled 2025-03-01, 1 year, 30 days grace."""
    dates = terms.dates_at_enrollment(day("2025-03-01"), Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS)))
    assert isinstance(dates, Dates)
    return dates


def test_worked_enrolled_2025_03_01_one_year_thirty_days_grace() -> None:
    assert terms.add(day("2025-03-01"), Period(1, Unit.YEARS)) == day("2026-03-01")
    assert worked() == Dates(day("2025-03-01"), day("2026-03-02"), day("2026-03-31"))
    assert worked().completion_deadline(day("2026-03-01")) == day("2026-03-01")
    assert worked().completion_deadline(day("2026-03-02")) == day("2026-03-31")
    assert worked().completion_deadline(day("2026-03-31")) == day("2026-03-31")


def test_worked_31_january_one_month_one_month_grace_counts_grace_from_the_deadline() -> None:
    dates = terms.dates_at_enrollment(day("2025-01-31"), Terms(one(Unit.MONTHS), one(Unit.MONTHS)))
    assert dates == Dates(day("2025-01-31"), day("2025-03-01"), day("2025-03-28"))
    assert dates.completion_deadline(day("2025-02-28")) == day("2025-02-28")


def test_worked_31_january_plus_one_month_is_the_last_of_february_and_29_february_plus_a_year_the_28th() -> None:
    assert terms.add(day("2025-01-31"), one(Unit.MONTHS)) == day("2025-02-28")
    assert terms.add(day("2024-01-31"), one(Unit.MONTHS)) == day("2024-02-29")
    assert terms.add(day("2024-02-29"), one(Unit.YEARS)) == day("2025-02-28")
    assert terms.add(day("2024-02-29"), Period(4, Unit.YEARS)) == day("2028-02-29")


def test_weeks_are_seven_days() -> None:
    assert terms.add(day("2025-03-01"), Period(2, Unit.WEEKS)) == day("2025-03-15")


def test_a_period_is_counted_in_one_step_two_months_are_not_one_month_twice() -> None:
    assert terms.add(day("2025-01-31"), Period(2, Unit.MONTHS)) == day("2025-03-31")
    once = terms.add(day("2025-01-31"), one(Unit.MONTHS))
    assert terms.add(once, one(Unit.MONTHS)) == day("2025-03-28")


def test_without_grace_the_enrollment_expires_on_its_deadline() -> None:
    dates = terms.dates_at_enrollment(day("2025-03-01"), Terms(Period(6, Unit.MONTHS)))
    assert dates == Dates(day("2025-03-01"), None, day("2025-09-01"))
    assert dates.completion_deadline(day("2025-03-01")) == day("2025-09-01")
    assert dates.completion_deadline(day("2025-09-02")) == day("2025-09-01")


def test_a_grace_period_of_one_day_begins_and_ends_on_the_day_after_the_deadline() -> None:
    dates = terms.dates_at_enrollment(day("2025-03-01"), Terms(one(Unit.DAYS), one(Unit.DAYS)))
    assert dates == Dates(day("2025-03-01"), day("2025-03-03"), day("2025-03-03"))


def test_month_arithmetic_agrees_with_dateutil_from_1999_to_2041() -> None:
    count = 0
    assert len(LEAP_DAYS) == 11
    for anchor, period in product((*MONTH_ENDS, *ORDINARY), PERIODS):
        expected = anchor + relativedelta(**{period.unit.value: period.count})
        assert terms.add(anchor, period) == expected, (anchor, period)
        count += 1
    assert count > 50_000


def test_every_month_end_of_a_cycle_is_reached_from_every_other() -> None:
    for anchor, months in product(MONTH_ENDS[::5], range(1, 49)):
        found = terms.add(anchor, Period(months, Unit.MONTHS))
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
        assert (found.year, found.month) == (year, month + 1)
        assert found.day == min(anchor.day, monthrange(found.year, found.month)[1])


@pytest.mark.parametrize(
    ("anchor", "period", "expected"),
    [
        ("2199-12-30", one(Unit.DAYS), "2199-12-31"),
        ("2199-12-31", one(Unit.DAYS), None),
        ("2199-12-24", one(Unit.WEEKS), "2199-12-31"),
        ("2199-12-25", one(Unit.WEEKS), None),
        ("2199-11-30", one(Unit.MONTHS), "2199-12-30"),
        ("2199-12-01", one(Unit.MONTHS), None),
        ("2199-01-31", Period(11, Unit.MONTHS), "2199-12-31"),
        ("2199-01-31", Period(12, Unit.MONTHS), None),
        ("2198-12-31", one(Unit.YEARS), "2199-12-31"),
        ("2199-01-01", one(Unit.YEARS), None),
        ("1900-01-01", Period(299, Unit.YEARS), "2199-01-01"),
        ("1900-01-01", Period(300, Unit.YEARS), None),
        ("1900-01-01", Period(109_572, Unit.DAYS), "2199-12-31"),
        ("1900-01-01", Period(109_573, Unit.DAYS), None),
        ("1900-01-01", Period(110_000, Unit.YEARS), None),
        ("1900-01-01", Period(110_000, Unit.WEEKS), None),
    ],
)
def test_no_computed_date_lies_after_the_calendar(anchor: str, period: Period, expected: str | None) -> None:
    found = terms.add(day(anchor), period)
    if expected:
        assert found == day(expected)
    else:
        assert code(found) == "date_out_of_range"
        assert anchor in str(found)
        assert str(period) in str(found)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_period_is_at_least_one_and_no_longer_than_the_calendar(unit: Unit) -> None:
    assert (LATEST - EARLIEST).days <= terms.LONGEST_PERIOD
    assert terms.check_period("Deadline Period", Period(1, unit)) is None
    assert terms.check_period("Deadline Period", Period(terms.LONGEST_PERIOD, unit)) is None
    for count in (0, -1, terms.LONGEST_PERIOD + 1, 10**30):
        refusal = terms.check_period("Deadline Period", Period(count, unit))
        assert code(refusal) == "period_out_of_range"
        assert str(refusal).startswith("Deadline Period: ")
        assert unit.value in str(refusal)
        assert str(count) in str(refusal)
        assert "110000" in str(refusal)


def test_a_period_reads_as_a_person_would_say_it() -> None:
    assert [str(Period(count, Unit.YEARS)) for count in (1, 2)] == ["1 year", "2 years"]
    assert [str(one(unit)) for unit in Unit] == ["1 day", "1 week", "1 month", "1 year"]
    assert [str(Period(30, unit)) for unit in Unit] == ["30 days", "30 weeks", "30 months", "30 years"]


@pytest.mark.parametrize("outside", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_an_enrollment_date_outside_the_calendar_is_refused(outside: str) -> None:
    refusal = terms.dates_at_enrollment(day(outside), Terms(one(Unit.DAYS)))
    assert code(refusal) == "date_out_of_range"
    assert str(refusal).startswith("Enrollment date: ")


def test_neither_the_deadline_nor_the_expiration_may_lie_after_the_calendar() -> None:
    year = one(Unit.YEARS)
    assert isinstance(terms.dates_at_enrollment(day("2198-12-31"), Terms(year)), Dates)
    assert code(terms.dates_at_enrollment(day("2199-01-01"), Terms(year))) == "date_out_of_range"
    assert code(terms.dates_at_enrollment(day("2199-01-01"), Terms(year, one(Unit.DAYS)))) == "date_out_of_range"
    assert isinstance(terms.dates_at_enrollment(day("2198-12-30"), Terms(year, one(Unit.DAYS))), Dates)
    assert code(terms.dates_at_enrollment(day("2198-12-31"), Terms(year, one(Unit.DAYS)))) == "date_out_of_range"


def test_computed_dates_are_always_lawful() -> None:
    anchors = (EARLIEST, *MONTH_ENDS[::7], day("2199-11-30"))
    for anchor, deadline, grace in product(anchors, PERIODS[::9], (None, *PERIODS[::9])):
        dates = terms.dates_at_enrollment(anchor, Terms(deadline, grace))
        if isinstance(dates, Refusal):
            assert anchor == day("2199-11-30")
            continue
        assert terms.check_dates(dates) is None
        assert (dates.grace_begins_on is None) == (grace is None)


def test_the_completion_deadline_is_the_day_before_grace_until_grace_begins_and_then_the_expiration_date() -> None:
    dates = worked()
    on = day("2025-02-01")
    while on <= day("2026-05-01"):
        shown = day("2026-03-01") if on < day("2026-03-02") else day("2026-03-31")
        assert dates.completion_deadline(on) == shown
        on += timedelta(days=1)


@pytest.mark.parametrize(
    ("grace", "expires", "expected"),
    [
        (None, 0, "allowed"),
        (None, 1, "allowed"),
        (None, -1, "expires_before_enrolled"),
        (1, 1, "allowed"),
        (1, 2, "allowed"),
        (0, 1, "grace_not_after_enrolled"),
        (-1, 1, "grace_not_after_enrolled"),
        (0, 0, "grace_not_after_enrolled"),
        (2, 1, "grace_after_expires"),
        (1, 0, "grace_after_expires"),
        (1, -1, "expires_before_enrolled"),
    ],
)
def test_enrolled_before_grace_and_grace_not_after_the_expiration(
    grace: int | None, expires: int, expected: str
) -> None:
    anchor = day("2025-06-15")
    dates = Dates(anchor, after(anchor, grace), after(anchor, expires))
    refusal = terms.check_dates(dates)
    assert code(refusal) == expected
    if refusal:
        named = {"expires": "Expiration date", "grace": "Grace period begins"}[expected.split("_", maxsplit=1)[0]]
        assert refusal.message.startswith(named)


def test_the_refusal_of_dates_out_of_order_says_both_dates() -> None:
    refusal = terms.check_dates(Dates(day("2025-06-15"), None, day("2025-06-14")))
    assert "2025-06-15" in str(refusal)
    assert "2025-06-14" in str(refusal)
    refusal = terms.check_dates(Dates(day("2025-06-15"), day("2025-06-20"), day("2025-06-19")))
    assert "2025-06-20" in str(refusal)
    assert "2025-06-19" in str(refusal)
    refusal = terms.check_dates(Dates(day("2025-06-15"), day("2025-06-14"), day("2025-06-19")))
    assert "2025-06-15" in str(refusal)
    assert "2025-06-14" in str(refusal)


@pytest.mark.parametrize(
    ("field", "dates"),
    [
        ("Enrollment date", Dates(day("1899-12-31"), None, day("2025-01-01"))),
        ("Grace period begins", Dates(day("2025-01-01"), day("2200-01-01"), day("2200-01-01"))),
        ("Grace period begins", Dates(day("2025-01-01"), day("1899-12-31"), day("2025-01-01"))),
        ("Expiration date", Dates(day("2025-01-01"), None, day("2200-01-01"))),
        ("Expiration date", Dates(day("2025-01-01"), day("2025-01-02"), day("9999-12-31"))),
    ],
)
def test_each_of_the_three_dates_stays_in_the_calendar_and_is_named(field: str, dates: Dates) -> None:
    refusal = terms.check_dates(dates)
    assert code(refusal) == "date_out_of_range"
    assert str(refusal).startswith(f"{field}: ")


def test_the_whole_calendar_is_open_to_dates() -> None:
    assert terms.check_dates(Dates(EARLIEST, None, LATEST)) is None
    assert terms.check_dates(Dates(EARLIEST, LATEST, LATEST)) is None


def test_the_log_writes_the_three_dates_under_their_names() -> None:
    assert worked().named() == {
        "enrolled_on": day("2025-03-01"),
        "grace_begins_on": day("2026-03-02"),
        "expires_on": day("2026-03-31"),
    }
