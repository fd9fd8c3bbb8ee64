"""Is an order paid by whoever takes it, and does another way to pay come and go without a trace?"""

from __future__ import annotations

import pytest

from conferral.rules.payments import FREE, INVOICE, WAYS
from tests.paying import Card


def test_what_costs_nothing_needs_no_invoice():
    assert WAYS.way_for(0) is FREE
    assert WAYS.way_for(1) is INVOICE
    assert list(WAYS) == ["free", "invoice"]


@pytest.mark.parametrize("way", [FREE, INVOICE])
def test_nothing_is_taken_at_the_check_out_by_the_ways_there_are(way):
    assert way.pay(key=None, total=5, currency="EUR") is None


def test_another_way_is_asked_first_for_what_it_takes_and_is_gone_afterwards():
    card = Card()
    with WAYS.with_one_more(card):
        assert WAYS.way_for(1) is card
        assert WAYS.way_for(0) is FREE
        assert WAYS.said_of("card") == "Paid by card."
    assert WAYS.way_for(1) is INVOICE
    assert WAYS.said_of("card") == "card"
    assert WAYS.said_of("invoice") == INVOICE.said
