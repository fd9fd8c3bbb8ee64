"""When may a contact be enrolled again, and what stands in the way? Keeps the rules of enrolling, end to end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from conferral.actions import completions, enrollments, programs
from conferral.models import Contact, Enrollment, Program
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.standing import standing
from tests import make
from tests.actions.register import refused, untouched

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 1)
"""Enrolled then, it expired on 31 January 2025."""


def again(who: Contact, into: Program, on: date = TODAY, today: date = TODAY) -> str:
    """Enroll and say what became of it."""
    outcome = enrollments.enroll_many(
        contacts=[who.pk], program=into, enrolled_on=on, by=COMMAND_LINE, at=make.noon(today)
    )[0]
    return outcome.refusal.code if outcome.refusal else "enrolled"


def maintenance(program: Program, *, on: bool) -> None:
    programs.set_policies(
        program=program, policies=programs.Policies(is_maintenance=on), by=COMMAND_LINE, at=make.noon(TODAY)
    )


def cancel(row: Enrollment, today: date = TODAY) -> None:
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(today))


def earned(who: Contact, program: Program, on: date) -> Enrollment:
    """Enroll and complete on one day."""
    row = make.enrollment(who, program, on)
    make.completion(row, completed_on=on)
    row.refresh_from_db()
    assert row.earned_on == on
    return row


@pytest.mark.parametrize(
    ("enrolled_on", "today", "becomes"),
    [
        (LONG_AGO, date(2024, 6, 1), "already_enrolled"),
        (LONG_AGO, date(2025, 1, 2), "already_enrolled"),
        (LONG_AGO, date(2025, 1, 31), "already_enrolled"),
        (LONG_AGO, date(2025, 2, 1), "enrolled"),
    ],
    ids=["enrolled", "grace", "the last day of grace", "expired"],
)
def test_an_expired_enrollment_does_not_stand_in_the_way_and_one_that_runs_does(enrolled_on, today, becomes) -> None:
    who, program = make.contact(), make.program()
    make.enrollment(who, program, enrolled_on)
    assert again(who, program, today, today) == becomes


def test_somebody_who_starts_next_monday_is_already_enrolled() -> None:
    who, program = make.contact(first_name="Grace"), make.program("EMT-R")
    make.enrollment(who, program, TODAY + 7 * ONE_DAY, today=TODAY)
    with refused("already_enrolled") as caught:
        enrollments.enroll(
            contact=who.pk, program=program, enrolled_on=TODAY + 8 * ONE_DAY, by=COMMAND_LINE, at=make.noon(TODAY)
        )
    assert str(caught.value).startswith("Grace Lovelace is already enrolled in EMT-R")


def test_awaiting_approval_stands_in_the_way_however_long_it_waits() -> None:
    who, program = make.contact(), make.program(None, make.definition(requires_approval=True))
    make.completion(make.enrollment(who, program, LONG_AGO), completed_on=LONG_AGO)
    assert again(who, program) == "already_enrolled"


def test_the_new_enrollment_is_the_current_one_and_the_expired_one_is_history() -> None:
    who, program = make.contact(), make.program()
    first = make.enrollment(who, program, LONG_AGO)
    assert again(who, program) == "enrolled"
    assert list(Enrollment.objects.current(on=TODAY - ONE_DAY)) == [first]
    (second,) = Enrollment.objects.current(on=TODAY)
    assert second.enrolled_on == TODAY
    first.refresh_from_db()
    assert first.replaced_on == TODAY


def test_the_new_date_is_later_than_that_of_the_enrollment_before() -> None:
    who, program = make.contact(), make.program()
    make.enrollment(who, program, LONG_AGO)
    assert again(who, program, LONG_AGO - ONE_DAY) == "enrollment_not_later"
    assert again(who, program, LONG_AGO) == "enrollment_not_later"
    assert again(who, program, LONG_AGO + ONE_DAY) == "enrolled"


def test_maintenance_switched_on_opens_the_next_cycle_at_once_and_off_closes_it() -> None:
    who, program = make.contact(), make.program()
    earned(who, program, date(2025, 9, 1))
    assert again(who, program) == "already_earned"
    maintenance(program, on=True)
    maintenance(program, on=False)
    assert again(who, program) == "already_earned"
    maintenance(program, on=True)
    assert again(who, program) == "enrolled"
    assert again(who, program) == "already_enrolled"


def test_maintenance_is_read_now_and_not_from_the_version_enrolled_on() -> None:
    who, program = make.contact(), make.program(None, None, is_maintenance=True)
    earned(who, program, date(2025, 9, 1))
    make.publish(program, make.definition(name="Renewed"))
    maintenance(program, on=False)
    assert again(who, program) == "already_earned"


def test_cancelling_a_renewal_never_opens_a_door_that_maintenance_closed() -> None:
    who, program = make.contact(), make.program(None, None, is_maintenance=True)
    earned(who, program, date(2025, 9, 1))
    cancel(make.enrollment(who, program, date(2026, 1, 1)))
    assert again(who, program) == "enrolled"
    renewal = Enrollment.objects.get(replaced_on=None, contact=who)
    maintenance(program, on=False)
    cancel(renewal)
    assert again(who, program) == "already_earned"
    maintenance(program, on=True)
    assert again(who, program) == "enrolled"


def test_with_maintenance_a_cycle_that_is_not_finished_stands_in_the_way() -> None:
    who, program = make.contact(), make.program(None, None, is_maintenance=True)
    earned(who, program, date(2025, 9, 1))
    make.enrollment(who, program, date(2025, 10, 1))
    assert again(who, program) == "already_enrolled"


def test_cancelled_and_enrolled_again_on_the_same_day() -> None:
    who, program = make.contact(), make.program()
    first = make.enrollment(who, program, TODAY)
    cancel(first)
    assert again(who, program) == "enrolled"
    first.refresh_from_db()
    assert first.replaced_on == TODAY
    assert Enrollment.objects.current(on=TODAY).count() == 1


def test_a_cancelled_one_is_never_followed_by_one_before_its_place() -> None:
    who, program = make.contact(), make.program()
    cancel(make.enrollment(who, program, date(2026, 2, 1)))
    assert again(who, program, date(2026, 1, 31)) == "enrollment_not_later"
    assert again(who, program, date(2026, 2, 1)) == "enrolled"


def test_one_cancelled_before_it_started_stands_where_it_was_cancelled() -> None:
    who, program = make.contact(), make.program()
    cancel(make.enrollment(who, program, TODAY + 90 * ONE_DAY, today=TODAY))
    assert again(who, program, TODAY - ONE_DAY) == "enrollment_not_later"
    assert again(who, program, TODAY) == "enrolled"


def test_after_an_expired_one_a_cancelled_renewal_changes_nothing() -> None:
    who, program = make.contact(), make.program()
    make.enrollment(who, program, LONG_AGO)
    cancel(make.enrollment(who, program, date(2026, 1, 1)))
    assert again(who, program) == "enrolled"


def test_an_earned_one_whose_completion_was_voided_stands_in_the_way_until_it_expires() -> None:
    who, program = make.contact(), make.program(None, None, is_maintenance=True)
    row = make.enrollment(who, program, LONG_AGO)
    done = make.completion(row, completed_on=LONG_AGO)
    completions.void(completion=done.pk, reason="Not hers.", by=COMMAND_LINE, at=make.noon(LONG_AGO))
    assert again(who, program, date(2024, 6, 1), date(2024, 6, 1)) == "already_enrolled"
    assert again(who, program) == "enrolled"


def test_neither_other_programs_nor_other_people_stand_in_the_way() -> None:
    who, program = make.contact(), make.program()
    make.enrollment(who, make.program(), TODAY)
    make.enrollment(make.contact(), program, TODAY)
    assert again(who, program) == "enrolled"


@pytest.mark.parametrize(
    ("earned_on", "becomes"),
    [
        (TODAY - ONE_DAY, "enrolled"),
        (TODAY, "enrolled"),
        (TODAY + ONE_DAY, "prerequisite_missing"),
        (None, "prerequisite_missing"),
    ],
    ids=["the day before", "that day", "the day after", "never"],
)
def test_a_prerequisite_is_earned_by_the_new_enrollment_date(earned_on, becomes) -> None:
    who = make.contact()
    before = make.program("FIRST-AID")
    if earned_on:
        earned(who, before, earned_on)
    earned(make.contact(), before, TODAY)
    program = make.program(None, make.definition(prerequisites=("FIRST-AID",)))
    assert again(who, program, TODAY, TODAY + 30 * ONE_DAY) == becomes


def test_every_missing_prerequisite_is_named_and_any_enrollment_of_it_will_do() -> None:
    who = make.contact(first_name="Grace")
    aid = make.program("FIRST-AID", None, is_maintenance=True)
    for code in ("CPR", "DRIVING"):
        make.program(code)
    program = make.program(None, make.definition(prerequisites=("FIRST-AID", "CPR", "DRIVING")))
    earned(who, aid, date(2024, 1, 1))
    make.enrollment(who, aid, date(2026, 1, 1))
    with refused("prerequisite_missing") as caught:
        enrollments.enroll(contact=who.pk, program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=make.noon(TODAY))
    assert "Grace Lovelace" in str(caught.value)
    assert "CPR, DRIVING" in str(caught.value)
    assert "FIRST-AID" not in str(caught.value)


def test_a_prerequisite_earned_in_time_stays_so_when_it_is_earned_again_later() -> None:
    who, aid = make.contact(), make.program("FIRST-AID", None, is_maintenance=True)
    earned(who, aid, TODAY - 30 * ONE_DAY)
    earned(who, aid, TODAY + 30 * ONE_DAY)
    program = make.program(None, make.definition(prerequisites=("FIRST-AID",)))
    assert again(who, program, TODAY, TODAY + 60 * ONE_DAY) == "enrolled"


def test_a_prerequisite_that_waits_for_approval_is_not_earned() -> None:
    who = make.contact()
    aid = make.program("FIRST-AID", make.definition(requires_approval=True))
    row = make.enrollment(who, aid, TODAY)
    make.completion(row, completed_on=TODAY)
    program = make.program(None, make.definition(prerequisites=("FIRST-AID",)))
    assert again(who, program) == "prerequisite_missing"
    enrollments.approve(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(TODAY))
    assert again(who, program) == "enrolled"


@pytest.mark.parametrize("on", [TODAY - 30 * ONE_DAY, TODAY, TODAY + 30 * ONE_DAY])
def test_where_nothing_is_asked_it_is_earned_on_the_enrollment_date(on) -> None:
    program = make.program(None, make.definition(make.requirement(is_required=False), designation="FRIEND"))
    row = make.enrollment(None, program, on, today=TODAY)
    assert (row.requirements_met_on, row.earned_on, row.started_on) == (on, on, None)
    assert [(item.name, item.conferred_on) for item in row.contact.designations.all()] == [("FRIEND", on)]
    assert standing(row.facts(), max(on, TODAY)).status.value == "earned"
    assert standing(row.facts(), on - ONE_DAY) is None or on > TODAY


def test_where_nothing_is_asked_but_an_approval_it_waits_for_that() -> None:
    nothing = make.definition(make.requirement(is_required=False, units=Decimal(5)), requires_approval=True)
    row = make.enrollment(None, make.program(None, nothing), TODAY)
    assert (row.requirements_met_on, row.earned_on) == (TODAY, None)
    assert row.contact.designations.count() == 0


def test_it_starts_blank_whatever_was_completed_before() -> None:
    who, program = make.contact(), make.program(None, None, is_maintenance=True)
    earned(who, program, date(2025, 9, 1))
    row = make.enrollment(who, program, TODAY)
    assert (row.started_on, row.requirements_met_on, row.earned_on) == (None, None, None)
    assert row.completions.count() == 0


def test_being_refused_leaves_the_enrollment_that_stands_in_the_way_alone() -> None:
    who, program = make.contact(), make.program()
    make.enrollment(who, program, TODAY)
    with untouched():
        assert again(who, program, TODAY + ONE_DAY) == "already_enrolled"
