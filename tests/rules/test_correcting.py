"""May this person correct what was recorded, while it waits and not after?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.attempts import AttemptState
from conferral.rules.correcting import Corrected, may_correct, may_offer
from conferral.rules.standing import Status
from tests.rules.cast import (
    ANNA_AS,
    BEN,
    MANAGER,
    OTHERS,
    STAFF,
    STANDING_TODAY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    code,
    enrollment,
)
from tests.rules.test_deciding import case

S = AttemptState
WAITS = S.AWAITING_APPROVAL


def corrected(actor=STAFF, about=None, *, is_carried=False, offering_begins_on=None, **to) -> str:
    return code(
        may_correct(
            actor,
            case=about or case(WAITS),
            to=Corrected(**{"completed_on": YESTERDAY, **to}),
            is_carried=is_carried,
            offering_begins_on=offering_begins_on,
            on=TODAY,
        )
    )


@pytest.mark.parametrize("state", S)
def test_only_what_waits_is_corrected(state) -> None:
    waits = state in (S.AWAITING_GRADE, S.AWAITING_APPROVAL)
    assert corrected(about=case(state)) == ("allowed" if waits else "read_only")


def test_what_is_complete_says_who_can_undo_it() -> None:
    said = str(may_offer(MANAGER, case=case(S.COMPLETE), is_carried=False, on=TODAY))
    assert said == ("The completion of 14 June 2025 is Complete and read-only; a Certification Manager can void it.")
    voided = str(may_offer(MANAGER, case=case(S.VOIDED), is_carried=False, on=TODAY))
    assert voided == "The completion of 14 June 2025 is Voided and read-only; what was decided stays as it is."


@pytest.mark.parametrize("role", Role)
def test_staff_correct_their_own_too_as_they_record_them(role) -> None:
    expected = "role_needed" if role is Role.NONE else "allowed"
    assert corrected(OTHERS[role]) == expected
    assert corrected(ANNA_AS[role]) == expected


@pytest.mark.parametrize("status", Status)
def test_on_a_cancelled_enrollment_nothing_is_corrected_elsewhere_it_is(status) -> None:
    expected = "enrollment_cancelled" if status is Status.CANCELLED else "allowed"
    assert corrected(about=case(WAITS, STANDING_TODAY[status])) == expected


def test_the_dates_are_those_that_can_be_recorded() -> None:
    assert corrected(completed_on=TODAY) == "allowed"
    assert corrected(completed_on=TOMORROW) == "date_in_future"
    expired = STANDING_TODAY[Status.EXPIRED]
    assert corrected(about=case(WAITS, expired), completed_on=TODAY) == "date_after_expiration"
    assert corrected(about=case(WAITS, expired), completed_on=expired.expires_on) == "allowed"
    assert corrected(offering_begins_on=TODAY) == "date_before_offering"
    assert corrected(offering_begins_on=YESTERDAY) == "allowed"


@pytest.mark.parametrize("expires_on", [YESTERDAY - timedelta(days=1), YESTERDAY, TODAY])
@pytest.mark.parametrize("completed_on", [YESTERDAY - timedelta(days=1), YESTERDAY, TODAY])
def test_only_a_day_that_is_another_than_it_was_has_to_be_in_time(expires_on, completed_on) -> None:
    shortened = case(WAITS, enrollment(grace_begins_on=None, expires_on=expires_on))
    is_accepted = completed_on == shortened.attempt.completed_on or completed_on <= expires_on
    assert corrected(about=shortened, completed_on=completed_on) == (
        "allowed" if is_accepted else "date_after_expiration"
    )


def test_units_and_notes_are_those_that_can_be_recorded() -> None:
    assert corrected(units=Decimal(1)) == "units_not_asked"
    assert corrected(notes="x\0") == "notes_with_nul"
    asked = replace(case(WAITS).requirement, is_repeatable=True, units=Decimal(5))
    attempt = replace(case(WAITS).attempt, units=Decimal(1))
    assert corrected(about=case(WAITS, requirement=asked, attempt=attempt)) == "units_missing"
    assert corrected(about=case(WAITS, requirement=asked, attempt=attempt), units=Decimal(2)) == "allowed"


def test_what_was_carried_over_stays_as_it_was_recorded() -> None:
    assert corrected(is_carried=True) == "carried_over"


def test_where_duties_are_separated_who_may_approve_does_not_correct() -> None:
    separated = {"separates_duties": True, "recorded_by": STAFF.account}
    assert corrected(STAFF, case(WAITS, **separated)) == "allowed"
    assert corrected(MANAGER, case(WAITS, separates_duties=True, taught_by=BEN)) == "allowed"
    assert corrected(MANAGER, case(WAITS, **separated)) == "duties_separated"
    assert corrected(STAFF, case(WAITS, separates_duties=True)) == "duties_separated"
    assert corrected(COMMAND_LINE, case(WAITS, **separated)) == "allowed"
    assert corrected(MANAGER, case(WAITS, recorded_by=STAFF.account)) == "allowed"
