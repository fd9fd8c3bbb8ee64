"""Is a price read and written in the units of its currency, exactly?"""

from __future__ import annotations

import pytest

from conferral.rules import prices
from conferral.rules.refusals import Refusal


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("45", "EUR", 4500), ("45.5", "EUR", 4550), ("45.50", "EUR", 4550), ("0.05", "EUR", 5), ("0", "EUR", 0),
        ("4500", "JPY", 4500), ("1.5", "KWD", 1500), ("1.005", "KWD", 1005), ("1.0001", "CLF", 10001),
        ("45.50", "", 4550), ("20000000", "EUR", 2_000_000_000), ("007", "EUR", 700),
    ],
)  # fmt: skip
def test_an_amount_is_read_into_minor_units(text, currency, minor):
    assert prices.parse("Price", text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("45,50", "EUR"), ("1,000", "EUR"), ("45.505", "EUR"), ("4.5", "JPY"), ("1.0005", "KWD"), ("-1", "EUR"),
        ("1e3", "EUR"), ("", "EUR"), (".5", "EUR"), ("5.", "EUR"), ("٤", "EUR"), ("12345678901", "EUR"), ("EUR 5", "EUR"),
    ],
)  # fmt: skip
def test_what_is_no_amount_in_the_currency_is_refused(text, currency):
    found = prices.parse("Price", text, currency)
    assert isinstance(found, Refusal)
    assert found.code == "price_malformed"
    assert found.message.startswith("Price: “")


def test_the_sentence_says_what_would_be_right_in_that_currency():
    said = {currency: str(prices.parse("Price", "x", currency)) for currency in ("EUR", "JPY", "KWD", "")}
    assert said["EUR"] == "Price: “x” is not an amount in EUR; write it like 45.00, thousands without a sign."
    assert "in JPY; write it like 45," in said["JPY"]
    assert "in KWD; write it like 45.000," in said["KWD"]
    assert "not an amount; write" in said[""]


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD", "CLF", ""])
@pytest.mark.parametrize("minor", [0, 1, 9, 10, 99, 100, 999, 1000, 4550, 10_000, 123_456_789, 2_000_000_000])
def test_what_is_written_is_read_as_the_same(currency, minor):
    assert prices.parse("Price", prices.written(minor, currency), currency) == minor


def test_an_amount_has_all_its_decimals():
    assert [prices.written(4500, currency) for currency in ("EUR", "JPY", "KWD")] == ["45.00", "4500", "4.500"]
    assert prices.written(5, "EUR") == "0.05"


@pytest.mark.parametrize("is_member", [False, True])
@pytest.mark.parametrize("for_members", [None, 0, 300])
def test_members_pay_their_own_price_where_there_is_one(is_member, for_members):
    pays = prices.for_whom(500, for_members, is_member=is_member)
    assert pays == (for_members if is_member and for_members is not None else 500)
