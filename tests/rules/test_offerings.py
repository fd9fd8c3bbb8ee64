"""What may an offering say, in every combination of its parts?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from conferral.rules.offerings import HIGHEST_PRICE, MOST_SEATS, Details, Kind, check_details
from tests.rules.cast import code

START = datetime(2025, 6, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(**said: object) -> Details:
    return Details(**{"kind": Kind.EVENT, "title": "Exam", "starts_at": START, "ends_at": START + HOUR, **said})


def resource(**said: object) -> Details:
    return Details(**{"kind": Kind.RESOURCE, "title": "Anatomy online", **said})


def test_an_event_with_its_times_and_a_resource_with_a_title_are_enough() -> None:
    assert check_details(event()) is None
    assert check_details(resource()) is None
    assert check_details(event(place="Hall 2", seats=12, price=4500, currency="EUR", instructor=7)) is None


TIMES = (None, START - HOUR, START, START + HOUR)
SEATS = (None, 0, 1)
PRICES = ((0, ""), (0, "EUR"), (1, ""), (1, "EUR"))


def _times(kind: Kind, starts_at: datetime | None, ends_at: datetime | None) -> str:
    if kind is Kind.RESOURCE:
        return "allowed" if starts_at is None and ends_at is None else "resource_has_times"
    if starts_at is None or ends_at is None:
        return "times_missing"
    return "ends_before_start" if ends_at < starts_at else "allowed"


def _seats(kind: Kind, seats: int | None) -> str:
    if seats is None:
        return "allowed"
    if kind is Kind.RESOURCE:
        return "resource_has_seats"
    return "allowed" if seats else "seats_out_of_range"


@pytest.mark.parametrize("kind", Kind)
def test_every_combination_of_times_seats_and_price_is_judged_by_its_first_fault(kind: Kind) -> None:
    judged = 0
    for starts_at, ends_at, seats, (price, currency) in product(TIMES, TIMES, SEATS, PRICES):
        faults = (
            _times(kind, starts_at, ends_at),
            _seats(kind, seats),
            "currency_missing" if price and not currency else "allowed",
        )
        due = next((fault for fault in faults if fault != "allowed"), "allowed")
        asked = Details(
            kind=kind, title="x", starts_at=starts_at, ends_at=ends_at, seats=seats, price=price, currency=currency
        )
        assert code(_said(asked)) == due, asked
        judged += 1
    assert judged == 4 * 4 * 3 * 4


def _said(details: Details) -> object:
    """Return the refusal with its sentence begun as a sentence: those about a field begin with its name."""
    refusal = check_details(details)
    if refusal is None:
        return None
    assert refusal.message.split(":")[0].split(", ")[0] in Details.__dataclass_fields__, refusal.message
    return type(refusal)(refusal.code, refusal.message[0].upper() + refusal.message[1:])


@pytest.mark.parametrize("title", ["", "  ", "\t"])
def test_every_offering_has_a_title(title: str) -> None:
    assert code(_said(resource(title=title))) == "title_missing"


@pytest.mark.parametrize("field", ["title", "place"])
def test_title_and_place_are_one_line_of_at_most_300_characters(field: str) -> None:
    assert check_details(event(**{field: "x" * 300})) is None
    assert code(_said(event(**{field: "x" * 301}))) == f"{field}_too_long"
    assert code(_said(event(**{field: "a\nb"}))) == f"{field}_control_character"


def test_seats_and_price_are_what_a_column_holds() -> None:
    assert check_details(event(seats=MOST_SEATS, price=HIGHEST_PRICE, currency="EUR")) is None
    assert code(_said(event(seats=MOST_SEATS + 1))) == "seats_out_of_range"
    assert code(_said(event(seats=-1))) == "seats_out_of_range"
    assert code(_said(event(price=HIGHEST_PRICE + 1, currency="EUR"))) == "price_out_of_range"
    assert code(_said(event(price=-1, currency="EUR"))) == "price_out_of_range"


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "€", "E R"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    assert code(_said(event(price=1, currency=currency))) == "currency_malformed"
    assert code(_said(event(currency=currency))) == "currency_malformed"


@pytest.mark.parametrize("year", [1899, 2200])
def test_an_event_takes_place_inside_the_calendar(year: int) -> None:
    outside = START.replace(year=year)
    faults = {
        field: code(_said(event(**{"starts_at": outside, "ends_at": outside, **times})))
        for field, times in (
            ("both", {}),
            ("one", {"starts_at": START} if year > 2000 else {"ends_at": START}),
        )
    }
    assert faults == {"both": "date_out_of_range", "one": "date_out_of_range"}
