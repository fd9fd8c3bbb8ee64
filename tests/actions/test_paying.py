"""Does everybody pay their own price, frozen at the check out, and what happens where the payment is not taken?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from zeal import zeal_ignore

from conferral.actions import contacts, offerings
from conferral.models import Event, Hold, Offering, Order, Registration
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.payments import WAYS
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, member, program, put
from tests.actions.test_registering import refused
from tests.paying import Card

pytestmark = pytest.mark.django_db


@zeal_ignore()
def priced(price: int = 500, for_members: int | None = 300, **said: object) -> Offering:
    return event(price=price, price_for_members=for_members, **said)


def not_a_member(contact) -> None:
    contacts.change(contact=contact.pk, details=contact.details(), is_member=False, by=COMMAND_LINE, at=AT)
    contact.refresh_from_db()


def test_a_member_pays_the_price_for_members_and_anybody_else_the_price() -> None:
    made, staff = program(), make.actor()
    ada, bob = enrolled(made), enrolled(made)
    not_a_member(bob.contact)
    evening = priced()
    put(ada, evening, staff)
    order = check_out(put(bob, evening, staff), staff, total=800)
    assert order.total == 800
    paid = dict(Registration.objects.values_list("contact", "price"))
    assert paid == {ada.contact_id: 300, bob.contact_id: 500}


def test_the_price_is_frozen_at_the_check_out_and_asked_for_anew_before() -> None:
    ada, staff = enrolled(program()), make.actor()
    evening = priced()
    line = put(ada, evening, staff)
    not_a_member(ada.contact)
    assert refused(lambda: check_out(line, staff, total=300)) == "total_changed"
    check_out(line, staff, total=500)
    details = replace(offerings.details_of(evening), price=900)
    offerings.change(offering=evening.pk, component=evening.component_id, details=details, by=COMMAND_LINE, at=AT)
    assert Registration.objects.get().price == Order.objects.get().total == 500


def test_what_is_free_for_a_member_is_no_second_currency() -> None:
    ada, staff = enrolled(program()), make.actor()
    put(ada, priced(500, 0, currency="USD"), staff)
    line = put(ada, event(price=100, currency="EUR"), staff)
    order = check_out(line, staff)
    assert (order.total, order.currency) == (100, "EUR")


def test_whether_somebody_is_a_member_is_in_the_log_and_left_alone_where_it_is_not_said() -> None:
    ada = make.contact()
    not_a_member(ada)
    entry = Event.objects.get(kind="contact.changed")
    assert (entry.before, entry.after) == ({"is_member": True}, {"is_member": False})
    details = replace(ada.details(), organization="Elsewhere")
    assert not contacts.change(contact=ada.pk, details=details, by=COMMAND_LINE, at=AT).is_member


def test_a_price_for_members_is_no_higher_and_needs_no_price_of_its_own() -> None:
    program()
    assert refused(lambda: priced(500, 501)) == "members_pay_more"
    assert refused(lambda: priced(500, -1)) == "members_pay_more"
    assert priced(500, 500).price_for_members == 500


def test_deadlines_are_before_the_start_and_of_events_alone() -> None:
    program()
    start = AT + timedelta(days=7)
    for name in ("registers_until", "cancels_until"):
        assert refused(lambda name=name: event(**{name: start + timedelta(seconds=1)})) == "deadline_after_start"
        assert getattr(event(**{name: start}), name) == start


def test_a_member_is_too_late_after_the_deadline_and_staff_is_not() -> None:
    made = program()
    ada, bob = enrolled(made), enrolled(made)
    evening = event(registers_until=AT)
    assert refused(lambda: put(ada, evening, member(ada))) == "registering_over"
    put(bob, evening, make.actor())


def test_what_the_card_takes_is_ordered_and_paid_once_under_the_name_of_the_cart() -> None:
    ada, staff = enrolled(program()), make.actor()
    line, card = put(ada, priced(), staff), Card()
    with WAYS.with_one_more(card):
        order = check_out(line, staff)
        assert check_out(line, staff) == order
    assert (order.payment, card.paid) == ("card", {line.cart.key: (300, "EUR")})


@pytest.mark.parametrize(
    ("card", "code"), [(Card(declines=True), "card_declined"), (Card(is_silent=True), "payment_unanswered")]
)
def test_what_is_not_paid_is_not_ordered_and_nothing_is_lost(card, code) -> None:
    ada, staff = enrolled(program()), make.actor()
    line = put(ada, priced(), staff)
    with WAYS.with_one_more(card):
        assert refused(lambda: check_out(line, staff)) == code
    assert not Order.objects.exists()
    assert Hold.objects.get() == line


def test_an_answer_that_came_too_late_is_asked_for_again_and_nobody_pays_twice() -> None:
    ada, staff = enrolled(program()), make.actor()
    line, card = put(ada, priced(), staff), Card(answers_late=True)
    with WAYS.with_one_more(card):
        assert refused(lambda: check_out(line, staff)) == "payment_unanswered"
        order = check_out(line, staff)
    assert (order.total, card.paid) == (300, {line.cart.key: (300, "EUR")})


def test_what_costs_nothing_asks_no_card() -> None:
    ada, staff = enrolled(program()), make.actor()
    card = Card(declines=True)
    with WAYS.with_one_more(card):
        assert check_out(put(ada, event(), staff), staff).payment == "free"
