"""May this enrollee be moved to the program's current version: cancelled and enrolled again in one?"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from conferral.rules import permits
from conferral.rules.actors import Role
from conferral.rules.enrolling import Candidate, Offered, may_enroll
from conferral.rules.moving import Mover, current_place, may_move
from conferral.rules.standing import Status
from tests.rules.cast import (
    ANNA,
    ANNA_AS,
    EVERYBODY,
    MANAGER,
    OTHERS,
    STAFF,
    STANDING_TODAY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    code,
    day,
    enrollment,
)

OFFERED = Offered(code="EMT", is_active=True, is_maintenance=False, has_version=True)
EARLIER = enrollment(
    begins_on=day("2023-03-01"),
    enrolled_on=day("2023-03-01"),
    grace_begins_on=None,
    expires_on=day("2024-03-01"),
    replaced_on=day("2025-03-01"),
)


def mover(*line, is_on_current=False, earned=None) -> Mover:
    candidate = Candidate(key=ANNA, name="Anna Albrecht", line=line, earned=earned)
    return Mover(candidate=candidate, current=current_place(line, TODAY), is_on_current=is_on_current)


def asked(actor=MANAGER, *line, program=OFFERED, enrollees_may_cancel=False, enrolled_on=TODAY, **said) -> str:
    refusal = may_move(
        actor,
        mover=mover(*(line or (enrollment(),)), **said),
        program=program,
        enrollees_may_cancel=enrollees_may_cancel,
        enrolled_on=enrolled_on,
        today=TODAY,
    )
    assert refusal is None or refusal.code == "role_needed" or "Anna Albrecht" in refusal.message
    return code(refusal)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.ENROLLED, "allowed"),
        (Status.GRACE, "allowed"),
        (Status.AWAITING_APPROVAL, "allowed"),
        (Status.EXPIRED, "enrollment_expired"),
        (Status.EARNED, "enrollment_earned"),
        (Status.CANCELLED, "not_enrolled"),
    ],
)
def test_only_what_can_be_cancelled_is_moved_and_the_others_are_told_what_can_be_done(status, expected) -> None:
    assert asked(MANAGER, STANDING_TODAY[status]) == expected


def test_who_is_on_the_current_version_already_is_not_moved_whatever_their_standing() -> None:
    for status, facts in STANDING_TODAY.items():
        expected = "not_enrolled" if status is Status.CANCELLED else "already_on_current"
        assert asked(MANAGER, facts, is_on_current=True) == expected


@pytest.mark.parametrize("option", [False, True])
def test_who_may_move_is_who_is_staff_and_may_cancel(option) -> None:
    for actor in EVERYBODY:
        said = asked(actor, enrollees_may_cancel=option)
        if not actor.is_staff:
            assert said == "role_needed", actor
        else:
            refused = permits.may_cancel(actor, contact=ANNA, facts=enrollment(), enrollees_may_cancel=option, on=TODAY)
            assert said == code(refused), actor
    assert asked(OTHERS[Role.STAFF], enrollees_may_cancel=option) == (
        "allowed" if option else "cancelling_needs_manager"
    )
    assert asked(ANNA_AS[Role.NONE], enrollees_may_cancel=option) == "role_needed"


def test_a_move_is_the_two_halves_one_after_the_other_in_every_corner() -> None:
    """Exhaustive over standings, history before, policies and dates: cancel today, then enroll."""
    histories = [
        (),
        (EARLIER,),
        (replace(EARLIER, requirements_met_on=day("2024-01-01"), earned_on=day("2024-01-01")),),
        (replace(EARLIER, cancelled_on=day("2024-01-01")),),
    ]
    for history, facts, is_active, is_maintenance, has_version, option, actor, on in product(
        histories,
        STANDING_TODAY.values(),
        (True, False),
        (True, False),
        (True, False),
        (True, False),
        (STAFF, MANAGER),
        (TODAY, enrollment().enrolled_on),
    ):
        program = replace(OFFERED, is_active=is_active, is_maintenance=is_maintenance, has_version=has_version)
        said = asked(actor, *history, facts, program=program, enrollees_may_cancel=option, enrolled_on=on)
        cancel = permits.may_cancel(actor, contact=ANNA, facts=facts, enrollees_may_cancel=option, on=TODAY)
        enroll = may_enroll(
            actor,
            candidate=Candidate(key=ANNA, name="Anna Albrecht", line=(*history, replace(facts, cancelled_on=TODAY))),
            program=program,
            enrolled_on=on,
            today=TODAY,
        )
        assert (said == "allowed") is (cancel is None and enroll is None), (history, facts, program, option, on)


def test_a_cycle_that_maintenance_closed_behind_is_not_opened_by_moving() -> None:
    """Turning Maintenance off makes a further enrollment unavailable; moving is one."""
    before = replace(EARLIER, requirements_met_on=day("2024-01-01"), earned_on=day("2024-01-01"))
    assert asked(MANAGER, before, enrollment()) == "already_earned"
    assert asked(MANAGER, before, enrollment(), program=replace(OFFERED, is_maintenance=True)) == "allowed"


def test_prerequisites_of_the_current_version_are_asked_for_the_new_date() -> None:
    program = replace(OFFERED, prerequisites=("BLS",))
    assert asked(MANAGER, enrollment(), program=program) == "prerequisite_missing"
    assert asked(MANAGER, enrollment(), program=program, earned={"BLS": YESTERDAY}) == "allowed"
    kept = enrollment().enrolled_on
    assert asked(MANAGER, enrollment(), program=program, earned={"BLS": YESTERDAY}, enrolled_on=kept) == (
        "prerequisite_missing"
    )


def test_an_inactive_program_takes_nobody_under_its_version() -> None:
    assert asked(program=replace(OFFERED, is_active=False)) == "program_inactive"
    assert asked(program=replace(OFFERED, has_version=False)) == "program_not_published"


def test_who_is_enrolled_ahead_can_be_moved_and_a_cancellation_to_come_stands_in_the_way() -> None:
    ahead = enrollment(begins_on=YESTERDAY, enrolled_on=TOMORROW)
    assert asked(MANAGER, ahead) == "allowed"
    assert asked(MANAGER, ahead, enrolled_on=TOMORROW) == "allowed"
    assert asked(MANAGER, enrollment(cancelled_on=TOMORROW)) == "already_cancelled"


def test_the_current_enrollment_is_the_one_that_has_begun_and_is_neither_replaced_nor_cancelled() -> None:
    assert current_place([], TODAY) is None
    assert current_place([EARLIER, enrollment()], TODAY) == 1
    assert current_place([EARLIER, enrollment()], day("2023-06-01")) == 0
    assert current_place([enrollment(cancelled_on=TODAY)], TODAY) is None
    assert current_place([enrollment(begins_on=TOMORROW, enrolled_on=TOMORROW)], TODAY) is None
    assert current_place([replace(EARLIER, replaced_on=None), enrollment(begins_on=TOMORROW)], TODAY) == 0
