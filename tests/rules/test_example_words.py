"""Is an example said in words that leave nothing out, and does the first one to begin with come out?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.example_words import expectations, facts, suggested
from conferral.rules.examples import Done, Example, Expected, judge
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Status
from conferral.rules.terms import Period, Terms, Unit
from tests.rules.cast import day

EMT = Definition(
    name="EMT",
    terms=Terms(Period(1, Unit.DAYS)),
    requirements=(
        Requirement("EXAM", "Final exam", "EXAM", scale=grades.points(Decimal(100), Decimal(70))),
        Requirement("CE", "Hours", "CE", units=Decimal(10), is_repeatable=True, category="LOC"),
        Requirement("ORAL", "Oral", "ORAL", scale=grades.pass_fail(), requires_approval=True),
        Requirement("ESSAY", "Essay", "ESSAY", scale=grades.letters(("A", "B", "C"), "B")),
        Requirement("TALK", "Talk", "TALK", is_required=False),
    ),
    categories=(Category("LOC", "Local hours", Decimal(5)),),
    units_required=Decimal(10),
)
BARE = Example(name="One", enrolled_on=day("2025-03-01"), on=day("2025-03-02"), expect=Expected(status=Status.EARNED))


def test_an_enrollment_date_alone_is_one_sentence() -> None:
    assert facts(BARE, EMT) == ("Enrolled on 1 March 2025.",)


def test_every_fact_is_said() -> None:
    whole = replace(
        BARE,
        grace_begins_on=day("2026-03-02"),
        expires_on=day("2026-03-31"),
        approved_on=day("2026-01-02"),
        cancelled_on=day("2026-02-03"),
        completions=(
            Done(requirement="EXAM", completed_on=day("2025-06-01"), grade="90"),
            Done(
                requirement="CE", completed_on=day("2025-06-02"), units=Decimal("2.50"), approved_on=day("2025-06-03")
            ),
            Done(requirement="CE", completed_on=day("2025-06-04"), units=Decimal(1)),
            Done(requirement="GONE", completed_on=day("2025-06-05")),
        ),
    )
    assert facts(whole, EMT) == (
        "Enrolled on 1 March 2025; the grace period begins on 2 March 2026; expires after 31 March 2026.",
        "Final exam (EXAM) on 1 June 2025, grade 90.",
        "Hours (CE) on 2 June 2025, 2.5 units, approved on 3 June 2025.",
        "Hours (CE) on 4 June 2025, 1 unit.",
        "GONE on 5 June 2025.",
        "The program was approved on 2 January 2026.",
        "Cancelled on 3 February 2026.",
    )
    assert facts(whole, None)[1] == "EXAM on 1 June 2025, grade 90."
    without = replace(BARE, expires_on=day("2026-03-31"))
    assert facts(without, EMT) == ("Enrolled on 1 March 2025; expires after 31 March 2026, without a grace period.",)


def test_everything_expected_is_said() -> None:
    expected = Expected(
        status=Status.GRACE,
        completion_deadline=day("2026-03-31"),
        started_on=day("2025-06-01"),
        requirements_met_on=day("2025-06-02"),
        earned_on=day("2025-06-03"),
        complete=1,
        missing=2,
        units=Decimal("2.5"),
        requirements=(("EXAM", RequirementStatus.COMPLETE), ("X", RequirementStatus.NO_STATUS)),
        categories=(("LOC", Decimal(1)), ("Y", Decimal(0))),
    )
    said = (
        "Grace period",
        "completion deadline 31 March 2026",
        "started on 1 June 2025",
        "requirements met on 2 June 2025",
        "earned on 3 June 2025",
        "1 requirement complete",
        "2 things missing",
        "2.5 units in all",
        "Final exam: Complete",
        "X: No Status",
        "Local hours: 1 unit",
        "Y: 0 units",
    )
    assert expectations(replace(BARE, expect=expected), EMT) == said
    assert expectations(replace(BARE, expect=expected), None)[8] == "EXAM: Complete"


@pytest.mark.parametrize(("count", "said"), [(0, "nothing missing"), (1, "1 thing missing"), (2, "2 things missing")])
def test_how_many_things_are_missing_is_said_in_words(count, said) -> None:
    assert expectations(replace(BARE, expect=Expected(missing=count)), EMT) == (said,)
    assert expectations(replace(BARE, expect=Expected(complete=0)), EMT) == ("0 requirements complete",)


@pytest.mark.parametrize("requires_approval", [False, True])
def test_the_one_to_begin_with_is_given_by_the_version_it_is_made_from(requires_approval) -> None:
    definition = replace(EMT, requires_approval=requires_approval)
    assert judge(definition, suggested(definition)) == ()
    assert {done.requirement for done in suggested(definition).completions} == {"EXAM", "CE", "ORAL", "ESSAY"}
