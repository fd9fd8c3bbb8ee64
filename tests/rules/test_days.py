"""Which days are business dates, and how is a day read and written?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules import days
from conferral.rules.refusals import Refusal
from tests.rules.cast import SETTLED, code, day

BUSINESS_DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def test_business_dates_run_from_1900_to_2199_both_ends_included() -> None:
    assert date(1900, 1, 1) == days.EARLIEST
    assert date(2199, 12, 31) == days.LATEST
    assert days.out_of_range("Date", date(1900, 1, 1)) is None
    assert days.out_of_range("Date", date(2199, 12, 31)) is None


@pytest.mark.parametrize("outside", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_outside_the_calendar_is_refused_and_the_field_named(outside: date) -> None:
    refusal = days.out_of_range("Expiration date", outside)
    assert code(refusal) == "date_out_of_range"
    assert "Expiration date" in str(refusal)
    assert outside.isoformat() in str(refusal)
    assert "1900-01-01 to 2199-12-31" in str(refusal)


@SETTLED
@given(BUSINESS_DAYS)
def test_every_business_date_reads_back_as_written(on: date) -> None:
    assert days.parse("Date", on.isoformat()) == on


@pytest.mark.parametrize("text", ["1900-01-01", "2199-12-31", "2024-02-29", "2000-02-29", "2025-02-28"])
def test_the_edges_of_the_calendar_and_leap_days_are_dates(text: str) -> None:
    assert days.parse("Date", text) == date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/06/2012", "date_not_iso"),
        ("2012-06-31", "date_impossible"),
        ("2025-02-29", "date_impossible"),
        ("1900-02-29", "date_impossible"),
        ("2100-02-29", "date_impossible"),
        ("2025-00-10", "date_impossible"),
        ("2025-13-01", "date_impossible"),
        ("2025-01-00", "date_impossible"),
        ("2025-01-32", "date_impossible"),
        ("0000-01-01", "date_impossible"),
        ("0001-01-01", "date_out_of_range"),
        ("1899-12-31", "date_out_of_range"),
        ("2200-01-01", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
        ("", "date_not_iso"),
        ("2025-3-1", "date_not_iso"),
        ("20250301", "date_not_iso"),
        ("25-03-01", "date_not_iso"),
        ("12025-03-01", "date_not_iso"),
        ("2025-03-011", "date_not_iso"),
        ("-2025-03-01", "date_not_iso"),
        ("2025/03/01", "date_not_iso"),
        ("2025-W09-6", "date_not_iso"),
        ("2025-03-01T00:00", "date_not_iso"),
        (" 2025-03-01", "date_not_iso"),
        ("2025-03-01 ", "date_not_iso"),
        ("2025-03-01\n", "date_not_iso"),
        ("2025 -03-01", "date_not_iso"),
        ("\uff12\uff10\uff12\uff15-03-01", "date_not_iso"),
        ("\u0662\u0660\u0662\u0665-03-01", "date_not_iso"),
        ("2025\u201303\u201301", "date_not_iso"),
        ("2025-03-01\x00", "date_not_iso"),
        ("29 Feb 2025", "date_not_iso"),
        ("45000", "date_not_iso"),
    ],
)
def test_what_is_not_a_business_date_is_refused_with_a_sentence_that_names_field_and_value(
    text: str, expected: str
) -> None:
    refusal = days.parse("Enrollment date", text)
    assert code(refusal) == expected
    assert str(refusal).startswith("Enrollment date: ")
    assert days.shortened(text) in str(refusal) or text in str(refusal)


def test_another_notation_is_told_which_one_is_wanted() -> None:
    assert "YYYY-MM-DD" in str(days.parse("Date", "31/06/2012"))


def test_a_text_of_ten_thousand_characters_is_refused_in_a_short_sentence() -> None:
    refusal = days.parse("Date", "9" * 10_000)
    assert code(refusal) == "date_not_iso"
    assert len(str(refusal)) < 200


@SETTLED
@given(st.text(max_size=14))
def test_any_text_is_a_date_or_a_refusal_and_never_an_error(text: str) -> None:
    found = days.parse("Date", text)
    assert isinstance(found, Refusal) or found.isoformat() == text


def test_a_quoted_value_is_cut_at_its_limit_and_not_before() -> None:
    assert days.shortened("") == "“”"
    assert days.shortened("x" * 40) == "“" + "x" * 40 + "”"
    assert days.shortened("x" * 41) == "“" + "x" * 40 + "…”"
    assert days.shortened("abc", limit=2) == "“ab…”"
    assert days.shortened("ab", limit=2) == "“ab”"
    assert days.shortened("a\nb\0c") == "“a�b�c”"


def test_a_day_in_words_has_no_leading_zero() -> None:
    assert days.in_words(day("2026-03-02")) == "2 March 2026"
    assert days.in_words(day("2026-12-31")) == "31 December 2026"


def test_every_month_has_its_name() -> None:
    names = [days.in_words(date(2025, month, 1)).split()[1] for month in range(1, 13)]
    assert names == [date(2025, month, 1).strftime("%B") for month in range(1, 13)]
    assert names[0] == "January"
    assert names[11] == "December"


def test_the_year_is_left_out_beside_another_day_of_that_year_only() -> None:
    assert days.in_words(day("2026-03-01"), beside=day("2026-03-02")) == "1 March"
    assert days.in_words(day("2026-03-01"), beside=day("2026-03-01")) == "1 March"
    assert days.in_words(day("2025-12-31"), beside=day("2026-01-01")) == "31 December 2025"
    assert days.in_words(day("2026-12-31"), beside=day("2025-01-01")) == "31 December 2026"


@SETTLED
@given(BUSINESS_DAYS)
def test_the_day_after_and_the_day_before_are_one_day_away(on: date) -> None:
    assert days.day_after(on) - on == timedelta(days=1)
    assert on - days.day_before(on) == timedelta(days=1)


def test_leap_days_have_neighbours() -> None:
    assert days.day_after(day("2024-02-28")) == day("2024-02-29")
    assert days.day_before(day("2024-03-01")) == day("2024-02-29")
    assert days.day_after(day("2025-12-31")) == day("2026-01-01")
