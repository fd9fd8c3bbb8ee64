"""When did an enrollee start, meet the requirements and earn the program?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.milestones import Milestones, milestones
from tests.rules import made
from tests.rules import reference_progress as reference
from tests.rules.cast import SETTLED
from tests.rules.reference_progress import Kind, Need, Try, Version

TWO = Version((Need("P"), Need("Q")))
APPROVED_TWO = Version((Need("P"), Need("Q")), approval=True)
HOURS = Version((Need("H", units=30, repeatable=True),))


def found(
    version: Version, *tries: Try, enrolled: int = 0, approved: int | None = None
) -> tuple[int | None, int | None, int | None]:
    """Return started, met and earned as days of the reference."""
    attempts = [made.attempt(one) for one in tries]
    kept = milestones(made.definition(version), attempts, enrolled_on=made.on(enrolled), approved_on=made.on(approved))
    assert kept == milestones(
        made.definition(version), attempts[::-1], enrolled_on=made.on(enrolled), approved_on=made.on(approved)
    )
    return number(kept.started_on), number(kept.requirements_met_on), number(kept.earned_on)


def number(on: date | None) -> int | None:
    return None if on is None else (on - made.DAY_0).days


def test_nothing_recorded_nothing_reached() -> None:
    assert found(TWO) == (None, None, None)
    assert milestones(made.definition(TWO), [], enrolled_on=made.DAY_0, approved_on=None) == Milestones(
        None, None, None
    )


def test_started_on_is_the_first_day_a_requirement_was_complete() -> None:
    assert found(TWO, Try("P", 4, 1)) == (4, None, None)
    assert found(TWO, Try("P", 4, 1), Try("Q", 2, 2))[0] == 2


def test_started_on_is_no_day_on_which_something_only_awaits_a_grade_or_an_approval() -> None:
    version = Version((Need("P", approval=True), Need("Q", grading=("pass_fail",)), Need("R")))
    assert found(version, Try("P", 1, 1), Try("Q", 2, 2)) == (None, None, None)
    assert found(version, Try("P", 1, 1), Try("Q", 2, 2, grade="fail"), Try("R", 3, 3)) == (3, None, None)


def test_started_on_may_lie_before_enrolled_on_and_requirements_met_on_never() -> None:
    assert found(TWO, Try("P", -3, 1), Try("Q", -2, 2)) == (-3, 0, 0)
    assert found(TWO, Try("P", -3, 1), Try("Q", 0, 2)) == (-3, 0, 0)
    assert found(TWO, Try("P", -3, 1), Try("Q", 1, 2)) == (-3, 1, 1)


def test_requirements_met_on_is_the_first_day_on_which_the_complete_ones_suffice() -> None:
    assert found(TWO, Try("P", 5, 1), Try("Q", 2, 2)) == (2, 5, 5)
    assert found(TWO, Try("P", 5, 1), Try("Q", 2, 2), Try("P", 3, 3)) == (2, 3, 3)


def test_a_completion_counts_by_its_date_and_not_by_the_day_of_its_approval() -> None:
    version = Version((Need("P", approval=True),))
    assert found(version, Try("P", 2, 1, approved=True)) == (2, 2, 2)
    assert found(version, Try("P", 2, 1)) == (None, None, None)


def test_hours_are_met_on_the_day_their_sum_reaches_what_is_asked() -> None:
    ten = [Try("H", on, on, units=10) for on in (1, 2, 3, 4)]
    assert found(HOURS, *ten) == (3, 3, 3)
    assert found(HOURS, *ten[:2]) == (None, None, None)
    assert found(HOURS, Try("H", 1, 1, units=29), Try("H", 2, 2, units=1)) == (2, 2, 2)


def test_units_above_a_categorys_maximum_do_not_bring_the_day_nearer() -> None:
    needs = (Need("H", units=10, repeatable=True, category="X"), Need("E", units=10, required=False))
    version = Version(needs, (Kind("X", None, 20),), units=30)
    assert found(version, Try("H", 1, 1, units=30), Try("E", 4, 2)) == (1, 4, 4)


def test_a_categorys_minimum_is_waited_for() -> None:
    needs = (Need("H", units=10, required=False, category="X"), Need("E", units=50, required=False))
    version = Version(needs, (Kind("X", 10),), units=50)
    assert found(version, Try("E", 1, 1)) == (1, None, None)
    assert found(version, Try("E", 1, 1), Try("H", 3, 2)) == (1, 3, 3)


def test_a_version_of_electives_without_units_is_met_on_the_enrollment_date() -> None:
    version = Version((Need("E", required=False),))
    assert found(version) == (None, 0, 0)
    assert found(version, Try("E", 3, 1)) == (3, 0, 0)
    assert found(version, enrolled=2) == (None, 2, 2)
    vacuous = Version(version.needs, approval=True)
    assert found(vacuous) == (None, 0, None)
    assert found(vacuous, approved=4) == (None, 0, 4)


@pytest.mark.parametrize(("approved", "earned"), [(None, None), (1, 3), (2, 3), (3, 3), (4, 4)])
def test_earned_on_is_the_later_of_requirements_met_and_the_program_approval(
    approved: int | None, earned: int | None
) -> None:
    assert found(APPROVED_TWO, Try("P", 1, 1), Try("Q", 3, 2), approved=approved) == (1, 3, earned)


def test_an_approval_that_came_before_the_completions_counts_once_they_suffice() -> None:
    assert found(APPROVED_TWO, Try("P", 1, 1), approved=0) == (1, None, None)
    assert found(APPROVED_TWO, Try("P", 1, 1), Try("Q", 2, 2), approved=0) == (1, 2, 2)


def test_without_a_required_approval_an_approval_says_nothing() -> None:
    assert found(TWO, Try("P", 1, 1), Try("Q", 3, 2), approved=5) == (1, 3, 3)


def test_voiding_a_completion_takes_back_what_followed_from_it() -> None:
    assert found(TWO, Try("P", 1, 1, voided=True), Try("Q", 3, 2)) == (3, None, None)
    assert found(TWO, Try("P", 1, 1, voided=True), Try("Q", 3, 2), Try("P", 4, 3)) == (3, 4, 4)


def test_a_completion_on_the_last_day_of_the_calendar_counts() -> None:
    last = (date(2199, 12, 31) - made.DAY_0).days
    assert found(TWO, Try("P", 1, 1), Try("Q", last, 2)) == (1, last, last)


@SETTLED
@given(
    made.versions().flatmap(lambda version: st.tuples(st.just(version), made.attempts(version))),
    st.integers(-2, 4),
    st.none() | st.integers(-4, 8),
)
def test_the_milestones_are_what_the_reference_finds_day_by_day(
    case: tuple[Version, list[Try]], enrolled: int, approved: int | None
) -> None:
    version, tries = case
    expected = reference.milestones(version, tries, enrolled, approved)
    assert found(version, *tries, enrolled=enrolled, approved=approved) == expected


@pytest.mark.parametrize(("cancelled", "earned"), [(5, None), (6, 6), (7, 6)])
def test_nothing_is_earned_after_a_cancellation(cancelled: int, earned: int | None) -> None:
    for version, approved in ((TWO, None), (APPROVED_TWO, 6)):
        dated = 6 if approved is None else 3
        attempts = [made.attempt(Try("P", 1, 1)), made.attempt(Try("Q", dated, 2))]
        kept = milestones(
            made.definition(version),
            attempts,
            enrolled_on=made.on(0),
            approved_on=made.on(approved),
            cancelled_on=made.on(cancelled),
        )
        assert (number(kept.requirements_met_on), number(kept.earned_on)) == (dated, earned)
