"""What do the cart, the events of a requirement, registrations and the person's data say, and in how many queries?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.actions import offerings, registrations
from conferral.documents.cart import cart_of
from conferral.documents.personal_data import personal_data
from conferral.documents.registrations import events_of, registrations_of, to_come
from conferral.documents.requirement_details import requirement_details
from conferral.documents.standing import standing_of
from conferral.models import Contact, Registration
from conferral.rules.actors import COMMAND_LINE
from tests import make
from tests.actions.registered import AT, DAY, check_out, enrolled, event, member, program, put

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=20)


def test_the_cart_says_what_is_held_what_is_left_and_what_cannot_be_had(django_assert_max_num_queries) -> None:
    made, staff = program(), make.actor()
    ada, bob = enrolled(made), enrolled(made)
    last, gone, wide = event(seats=1, price=100), event(title="Gone"), event(seats=None, title="Wide", price=250)
    put(ada, last, staff)
    for one in (ada, bob):
        put(one, gone, staff)
        put(one, wide, staff)
    offerings.retire(offering=gone.pk, by=COMMAND_LINE, at=AT)
    with django_assert_max_num_queries(7):
        shown = cart_of(staff, at=AT)
    assert (shown.total, shown.currency, shown.people) == (600, "EUR", [ada.contact, bob.contact])
    said = [(line.offering.title, line.is_held, line.refusal and line.refusal.code) for line in shown.lines]
    assert sorted(said, key=str) == sorted(
        [
            ("Evening class", True, None),
            *[("Gone", True, "offering_retired"), ("Wide", True, None)] * 2,
        ],
        key=str,
    )
    other = make.actor()
    put(bob, last, other, LATER)
    lapsed = {line.offering.title: line for line in cart_of(staff, at=LATER).lines}
    assert lapsed["Evening class"].refusal.code == "no_seat_left"
    assert (lapsed["Wide"].is_held, lapsed["Wide"].refusal) == (False, None)
    assert cart_of(make.actor(), at=AT).lines == ()


def test_an_event_offers_a_seat_says_it_is_full_or_whose_it_is(django_assert_max_num_queries) -> None:
    made = program()
    ada, bob = enrolled(made), enrolled(made)
    by = member(ada)
    one, full, past = event(seats=1), event(seats=1), event(starts_at=AT - timedelta(days=1), seats=3)
    check_out(put(bob, full, member(bob)), member(bob))
    shown = standing_of(ada.key, on=DAY)
    details = requirement_details(shown, "CLASS", on=DAY)
    with django_assert_max_num_queries(5):
        found = events_of(details, shown, by=by, on=DAY, at=AT)
    assert (found[one.pk].left, found[one.pk].is_offered, found[one.pk].is_full) == (1, True, False)
    assert (found[full.pk].left, found[full.pk].is_offered, found[full.pk].is_full) == (0, False, True)
    assert (found[past.pk].left, found[past.pk].is_offered, found[past.pk].is_full) == (None, False, False)
    check_out(put(ada, one, by), by)
    own = events_of(details, shown, by=by, on=DAY, at=AT)[one.pk]
    assert (own.registration, own.is_offered) == (Registration.objects.get(offering=one).key, False)


def test_registrations_stand_until_cancelled_and_the_persons_data_tells_both(django_assert_max_num_queries) -> None:
    made, staff = program(), make.actor()
    ada = enrolled(made)
    first, second = event(price=100), event(title="Second", starts_at=AT + timedelta(days=9))
    put(ada, first, staff)
    check_out(put(ada, second, staff), staff)
    by = member(ada)
    with django_assert_max_num_queries(1):
        found = registrations_of(ada.contact, by=by, at=AT)
    assert [one.row.offering.title for one in found] == ["Second", "Evening class"]
    assert all(one.refusal is None and one.is_own_order for one in found)
    assert [row.offering for row in to_come(ada.contact_id, ada.version_id, at=AT)] == [first, second]
    registrations.cancel(registration=found[0].row.key, by=by, at=AT)
    assert [one.row.offering for one in registrations_of(ada.contact, by=by, at=AT)] == [first]
    assert to_come(ada.contact_id, ada.version_id, at=AT + timedelta(days=8)) == []
    data = personal_data(ada.contact, at=AT, on=DAY)
    assert [(row["event"], row["cancelled_at"]) for row in data["registrations"]] == [
        ("Evening class", None),
        ("Second", AT),
    ]
    assert [(row["total"], row["payment"]) for row in data["orders"]] == [(100, "invoice")]


def test_the_cart_says_which_price_applies_to_whom(django_assert_max_num_queries) -> None:
    made, staff = program(), make.actor()
    ada, bob = enrolled(made), enrolled(made)
    Contact.objects.filter(pk=bob.contact_id).update(is_member=False)
    for one in (ada, bob):
        put(one, event(price=500, price_for_members=300), staff)
    put(ada, event(price=100), staff)
    with django_assert_max_num_queries(7):
        shown = cart_of(staff, at=AT)
    assert [(line.price, line.has_two_prices) for line in shown.lines] == [(300, True), (500, True), (100, False)]
    assert (shown.total, shown.payment) == (900, "To be paid on invoice.")


def test_what_can_be_had_stands_first_the_next_event_before_later_ones_and_the_last_one_begun_before_earlier() -> None:
    ada = enrolled(program())
    for days in (40, -3, 5, -30, 200, -100):
        event(title=str(days), starts_at=AT + timedelta(days=days))
    details = requirement_details(standing_of(ada.key, on=DAY), "CLASS", on=DAY)
    assert [one.title for one in details.offerings_around(DAY)] == ["5", "40", "200", "-3", "-30"]
    assert [one.title for one in details.offerings_before(DAY)] == ["-100"]
