"""Does the rule of attendance refuse exactly what it says, at every instant around an event, for everybody?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.attempts import AttemptState
from conferral.rules.attending import (
    Attendance,
    TakenBack,
    how_taken_back,
    may_close,
    may_mark,
    may_open,
    of_two,
)
from conferral.rules.offerings import Kind
from conferral.rules.registering import Occasion

START = datetime(2026, 3, 9, 18, tzinfo=UTC)
END = START + timedelta(hours=2)
SECOND = timedelta(seconds=1)
MOMENTS = {START - SECOND: "before", START: "during", END - SECOND: "during", END: "after"}
EVENING = Occasion(title="Evening", kind=Kind.EVENT, starts_at=START, ends_at=END)
ROLES = list(Role)


def code(refusal) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("at", "phase"), MOMENTS.items())
@pytest.mark.parametrize(("cancelled", "closed"), list(product((False, True), repeat=2)))
def test_staff_mark_who_came_from_its_start_on_until_it_is_closed(role, at, phase, cancelled, closed):
    expected = None
    if role is Role.NONE:
        expected = "role_needed"
    elif cancelled:
        expected = "registration_cancelled"
    elif closed:
        expected = "roster_closed"
    elif phase == "before":
        expected = "event_not_begun"
    by = Actor("grace", role=role)
    assert code(may_mark(by, EVENING, is_cancelled=cancelled, is_closed=closed, at=at)) == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("at", "phase"), MOMENTS.items())
@pytest.mark.parametrize("closed", [False, True])
def test_staff_close_what_is_over_once_and_open_what_is_closed(role, at, phase, closed):
    by = Actor("grace", role=role)
    expected = "role_needed" if role is Role.NONE else "roster_closed" if closed else None
    if expected is None and phase != "after":
        expected = "event_not_over"
    assert code(may_close(by, EVENING, is_closed=closed, at=at)) == expected
    opens = "role_needed" if role is Role.NONE else None if closed else "roster_open"
    assert code(may_open(by, EVENING, is_closed=closed)) == opens


def test_what_is_there_all_the_time_is_never_over_and_never_begun():
    video = Occasion(title="Video", kind=Kind.RESOURCE)
    by = Actor("grace", role=Role.STAFF)
    assert code(may_mark(by, video, is_cancelled=False, is_closed=False, at=END)) == "event_not_begun"
    assert code(may_close(by, video, is_closed=False, at=END)) == "event_not_over"


@pytest.mark.parametrize("state", AttemptState)
def test_what_is_complete_is_voided_what_waits_rejected_and_the_rest_left(state):
    expected = {
        AttemptState.COMPLETE: TakenBack.VOIDED,
        AttemptState.AWAITING_APPROVAL: TakenBack.REJECTED,
        AttemptState.AWAITING_GRADE: TakenBack.REJECTED,
    }
    assert how_taken_back(state) is expected.get(state, TakenBack.NOTHING)


@pytest.mark.parametrize(("one", "other"), list(product(Attendance, repeat=2)))
def test_of_two_registrations_of_one_person_either_says_that_they_came(one, other):
    found = of_two(one, other)
    assert found in {one, other}
    assert (found is Attendance.ATTENDED) == (Attendance.ATTENDED in {one, other})
    assert (found is Attendance.UNMARKED) == (one is other is Attendance.UNMARKED)


def test_each_mark_has_words():
    assert [one.label for one in Attendance] == ["Not marked", "Attended", "No-show"]
