"""Does the rule of the waitlist refuse exactly what it says, and hold a seat no longer than it may?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.offerings import Kind
from conferral.rules.registering import Occasion
from conferral.rules.waitlist import OFFERED_FOR, how_many, may_join, may_leave, offered_until, offers_end_at

START = datetime(2026, 3, 9, 18, tzinfo=UTC)
UNTIL = START - timedelta(hours=3)
EVENING = Occasion(title="Evening", kind=Kind.EVENT, starts_at=START, ends_at=START + timedelta(hours=2), seats=1)
MEMBER, STAFF = Actor("ada", account=1, contact=7), Actor("grace", role=Role.STAFF, account=2)
SECOND = timedelta(seconds=1)


def code(refusal) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize("by", [MEMBER, STAFF])
@pytest.mark.parametrize("until", [None, UNTIL])
@pytest.mark.parametrize("at", [UNTIL - SECOND, UNTIL, START - SECOND, START, START + timedelta(hours=2)])
@pytest.mark.parametrize(("registered", "waiting", "seat"), list(product((False, True), repeat=3)))
def test_one_waits_for_what_is_full_once_and_while_seats_are_offered(by, until, at, registered, waiting, seat):
    occasion = replace(EVENING, registers_until=until)
    over = at >= (until or START)
    if at >= START + timedelta(hours=2):
        expected = "event_over"
    elif over and not by.is_staff:
        expected = "event_begun" if at >= START else "registering_over"
    elif registered:
        expected = "already_registered"
    elif over:
        expected = "event_begun"
    else:
        expected = "already_waiting" if waiting else "seat_left" if seat else None
    found = may_join(by, occasion, name="Ada", is_registered=registered, is_waiting=waiting, has_seat=seat, at=at)
    assert code(found) == expected


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("by", [MEMBER, STAFF, Actor("bob", account=3, contact=8)])
def test_one_leaves_ones_own_place_and_staff_anybodys_once(by, ended):
    expected = "not_yours" if by.contact == 8 else "place_ended" if ended else None
    assert code(may_leave(by, contact=7, is_ended=ended)) == expected


@pytest.mark.parametrize("until", [None, UNTIL])
def test_a_seat_is_held_for_a_day_and_not_beyond_what_members_can_register_by(until):
    occasion = replace(EVENING, registers_until=until)
    end = until or START
    assert offers_end_at(occasion) == end
    assert offered_until(occasion, end - timedelta(days=3)) == end - timedelta(days=3) + OFFERED_FOR
    assert offered_until(occasion, end - timedelta(hours=2)) == end
    assert offered_until(occasion, end) is None
    assert offered_until(replace(occasion, is_retired=True), end - timedelta(days=3)) is None


def test_what_is_there_all_the_time_has_no_waitlist():
    with pytest.raises(ValueError, match="only an event"):
        offers_end_at(Occasion(title="Video", kind=Kind.RESOURCE))


@pytest.mark.parametrize("left", [None, 0, 1, 2, 5])
@pytest.mark.parametrize("waiting", [0, 1, 3])
def test_as_many_are_offered_as_are_left_or_wait(left, waiting):
    assert how_many(left, waiting) == (waiting if left is None or left > waiting else left)
