"""What happens when many want the last seats at once? As many get one as there are, and everybody else is told.

Real threads with connections of their own, on both databases; PEOPLE in the environment says how many people want the
last SEATS seats, and TIMES how often.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from conferral.actions import carts, offerings
from conferral.models import Cart, Event, Hold, Offering, Order, Registration
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, member, program, put
from tests.actions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, TIMES = int(os.environ.get("PEOPLE", "16")), int(os.environ.get("TIMES", "1"))
SEATS = 10 if PEOPLE > 20 else 4
LATER = AT + timedelta(minutes=30)


def said(act) -> str:
    try:
        act()
    except Refused as no:
        return no.refusal.code
    return "done"


def crowd() -> list[tuple]:
    made = program()
    everybody = [enrolled(made) for _ in range(PEOPLE)]
    return [(one, member(one)) for one in everybody]


def shrunk(evening: Offering) -> None:
    details = offerings.details_of(evening)
    fewer = type(details)(**{name: getattr(details, name) for name in details.__slots__} | {"seats": SEATS})
    offerings.change(offering=evening.pk, component=evening.component_id, details=fewer, by=COMMAND_LINE, at=LATER)


@pytest.mark.parametrize("_time", range(TIMES))
def test_everybody_wants_the_last_seats_held_and_as_many_are_held_as_there_are(_time) -> None:
    people = crowd()
    evening = event(seats=SEATS)
    found = at_once([lambda one=one, by=by: said(lambda: put(one, evening, by)) for one, by in people])
    assert sorted(found) == ["done"] * SEATS + ["no_seat_left"] * (PEOPLE - SEATS)
    assert Hold.objects.count() == SEATS


@pytest.mark.parametrize("_time", range(TIMES))
def test_everybody_checks_out_the_last_seats_twice_and_each_seat_is_sold_once(_time) -> None:
    people = crowd()
    evening = event(seats=PEOPLE)
    lines = [(put(one, evening, by), by) for one, by in people]
    shrunk(evening)

    def twice(line: Hold, by: Actor) -> list[str]:
        return [said(lambda: check_out(line, by, LATER)) for _ in range(2)]

    found = at_once([lambda line=line, by=by: twice(line, by) for line, by in lines])
    assert sorted(found) == [["done", "done"]] * SEATS + [["no_seat_left", "no_seat_left"]] * (PEOPLE - SEATS)
    assert Registration.objects.count() == Order.objects.count() == SEATS
    assert Event.objects.filter(kind="registration.made").count() == SEATS
    assert Hold.objects.count() == PEOPLE - SEATS
    assert Cart.objects.filter(ordered_at=None).count() == PEOPLE - SEATS


def test_a_double_click_in_two_windows_makes_one_cart_and_one_order() -> None:
    ada = enrolled(program())
    evening, by = event(seats=2), member(ada)
    assert set(at_once([lambda: said(lambda: put(ada, evening, by))] * 4)) == {"done"}
    assert Cart.objects.count() == Hold.objects.count() == 1
    line = Hold.objects.get()
    orders = at_once([lambda: check_out(line, by).pk] * 4)
    assert len(set(orders)) == Order.objects.count() == Registration.objects.count() == 1


def test_two_carts_with_the_same_people_and_events_do_not_wait_for_each_other() -> None:
    made = program()
    ada, bob = enrolled(made), enrolled(made)
    one, two = event(), event(title="Exam day", of="EXAM")
    first, second = make.actor(), make.actor()
    for person, by in ((ada, first), (bob, first), (bob, second), (ada, second)):
        put(person, one, by)
        put(person, two, by, requirement="EXAM")
    lines = [Hold.objects.filter(cart__account=by.account).first() for by in (first, second)]
    found = at_once(
        [
            lambda line=line, by=by: said(lambda: check_out(line, by))
            for line, by in zip(lines, (first, second), strict=True)
        ]
    )
    assert sorted(found) == ["done", "not_registered"]
    assert Registration.objects.count() == 4


def test_a_line_that_is_taken_out_while_the_cart_is_checked_out_is_sold_or_out() -> None:
    ada = enrolled(program())
    by = member(ada)
    line = put(ada, event(), by)
    found = at_once(
        [lambda: said(lambda: check_out(line, by)), lambda: said(lambda: carts.remove(line=line.key, by=by, at=AT))]
    )
    sold = Registration.objects.count()
    assert found[1] == "done"
    assert (found[0] == "done") == (sold == 1)
    assert not Hold.objects.exists()
