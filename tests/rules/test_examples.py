"""Does an example come out exactly when the register, asked about the same record, says what the example says?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.examples import Done, Example, Expected, judge
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Status
from conferral.rules.terms import Period, Terms, Unit
from tests.rules.cast import SETTLED, day
from tests.rules.made import DAY_0, attempt, attempts, definition, versions
from tests.rules.reference_progress import Version

EMT = Definition(
    name="EMT recertification",
    terms=Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS)),
    requirements=(
        Requirement("EXAM", "Exam", "EXAM", scale=grades.points(Decimal(100), Decimal(70))),
        Requirement("CE", "Hours", "CE", units=Decimal(10), is_repeatable=True, category="LOCAL"),
        Requirement("TALK", "Talk", "TALK", is_required=False, requires_approval=True),
    ),
    categories=(Category("LOCAL", "Local hours", Decimal(5), Decimal(12)),),
    units_required=Decimal(10),
    unit_type="CE hours",
    requires_approval=True,
)
EXAM = Done(requirement="EXAM", completed_on=day("2025-06-01"), grade="90")
HOURS = Done(requirement="CE", completed_on=day("2025-07-01"), units=Decimal(14))


def example(on: str = "2026-03-02", *done: Done, **said) -> Example:
    expect = {key: said.pop(key) for key in list(said) if key in Expected.__slots__}
    fields = {"name": "One", "enrolled_on": day("2025-03-01"), "on": day(on), "completions": done}
    return Example(**{**fields, **said}, expect=Expected(**expect))


def told(made: Example, of: Definition = EMT) -> list[str]:
    return [str(one) for one in judge(of, made)]


# What comes out


def test_everything_that_can_be_expected_comes_out_of_a_record_that_gives_it() -> None:
    made = example(
        "2026-03-02",
        EXAM,
        HOURS,
        status=Status.AWAITING_APPROVAL,
        completion_deadline=day("2026-03-31"),
        complete=2,
        missing=0,
        units=Decimal(12),
        started_on=day("2025-06-01"),
        requirements_met_on=day("2025-07-01"),
        requirements=(("EXAM", RequirementStatus.COMPLETE), ("TALK", RequirementStatus.NO_STATUS)),
        categories=(("LOCAL", Decimal(12)),),
    )

    assert judge(EMT, made) == ()
    earned = replace(
        made,
        approved_on=day("2025-08-01"),
        expect=replace(made.expect, status=Status.EARNED, earned_on=day("2025-08-01")),
    )
    assert judge(EMT, earned) == ()


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ({"completion_deadline": day("2026-03-01")}, "Completion deadline: 1 March 2026 is expected, 31 March 2026 comes out"),
        ({"complete": 2}, "Requirements complete: 2 is expected, 1 comes out"),
        ({"complete": 0}, "Requirements complete: 0 is expected, 1 comes out"),
        ({"units": Decimal(1)}, "Units that count: 1 is expected, 0 comes out"),
        ({"started_on": day("2025-06-02")}, "Started: 2 June 2025 is expected, 1 June 2025 comes out"),
        ({"requirements_met_on": day("2025-07-01")}, "Requirements met: 1 July 2025 is expected, no day comes out"),
        ({"earned_on": day("2025-07-01")}, "Earned: 1 July 2025 is expected, no day comes out"),
        (
            {"missing": 0},
            ("Still missing: 0 is expected, 3 comes out (Hours (CE) is not complete: No Status. "
            "Local hours: 0 of at least 5 units. 0 of 10 CE hours count so far.)"),
        ),
        (
            {"requirements": (("EXAM", RequirementStatus.REJECTED),)},
            "Requirement EXAM: Rejected is expected, Complete comes out",
        ),
        ({"requirements": (("X", RequirementStatus.COMPLETE),)}, "Requirement X: the version has no requirement of that code"),
        ({"categories": (("LOCAL", Decimal("2.50")),)}, "Category LOCAL: 2.5 units is expected, 0 comes out"),
        ({"categories": (("X", Decimal(0)),)}, "Category X: the version has no category of that code"),
    ],
)  # fmt: skip
def test_each_expectation_that_does_not_come_out_is_said_with_what_does(expected, difference) -> None:
    assert told(example("2026-03-02", EXAM, **expected)) == [difference]


def test_a_status_that_does_not_come_out_is_said_with_the_reason_of_the_one_that_does() -> None:
    assert told(example("2026-03-02", EXAM, status=Status.ENROLLED)) == [
        (
            "Status: Enrolled is expected, Grace period comes out (Grace period since 2 March 2026: the deadline passed on "
            "1 March with 1 of 3 requirements complete. Expires after 31 March unless the expiration date is extended.)"
        )
    ]


def test_what_is_dated_after_the_day_has_not_happened_yet() -> None:
    made = example("2025-05-31", EXAM, HOURS, status=Status.ENROLLED, complete=0, units=Decimal(0), missing=4)
    assert judge(EMT, made) == ()


@pytest.mark.parametrize(
    ("approved_on", "status"), [(None, RequirementStatus.AWAITING_APPROVAL), ("2025-09-01", RequirementStatus.COMPLETE)]
)
def test_a_completion_counts_from_its_date_once_it_is_approved_whenever_that_was(approved_on, status) -> None:
    talk = Done(requirement="TALK", completed_on=day("2025-06-01"), approved_on=approved_on and day(approved_on))
    assert judge(EMT, example("2025-06-01", talk, requirements=(("TALK", status),))) == ()


@pytest.mark.parametrize(("grade", "missing"), [("", 4), ("69.9", 4), ("70", 3), ("070.0", 3)])
def test_a_grade_is_judged_by_the_scale(grade, missing) -> None:
    assert judge(EMT, example("2026-03-02", replace(EXAM, grade=grade), missing=missing)) == ()


# The dates


@pytest.mark.parametrize(
    ("on", "status", "deadline"),
    [
        ("2026-03-01", Status.ENROLLED, "2026-03-01"),
        ("2026-03-02", Status.GRACE, "2026-03-31"),
        ("2026-03-31", Status.GRACE, "2026-03-31"),
        ("2026-04-01", Status.EXPIRED, "2026-03-31"),
    ],
)
def test_dates_left_out_follow_from_the_periods_of_the_version(on, status, deadline) -> None:
    assert judge(EMT, example(on, status=status, completion_deadline=day(deadline))) == ()


def test_dates_that_are_given_stand_instead() -> None:
    without = {"expires_on": day("2026-06-30")}
    assert judge(EMT, example("2026-06-30", status=Status.ENROLLED, **without)) == ()
    assert judge(EMT, example("2026-07-01", status=Status.EXPIRED, **without)) == ()
    both = {"grace_begins_on": day("2026-06-01"), "expires_on": day("2026-06-30")}
    assert judge(EMT, example("2026-06-01", status=Status.GRACE, **both)) == ()


def test_a_cancellation_counts_from_its_day() -> None:
    cancelled = {"cancelled_on": day("2025-05-05")}
    assert judge(EMT, example("2025-05-04", status=Status.ENROLLED, **cancelled)) == ()
    assert judge(EMT, example("2025-05-05", status=Status.CANCELLED, **cancelled)) == ()


def test_before_the_enrollment_date_there_is_nothing_to_judge() -> None:
    assert told(example("2025-02-28", status=Status.ENROLLED)) == [
        "On 28 February 2025: the enrollment begins on 1 March 2025 and is not there yet"
    ]
    assert judge(EMT, example("2025-03-01", status=Status.ENROLLED)) == ()


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({"expires_on": "2025-02-28"}, "expires_on: "),
        ({"grace_begins_on": "2025-03-01", "expires_on": "2026-03-01"}, "grace_begins_on: "),
        ({"grace_begins_on": "2026-03-02", "expires_on": "2026-03-01"}, "grace_begins_on: "),
        ({"cancelled_on": "2025-02-28"}, "cancelled_on"),
        ({"enrolled_on": "2199-12-31"}, "enrolled_on: "),
    ],
)
def test_dates_that_no_enrollment_could_have_are_the_difference(dates, said) -> None:
    (only,) = judge(EMT, example(**{key: day(value) for key, value in dates.items()}, status=Status.EARNED))
    assert only.about == "Dates"
    assert only.change.startswith(said)


# Records that cannot be


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (replace(EXAM, requirement="X"), "Completion 1, X: the version has no requirement of that code"),
        (replace(EXAM, grade="A"), "Completion 1, EXAM: Grade: “A” is not a number of points"),
        (replace(EXAM, units=Decimal(1)), "Completion 1, EXAM: Units: "),
        (replace(HOURS, units=None), "Completion 1, CE: Units: "),
        (replace(HOURS, grade="90"), "Completion 1, CE: Grade: "),
        (replace(EXAM, completed_on=day("2026-04-01")), "Completion 1, EXAM: completed_on: 2026-04-01 is after the expiration"),
    ],
)  # fmt: skip
def test_a_completion_the_version_could_not_have_is_the_only_difference(done, said) -> None:
    (only,) = told(example("2026-03-02", done, HOURS, status=Status.EARNED))
    assert only.startswith(said)


def test_a_completion_of_the_last_day_counts_and_one_after_the_cancellation_cannot_be() -> None:
    last = replace(EXAM, completed_on=day("2026-03-31"))
    assert judge(EMT, example("2026-03-31", last, complete=1)) == ()
    (only,) = told(example("2026-03-31", EXAM, complete=1, cancelled_on=day("2025-05-31")))
    assert only.startswith("Completion 1, EXAM: completed_on: 2025-06-01 is after 2025-05-31")


def test_every_completion_that_cannot_be_is_named() -> None:
    made = example("2026-03-02", replace(EXAM, grade="A"), EXAM, replace(EXAM, requirement="X"), status=Status.EARNED)
    assert [one.about for one in judge(EMT, made)] == ["Completion 1, EXAM", "Completion 3, X"]


# Whatever the version


@SETTLED
@given(data=st.data())
def test_what_the_rules_say_of_a_record_comes_out_and_anything_else_does_not(data) -> None:
    from conferral.rules.milestones import milestones
    from conferral.rules.progress import progress

    version: Version = data.draw(versions())
    tries = [one for one in data.draw(attempts(version)) if not one.rejection and not one.voided]
    of = definition(version)
    kept = [attempt(one) for one in tries]
    enrolled_on = DAY_0.replace(year=2024)
    made = Example(
        name="One",
        enrolled_on=enrolled_on,
        expires_on=DAY_0.replace(year=2030),
        on=DAY_0.replace(year=2029),
        approved_on=DAY_0 if data.draw(st.booleans()) else None,
        completions=tuple(
            Done(
                requirement=one.requirement,
                completed_on=one.completed_on,
                grade=one.grade if of.requirement(one.requirement).scale else "",
                units=one.units if of.requirement(one.requirement).is_repeatable else None,
                approved_on=DAY_0 if one.is_approved else None,
            )
            for one in kept
        ),
        expect=Expected(),
    )
    far = progress(of, kept, made.on)
    days = milestones(of, kept, enrolled_on=enrolled_on, approved_on=made.approved_on)
    expect = Expected(
        complete=far.complete,
        missing=len(far.missing()),
        units=far.units,
        started_on=days.started_on,
        requirements_met_on=days.requirements_met_on,
        earned_on=days.earned_on,
        requirements=tuple((item.requirement.code, item.status) for item in far.requirements),
        categories=tuple((item.category.code, item.counted) for item in far.categories),
    )

    assert judge(of, replace(made, expect=expect)) == ()
    for other in (
        replace(expect, complete=far.complete + 1),
        replace(expect, missing=len(far.missing()) + 1),
        replace(expect, units=far.units + 1),
        replace(expect, earned_on=date(1999, 1, 1)),
    ):
        assert len(judge(of, replace(made, expect=other))) == 1
