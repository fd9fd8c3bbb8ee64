"""How are units counted and written? Exactly, with at most three decimals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules import days, quantities
from conferral.rules.refusals import Refusal
from tests.rules.cast import SETTLED, code

THOUSANDTHS = st.integers(0, 999_999_999).map(lambda number: Decimal(number).scaleb(-3))


def test_units_are_decimals_with_three_places_up_to_six_digits() -> None:
    assert Decimal("999999.999") == quantities.LARGEST
    assert quantities.ZERO == 0
    assert quantities.DIGITS - quantities.PLACES == 6
    assert Decimal(10) ** (quantities.DIGITS - quantities.PLACES) - quantities.LARGEST == Decimal("0.001")


@pytest.mark.parametrize(
    ("text", "number", "written"),
    [
        ("0", "0", "0"),
        ("20", "20", "20"),
        ("1.25", "1.25", "1.25"),
        ("1.250", "1.25", "1.25"),
        ("0.001", "0.001", "0.001"),
        ("0.000", "0", "0"),
        ("007", "7", "7"),
        ("100", "100", "100"),
        ("100000", "100000", "100000"),
        ("40.0", "40", "40"),
        ("999999.999", "999999.999", "999999.999"),
    ],
)
def test_a_number_of_units_is_read_exactly_and_written_plainly(text: str, number: str, written: str) -> None:
    read = quantities.parse("Units", text)
    assert read == Decimal(number)
    assert str(read) == written
    assert quantities.written(Decimal(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " 1",
        "1 ",
        "1\n",
        "-1",
        "+1",
        ".5",
        "5.",
        "1,5",
        "1.000.000",
        "1'000",
        "1e3",
        "1_000",
        "0x10",
        "NaN",
        "Infinity",
        "1.0000",
        "1.2345",
        "1000000",
        "0000001",
        "\u0661\u0662",
        "\uff11",
        "½",
        "1\x00",
    ],
)
def test_anything_else_is_refused_by_field_and_value(text: str) -> None:
    refusal = quantities.parse("Units", text)
    assert code(refusal) == "units_not_a_number"
    assert str(refusal).startswith("Units: ")
    assert days.shortened(text) in str(refusal)
    assert "999999.999" in str(refusal)


def test_a_text_of_ten_thousand_digits_is_refused_in_a_short_sentence() -> None:
    refusal = quantities.parse("Units", "1" * 10_000)
    assert code(refusal) == "units_not_a_number"
    assert len(str(refusal)) < 250


@SETTLED
@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_refusal_and_never_an_error(text: str) -> None:
    read = quantities.parse("Units", text)
    assert isinstance(read, Refusal) or 0 <= read <= quantities.LARGEST


@SETTLED
@given(THOUSANDTHS)
def test_every_number_reads_back_as_written(number: Decimal) -> None:
    assert quantities.parse("Units", quantities.written(number)) == number


@SETTLED
@given(THOUSANDTHS, st.integers(0, 3))
def test_equal_numbers_look_equal(number: Decimal, zeros: int) -> None:
    longer = number.quantize(Decimal(1).scaleb(-3 - zeros))
    assert str(quantities.plain(longer)) == str(quantities.plain(number)) == quantities.written(longer)


@pytest.mark.parametrize("number", ["1E+3", "1E+5", "2.5E+2"])
def test_an_exponent_is_never_shown(number: str) -> None:
    assert "E" not in str(quantities.plain(Decimal(number)))
    assert quantities.plain(Decimal(number)) == Decimal(number)
    assert quantities.written(Decimal(number)) == str(int(Decimal(number)))


@pytest.mark.parametrize("number", ["0.0001", "1.2345", "1999999.9985"])
def test_nothing_is_rounded_away_when_a_number_is_finer_than_a_thousandth(number: str) -> None:
    assert quantities.plain(Decimal(number)) == Decimal(number)
    assert quantities.written(Decimal(number)) == number


@pytest.mark.parametrize(
    ("number", "expected"),
    [("0", True), ("-0.001", False), ("999999.999", True), ("1000000", False), ("0.001", True), ("0.0001", False)],
)
def test_a_number_of_units_fits_when_it_can_be_kept_exactly(number: str, expected: bool) -> None:
    assert quantities.fits(Decimal(number)) is expected
