"""How far is an enrollee on a day? The sentences of the rules of progress and completions, one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from conferral.rules.definition import Definition
from conferral.rules.progress import Progress, progress
from conferral.rules.requirement_status import RequirementStatus
from tests.rules import made
from tests.rules.reference_progress import Kind, Need, Try, Version

DAY = 9


def so_far(version: Version, *tries: Try, by: int = DAY) -> Progress:
    return progress(made.definition(version), [made.attempt(one) for one in tries], made.on(by))


def blocked_by(found: Progress, code: str) -> list[str]:
    return [one.code for one in found.blocking(found.of(code).requirement)]


def test_nothing_recorded_is_no_status_everywhere() -> None:
    found = so_far(Version((Need("P"), Need("Q", units=10))))
    assert [item.status for item in found.requirements] == [RequirementStatus.NO_STATUS] * 2
    assert [item.complete_on for item in found.requirements] == [None, None]
    assert (found.complete, found.units, found.is_met) == (0, 0, False)


def test_requirements_are_met_when_every_required_one_is_complete_electives_or_not() -> None:
    version = Version((Need("P"), Need("Q"), Need("E", required=False)))
    assert not so_far(version, Try("P", 1, 1)).is_met
    assert not so_far(version, Try("P", 1, 1), Try("E", 1, 2)).is_met
    assert so_far(version, Try("P", 1, 1), Try("Q", 1, 2)).is_met


def test_a_completion_counts_from_its_own_date_on() -> None:
    version = Version((Need("P", units=10),))
    assert so_far(version, Try("P", 3, 1), by=2).complete == 0
    on_the_day = so_far(version, Try("P", 3, 1), by=3)
    assert (on_the_day.complete, on_the_day.units, on_the_day.of("P").complete_on) == (1, 1, made.on(3))


def test_an_attempt_dated_after_the_day_is_not_among_its_attempts() -> None:
    assert so_far(Version((Need("P"),)), Try("P", 3, 1), by=2).of("P").attempts == ()
    assert len(so_far(Version((Need("P"),)), Try("P", 3, 1), by=3).of("P").attempts) == 1


def test_the_earliest_complete_attempt_says_since_when() -> None:
    found = so_far(Version((Need("P"),)), Try("P", 5, 1), Try("P", 2, 2), Try("P", 4, 3))
    assert found.of("P").complete_on == made.on(2)


def test_the_units_of_any_other_requirement_count_when_it_is_complete_and_only_once() -> None:
    version = Version((Need("P", units=15, approval=True),))
    assert so_far(version, Try("P", 1, 1)).units == 0
    assert so_far(version, Try("P", 1, 1, approved=True)).units == Decimal("1.5")
    assert so_far(version, Try("P", 1, 1, approved=True), Try("P", 2, 2, approved=True)).units == Decimal("1.5")


def test_the_units_of_a_repeatable_requirement_count_before_it_is_complete_and_beyond_its_units() -> None:
    version = Version((Need("H", units=20, repeatable=True),), units=25)
    first, second, third = (Try("H", on, on, units=10) for on in (1, 2, 3))
    one, two, three = so_far(version, first), so_far(version, first, second), so_far(version, first, second, third)
    assert (one.units, one.complete, one.is_met) == (1, 0, False)
    assert (two.units, two.complete, two.is_met) == (2, 1, False)
    assert (three.units, three.complete, three.is_met) == (3, 1, True)
    assert three.of("H").complete_on == made.on(2)


def test_a_repeatable_requirement_is_complete_at_exactly_its_units_and_not_a_tenth_before() -> None:
    version = Version((Need("H", units=20, repeatable=True),))
    assert not so_far(version, Try("H", 1, 1, units=10), Try("H", 1, 2, units=9)).of("H").is_complete
    assert so_far(version, Try("H", 1, 1, units=10), Try("H", 1, 2, units=10)).of("H").is_complete


def test_a_completion_of_a_repeatable_requirement_that_claims_no_units_gives_none() -> None:
    version = Version((Need("H", units=20, repeatable=True),))
    found = so_far(version, Try("H", 1, 1), Try("H", 2, 2, units=20))
    assert (found.units, found.of("H").complete_on) == (2, made.on(2))


def test_only_complete_ones_of_a_repeatable_requirement_count() -> None:
    version = Version((Need("H", units=20, repeatable=True, approval=True),))
    found = so_far(version, Try("H", 1, 1, units=10, approved=True), Try("H", 2, 2, units=10))
    assert (found.units, found.of("H").status) == (1, RequirementStatus.AWAITING_APPROVAL)


def test_tenths_are_added_exactly() -> None:
    version = Version((Need("H", units=3, repeatable=True),), units=3)
    found = so_far(version, Try("H", 1, 1, units=1), Try("H", 2, 2, units=2))
    assert found.units == Decimal("0.3")
    assert found.is_met


def test_units_are_met_at_exactly_the_required_number() -> None:
    for required, is_met in ((9, True), (10, True), (11, False)):
        assert so_far(Version((Need("P", units=10),), units=required), Try("P", 1, 1)).is_met == is_met


@pytest.mark.parametrize(("minimum", "is_met"), [(None, True), (9, True), (10, True), (11, False)])
def test_below_a_categorys_minimum_the_program_is_not_met(minimum: int | None, is_met: bool) -> None:
    version = Version((Need("P", units=10, category="X"), Need("Q", units=50)), (Kind("X", minimum),))
    found = so_far(version, Try("P", 1, 1), Try("Q", 1, 2))
    assert found.categories[0].reaches_minimum == is_met
    assert found.is_met == is_met


@pytest.mark.parametrize(("maximum", "counted"), [(None, 40), (41, 40), (40, 40), (39, 39), (0, 0)])
def test_units_of_a_category_above_its_maximum_do_not_count(maximum: int | None, counted: int) -> None:
    version = Version(
        (Need("H", units=10, repeatable=True, category="X"), Need("Q", units=50)), (Kind("X", None, maximum),)
    )
    found = so_far(version, Try("H", 1, 1, units=40), Try("Q", 1, 2))
    assert found.categories[0].gathered == 4
    assert found.categories[0].counted == made.tenths(counted)
    assert found.units == made.tenths(counted + 50)
    assert found.of("H").is_complete


def test_each_category_counts_its_own_units() -> None:
    needs = (Need("P", units=10, category="X"), Need("Q", units=20, category="Y"), Need("R", units=40))
    found = so_far(Version(needs, (Kind("X"), Kind("Y"))), Try("P", 1, 1), Try("Q", 1, 2), Try("R", 1, 3))
    assert [one.gathered for one in found.categories] == [1, 2]
    assert found.units == 7


def test_in_order_a_requirement_opens_when_every_required_one_of_every_earlier_stage_is_complete() -> None:
    needs = (Need("A", stage=1), Need("B", stage=1), Need("C", stage=2), Need("D", stage=3))
    version = Version(needs, in_order=True)
    assert blocked_by(so_far(version), "A") == []
    assert blocked_by(so_far(version), "D") == ["A", "B", "C"]
    assert blocked_by(so_far(version, Try("A", 1, 1)), "C") == ["B"]
    assert blocked_by(so_far(version, Try("A", 1, 1), Try("B", 1, 2)), "C") == []
    assert blocked_by(so_far(version, Try("A", 1, 1), Try("B", 1, 2)), "D") == ["C"]


def test_requirements_of_the_same_stage_run_in_parallel() -> None:
    version = Version((Need("A", stage=2), Need("B", stage=2)), in_order=True)
    assert blocked_by(so_far(version), "A") == blocked_by(so_far(version), "B") == []


def test_electives_of_earlier_stages_block_nothing_and_are_blocked_themselves() -> None:
    version = Version((Need("E", required=False), Need("A"), Need("F", stage=2, required=False)), in_order=True)
    assert blocked_by(so_far(version), "F") == ["A"]
    assert blocked_by(so_far(version, Try("A", 1, 1)), "F") == []


def test_without_order_nothing_is_blocked() -> None:
    assert blocked_by(so_far(Version((Need("A"), Need("B", stage=2)))), "B") == []


@pytest.mark.parametrize(
    ("need", "attempt", "status"),
    [
        (Need("A", approval=True), Try("A", 1, 1), "Awaiting Approval"),
        (Need("A", grading=("pass_fail", None, None)), Try("A", 1, 1), "Awaiting Grade"),
        (Need("A", units=20, repeatable=True), Try("A", 1, 1, units=10), "No Status"),
        (Need("A"), Try("A", 1, 1, rejection="rejected"), "Rejected"),
        (Need("A"), Try("A", 1, 1, rejection="notify"), "No Status"),
    ],
)
def test_in_order_awaiting_anything_blocks(need: Need, attempt: Try, status: str) -> None:
    found = so_far(Version((need, Need("B", stage=2)), in_order=True), attempt)
    assert found.of("A").status.label == status
    assert blocked_by(found, "B") == ["A"]


def test_electives_alone_without_units_are_met_from_the_start() -> None:
    assert so_far(Version((Need("E", required=False),))).is_met


def test_what_is_missing_is_said_in_sentences() -> None:
    needs = (Need("P", units=10, category="X"), Need("Q", approval=True), Need("E", required=False))
    found = so_far(Version(needs, (Kind("X", 20, 40),), units=30), Try("P", 1, 1), Try("Q", 1, 2))
    assert found.missing() == (
        "Title Q (Q) is not complete: Awaiting Approval.",
        "Units X: 1 of at least 2 units.",
        "1 of 3 units count so far.",
    )


def test_missing_units_bear_the_name_of_the_unit_type() -> None:
    definition = replace(made.definition(Version((Need("P", required=False),), units=15)), unit_type="CE hours")
    assert isinstance(definition, Definition)
    assert progress(definition, [], made.DAY_0).missing() == ("0 of 1.5 CE hours count so far.",)


def test_nothing_is_missing_once_the_requirements_are_met() -> None:
    needs = (Need("P", units=10, category="X"), Need("E", required=False))
    found = so_far(Version(needs, (Kind("X", 10, 10), Kind("Y")), units=10), Try("P", 1, 1))
    assert found.is_met
    assert found.missing() == ()


def test_a_requirement_is_found_by_its_code_and_an_unknown_one_is_an_error() -> None:
    found = so_far(Version((Need("P"), Need("Q"))))
    assert found.of("Q").requirement.code == "Q"
    with pytest.raises(KeyError, match="Z"):
        found.of("Z")
    with pytest.raises(KeyError):
        so_far(Version((Need("P"),)), Try("Z", 1, 1))


def test_the_first_and_last_days_of_the_calendar_can_be_asked() -> None:
    definition = made.definition(Version((Need("P"),)))
    for on in (date(1900, 1, 1), date(2199, 12, 31)):
        assert progress(definition, [], on).complete == 0
