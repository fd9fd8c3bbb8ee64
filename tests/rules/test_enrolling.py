"""May this contact be enrolled in this program for that day, and if not, why not?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.enrolling import Candidate, Offered, may_enroll
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status
from tests.rules.cast import (
    ANNA,
    ANNA_HERSELF,
    BEN_THE_MEMBER,
    NOBODY,
    OTHERS,
    STAFF,
    STAFF_LEVELS,
    STANDING_TODAY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    after,
    code,
    day,
    enrollment,
)

EMT = Offered(code="EMT-R", is_active=True, is_maintenance=False, has_version=True, unit_type="CE hours")
MAINTAINED = replace(EMT, is_maintenance=True)
EXPIRED, EARNED = STANDING_TODAY[Status.EXPIRED], STANDING_TODAY[Status.EARNED]


def enroll(
    *line: Facts,
    program: Offered = EMT,
    actor: Actor = STAFF,
    on: date | None = TODAY,
    earned: dict[str, date] | None = None,
) -> Refusal | None:
    assert on is not None
    anna = Candidate(key=ANNA, name="Anna Albrecht", line=line, earned=earned)
    return may_enroll(actor, candidate=anna, program=program, enrolled_on=on, today=TODAY)


@pytest.mark.parametrize("role", STAFF_LEVELS)
@pytest.mark.parametrize("on", ["1900-01-01", "2025-06-14", "2025-06-15", "2025-06-16", "2199-12-31"])
def test_staff_may_choose_the_enrollment_date_past_or_future(role: Role, on: str) -> None:
    assert enroll(actor=OTHERS[role], on=day(on)) is None
    assert enroll(actor=COMMAND_LINE, on=day(on)) is None


@pytest.mark.parametrize("on", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_an_enrollment_date_outside_the_calendar_is_refused(on: str) -> None:
    refusal = enroll(on=day(on))
    assert code(refusal) == "date_out_of_range"
    assert str(refusal).startswith("Enrollment date: ")


def test_only_an_active_program_accepts_enrollments_and_the_refusal_names_contact_and_program() -> None:
    refusal = enroll(program=replace(EMT, is_active=False))
    assert code(refusal) == "program_inactive"
    assert "Anna Albrecht" in str(refusal)
    assert "EMT-R" in str(refusal)
    assert "Inactive" in str(refusal)


def test_a_program_without_a_published_version_accepts_none() -> None:
    refusal = enroll(program=replace(EMT, has_version=False))
    assert code(refusal) == "program_not_published"
    assert "Anna Albrecht" in str(refusal)
    assert "EMT-R" in str(refusal)


def test_members_enroll_only_themselves() -> None:
    assert enroll(actor=ANNA_HERSELF) is None
    assert enroll(actor=BEN_THE_MEMBER) == Refusal("not_yours", "You can enroll only yourself.")
    assert code(enroll(actor=NOBODY)) == "not_yours"


@pytest.mark.parametrize("on", [YESTERDAY, TOMORROW])
def test_members_enroll_only_today(on: date) -> None:
    refusal = enroll(actor=ANNA_HERSELF, on=on)
    assert code(refusal) == "only_today"
    assert "15 June 2025" in str(refusal)


def test_a_program_without_a_unit_type_is_not_shown_to_the_public() -> None:
    private = Offered(code="EMT-R", is_active=True, is_maintenance=False, has_version=True)
    assert code(enroll(actor=ANNA_HERSELF, program=private)) == "program_not_public"
    assert "EMT-R" in str(enroll(actor=ANNA_HERSELF, program=private))
    assert enroll(actor=STAFF, program=private) is None


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("program", [EMT, MAINTAINED], ids=["not maintenance", "maintenance"])
@pytest.mark.parametrize("actor", [STAFF, ANNA_HERSELF], ids=["staff", "herself"])
def test_no_current_enrollment_may_stand_in_the_way(status: Status, program: Offered, actor: Actor) -> None:
    refusal = enroll(STANDING_TODAY[status], program=program, actor=actor)
    if status in (Status.EXPIRED, Status.CANCELLED):
        expected = "allowed"
    elif status is Status.EARNED:
        expected = "allowed" if program.is_maintenance else "already_earned"
    else:
        expected = "already_enrolled"
    assert code(refusal) == expected
    if refusal:
        assert "Anna Albrecht" in refusal.message
        assert "EMT-R" in refusal.message
    if expected == "already_enrolled":
        assert status.label in str(refusal)


def test_the_refusal_says_since_when_the_other_enrollment_stands() -> None:
    assert "(Enrolled since 1 March 2025)" in str(enroll(enrollment()))
    assert "earned EMT-R on 3 June 2025" in str(enroll(EARNED))
    assert "Maintenance" in str(enroll(EARNED))


def test_a_future_enrollment_that_is_listed_stands_in_the_way() -> None:
    assert (
        code(enroll(enrollment(begins_on=TODAY, enrolled_on=day("2025-06-23")), on=day("2025-07-01")))
        == "already_enrolled"
    )


def test_an_enrollment_that_has_not_begun_stands_in_the_way() -> None:
    refusal = enroll(enrollment(begins_on=TOMORROW, enrolled_on=TOMORROW), on=day("2025-07-01"))
    assert code(refusal) == "already_enrolled"
    assert "from 16 June 2025" in str(refusal)


def test_what_is_earned_as_of_a_later_day_is_not_earned_yet() -> None:
    facts = enrollment(requirements_met_on=TOMORROW, earned_on=TOMORROW)
    assert code(enroll(facts, program=MAINTAINED)) == "already_enrolled"


@pytest.mark.parametrize(("expires", "expected"), [(YESTERDAY, "allowed"), (TODAY, "already_enrolled")])
def test_on_its_last_day_an_enrollment_is_not_expired(expires: date, expected: str) -> None:
    assert code(enroll(enrollment(grace_begins_on=None, expires_on=expires))) == expected


def renewal(**changes: date | None) -> Facts:
    return enrollment(begins_on=day("2025-06-05"), enrolled_on=day("2025-06-05"), **changes)


def test_cancelling_a_renewal_never_opens_a_door_that_maintenance_closed() -> None:
    cancelled = renewal(cancelled_on=day("2025-06-10"))
    earned = replace(EARNED, replaced_on=day("2025-06-05"))
    assert code(enroll(earned, cancelled, program=EMT)) == "already_earned"
    assert enroll(earned, cancelled, program=MAINTAINED) is None


def test_maintenance_is_read_live_turning_it_off_closes_the_door_again() -> None:
    assert enroll(EARNED, program=MAINTAINED) is None
    assert code(enroll(EARNED, program=replace(MAINTAINED, is_maintenance=False))) == "already_earned"


def test_the_latest_enrollment_that_is_not_cancelled_decides_and_no_earlier_one() -> None:
    earned_long_ago = replace(EARNED, replaced_on=day("2025-06-05"))
    expired = renewal(grace_begins_on=None, expires_on=day("2025-06-10"))
    assert enroll(earned_long_ago, expired, program=EMT) is None
    running = renewal()
    assert code(enroll(EXPIRED, running, program=MAINTAINED)) == "already_enrolled"


def test_several_cancelled_enrollments_hide_nothing() -> None:
    cancelled = renewal(cancelled_on=day("2025-06-10"))
    again = renewal(cancelled_on=day("2025-06-12"))
    assert code(enroll(EARNED, cancelled, again)) == "already_earned"
    assert code(enroll(enrollment(), cancelled, again)) == "already_enrolled"
    assert enroll(cancelled, again) is None


@pytest.mark.parametrize(("cancelled", "expected"), [(-1, "allowed"), (0, "allowed"), (1, "already_enrolled")])
def test_an_enrollment_is_cancelled_from_its_day_on(cancelled: int, expected: str) -> None:
    assert code(enroll(enrollment(cancelled_on=after(TODAY, cancelled)))) == expected


@pytest.mark.parametrize("line", [(EXPIRED,), (EARNED,)], ids=["expired", "earned"])
@pytest.mark.parametrize(
    ("offset", "expected"), [(-1, "enrollment_not_later"), (0, "enrollment_not_later"), (1, "allowed")]
)
def test_the_new_enrollment_date_is_later_than_the_last_ones(line: tuple[Facts], offset: int, expected: str) -> None:
    refusal = enroll(*line, program=MAINTAINED, on=after(day("2025-03-01"), offset))
    assert code(refusal) == expected
    if refusal:
        assert "Anna Albrecht" in refusal.message
        assert "1 March 2025" in refusal.message
        assert "EMT-R" in refusal.message


@pytest.mark.parametrize(("offset", "expected"), [(-1, "enrollment_not_later"), (0, "allowed"), (1, "allowed")])
def test_it_is_not_earlier_than_a_cancelled_ones_place(offset: int, expected: str) -> None:
    cancelled = enrollment(cancelled_on=day("2025-06-10"))
    refusal = enroll(cancelled, on=after(day("2025-03-01"), offset))
    assert code(refusal) == expected
    if refusal:
        assert "Anna Albrecht" in refusal.message
        assert "before 1 March 2025" in refusal.message
        assert "EMT-R" in refusal.message


@pytest.mark.parametrize(("offset", "expected"), [(-1, "enrollment_not_later"), (0, "allowed"), (1, "allowed")])
def test_the_place_of_one_cancelled_before_it_started_is_its_cancellation(offset: int, expected: str) -> None:
    ahead = enrollment(begins_on=day("2025-06-01"), enrolled_on=day("2025-09-01"), cancelled_on=day("2025-06-10"))
    assert code(enroll(ahead, on=after(day("2025-06-10"), offset))) == expected


def test_the_furthest_place_counts_when_several_were_cancelled() -> None:
    first = enrollment(cancelled_on=day("2025-03-05"))
    second = renewal(cancelled_on=day("2025-06-10"))
    assert code(enroll(first, second, on=day("2025-06-04"))) == "enrollment_not_later"
    assert enroll(first, second, on=day("2025-06-05")) is None


def test_cancelled_and_enrolled_again_the_same_day_is_allowed() -> None:
    assert enroll(enrollment(begins_on=TODAY, enrolled_on=TODAY, cancelled_on=TODAY)) is None


@pytest.mark.parametrize(("offset", "expected"), [(-1, "allowed"), (0, "allowed"), (1, "prerequisite_missing")])
def test_prerequisite_programs_are_earned_on_or_before_the_new_enrollment_date(offset: int, expected: str) -> None:
    program = replace(EMT, prerequisites=("EMT-B",))
    assert code(enroll(program=program, earned={"EMT-B": after(TODAY, offset)})) == expected
    assert code(enroll(program=program, earned={"EMT-B": TODAY}, on=after(TODAY, -offset))) == expected


def test_every_prerequisite_is_asked_for_and_what_is_missing_is_named() -> None:
    program = replace(EMT, prerequisites=("EMT-B", "CPR", "HAZ"))
    refusal = enroll(program=program, earned={"CPR": TODAY, "HAZ": TOMORROW})
    assert code(refusal) == "prerequisite_missing"
    for named in ("Anna Albrecht", "EMT-R", "15 June 2025", "EMT-B, HAZ"):
        assert named in str(refusal)
    assert "CPR" not in str(refusal)
    assert code(enroll(program=program)) == "prerequisite_missing"
    assert enroll(program=program, earned=dict.fromkeys(program.prerequisites, TODAY)) is None


def test_other_programs_earned_are_no_prerequisite() -> None:
    assert enroll(earned={"EMT-B": TOMORROW}) is None
