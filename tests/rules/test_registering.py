"""Does the rule of registering refuse exactly what it says, at every instant around an event, for everybody?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.offerings import Details, Kind, check_seats_stay
from conferral.rules.registering import (
    HELD_FOR,
    Occasion,
    Wanted,
    check_currency,
    check_seat,
    is_held,
    may_cancel,
    may_register,
    order_not_yours,
    refusals_of_lines,
    seats_left,
)

START = datetime(2026, 3, 9, 18, tzinfo=UTC)
END = START + timedelta(hours=2)
SECOND = timedelta(seconds=1)
MOMENTS = {START - SECOND: "before", START: "during", END - SECOND: "during", END: "after", END + SECOND: "after"}
OWN, OTHER = 7, 8
ACTORS = {
    "member": Actor("ada", account=1, contact=OWN),
    "another": Actor("bob", account=2, contact=OTHER),
    "nobody": Actor("account", account=3),
    **{role.name: Actor("grace", role=role, account=4, contact=OTHER) for role in Role if role is not Role.NONE},
}


def event(**said) -> Occasion:
    return Occasion(**{"title": "Evening", "kind": Kind.EVENT, "starts_at": START, "ends_at": END, **said})


def code(refusal) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(("at", "phase"), MOMENTS.items())
@pytest.mark.parametrize(("retired", "registered"), list(product((False, True), repeat=2)))
def test_members_register_until_it_starts_and_staff_until_it_ends(who, at, phase, retired, registered):
    by = ACTORS[who]
    expected = None
    if retired:
        expected = "offering_retired"
    elif phase == "after":
        expected = "event_over"
    elif phase == "during" and not by.is_staff:
        expected = "event_begun"
    elif registered:
        expected = "already_registered"
    found = may_register(by, event(is_retired=retired), name="Ada Byron", is_registered=registered, at=at)
    assert code(found) == expected


@pytest.mark.parametrize("who", ACTORS)
def test_what_is_there_all_the_time_is_not_registered_for(who):
    resource = Occasion(title="Video", kind=Kind.RESOURCE)
    assert code(may_register(ACTORS[who], resource, name="Ada", is_registered=False, at=START)) == "not_an_event"


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize(("at", "phase"), MOMENTS.items())
@pytest.mark.parametrize("cancelled", [False, True])
def test_members_cancel_their_own_until_it_starts_and_staff_anybodys_until_it_ends(who, at, phase, cancelled):
    by = ACTORS[who]
    expected = None
    if not by.is_staff and who != "member":
        expected = "not_yours"
    elif cancelled:
        expected = "registration_cancelled"
    elif phase == "after":
        expected = "event_over"
    elif phase == "during" and not by.is_staff:
        expected = "event_begun"
    assert code(may_cancel(by, event(), contact=OWN, is_cancelled=cancelled, at=at)) == expected


@pytest.mark.parametrize("seats", [None, *range(1, 5)])
@pytest.mark.parametrize("taken", range(6))
def test_a_seat_is_left_while_fewer_are_taken_than_there_are(seats, taken):
    left = seats_left(seats, taken=taken)
    assert left is None if seats is None else left == max(0, seats - taken)
    full = seats is not None and taken >= seats
    assert code(check_seat(event(seats=seats), taken=taken)) == ("no_seat_left" if full else None)


@pytest.mark.parametrize("seats", [None, 1, 2, 3])
@pytest.mark.parametrize("others", range(4))
@pytest.mark.parametrize("held", list(product((False, True), repeat=3)))
def test_lines_of_a_cart_get_the_seats_that_are_left_those_held_first(seats, others, held):
    lines = [Wanted(event=5, occasion=event(seats=seats), name="Ada", is_registered=False, is_held=one) for one in held]
    found = refusals_of_lines(ACTORS["member"], lines, taken={5: others}, at=START - SECOND)
    left = 3 if seats is None else max(0, seats - others)
    order = [place for place in range(3) if held[place]] + [place for place in range(3) if not held[place]]
    assert [code(refusal) for refusal in found] == [
        None if place in order[:left] else "no_seat_left" for place in range(3)
    ]


def test_each_line_says_its_own_reason_and_one_that_is_refused_takes_no_seat():
    said = {"event": 5, "occasion": event(seats=1), "name": "Ada", "is_held": True}
    lines = [
        Wanted(**said, is_registered=True),
        Wanted(**said | {"event": 6, "occasion": event(is_retired=True)}, is_registered=False),
        Wanted(**said, is_registered=False),
    ]
    found = refusals_of_lines(ACTORS["member"], lines, taken={}, at=START - SECOND)
    assert [code(refusal) for refusal in found] == ["already_registered", "offering_retired", None]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("seats", [None, 1, 2, 3])
@pytest.mark.parametrize("taken", range(4))
def test_seats_that_are_taken_stay(kind, seats, taken):
    details = Details(kind=kind, title="Evening", seats=seats)
    expected = None
    if taken and kind is Kind.RESOURCE:
        expected = "seats_taken"
    elif taken and seats is not None and seats < taken:
        expected = "seats_below_taken"
    assert code(check_seats_stay("Evening", details, taken=taken)) == expected


@pytest.mark.parametrize("cart", ["", "EUR", "USD"])
@pytest.mark.parametrize("line", ["", "EUR", "USD"])
def test_a_cart_is_paid_in_one_currency_and_what_is_free_in_none(cart, line):
    differs = {cart, line} == {"EUR", "USD"}
    assert code(check_currency(cart, line)) == ("currency_differs" if differs else None)


def test_a_seat_is_held_for_twenty_minutes_and_not_a_moment_longer():
    assert timedelta(minutes=20) == HELD_FOR
    assert is_held(START + HELD_FOR, START + HELD_FOR - timedelta(microseconds=1))
    assert not is_held(START + HELD_FOR, START + HELD_FOR)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("billed_to", [OWN, OTHER])
@pytest.mark.parametrize("placed_by", [None, 1, 2, 3, 4])
def test_an_order_is_theirs_who_placed_it_and_theirs_who_are_billed(who, billed_to, placed_by):
    by = ACTORS[who]
    own = by.contact == billed_to or by.account == placed_by
    assert code(order_not_yours(by, billed_to=billed_to, placed_by=placed_by)) == (None if own else "not_yours")


UNTIL = START - timedelta(hours=3)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("at", [UNTIL - SECOND, UNTIL, START - SECOND, START, END])
def test_a_deadline_ends_what_members_do_before_the_start_and_binds_no_staff(who, at):
    by = ACTORS[who]
    until = event(registers_until=UNTIL, cancels_until=UNTIL)
    found = code(may_register(by, until, name="Ada", is_registered=False, at=at))
    cancels = code(may_cancel(by, until, contact=by.contact or OWN, is_cancelled=False, at=at))
    if at >= END:
        assert found == "event_over"
    elif by.is_staff or at < UNTIL:
        assert found is None
    else:
        assert found == ("event_begun" if at >= START else "registering_over")
    if by.is_staff or by.contact:
        same = {"registering_over": "cancelling_over"}
        assert cancels == same.get(found, found)


@pytest.mark.parametrize("marked", [False, True])
def test_who_is_marked_is_not_cancelled(marked):
    refusal = may_cancel(ACTORS["STAFF"], event(), contact=OWN, is_cancelled=False, is_marked=marked, at=START)
    assert code(refusal) == ("attendance_marked" if marked else None)
