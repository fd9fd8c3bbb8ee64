"""Is a program said in plain words, and is every number and rule of its version among them?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.plain_words import Described, described
from conferral.rules.quantities import written
from conferral.rules.terms import Period, Terms, Unit
from tests.lawful_programs import definitions
from tests.rules.cast import SETTLED

PLAIN = Definition(name="EMT", terms=Terms(Period(1, Unit.YEARS)), requirements=(Requirement("A", "Exam", "A"),))


def said(definition: Definition = PLAIN, *, is_maintenance: bool = False, **names: str) -> Described:
    return described(definition, is_maintenance=is_maintenance, names=names)


def requirement(**asked: object) -> tuple[str, ...]:
    version = replace(
        PLAIN,
        requirements=(replace(PLAIN.requirements[0], **asked),),  # type: ignore[arg-type]
        unit_type="CE hours",
        categories=(Category("LOC", "Local hours"),),
    )
    (stage,) = said(version).stages
    (item,) = stage.items
    return item.sentences


def test_the_plainest_program_is_said_in_a_few_sentences() -> None:
    words = said()
    assert words.time == ("You have 1 year from the day you enroll.", "There is no grace period after that.")
    assert (words.order, words.units, words.prerequisites) == ("", (), ())
    (stage,) = words.stages
    assert (stage.heading, stage.items[0].title, stage.items[0].is_required) == ("", "Exam", True)
    assert stage.items[0].sentences == ("Required.",)
    assert words.earning == (
        "It is earned on the day on which everything is complete.",
        "It is earned once: after that you cannot enroll in it again.",
    )


def test_deadline_and_grace_period_are_said() -> None:
    assert said(replace(PLAIN, terms=Terms(Period(2, Unit.YEARS), Period(30, Unit.DAYS)))).time == (
        "You have 2 years from the day you enroll.",
        (
            "A grace period of 30 days follows: what is missing can still be completed then. "
            "After its last day the enrollment expires."
        ),
    )


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"is_required": False}, "Elective."),
        ({"units": Decimal("2.50")}, "It gives 2.5 CE hours."),
        ({"units": Decimal(2), "category": "LOC"}, "It gives 2 CE hours of Local hours."),
        (
            {"units": Decimal(20), "is_repeatable": True, "category": "LOC"},
            "20 CE hours of Local hours, in as many completions as you like; more than that counts too.",
        ),
        ({"scale": grades.points(Decimal(100), Decimal("69.5"))}, "To pass takes 69.5 of 100 points."),
        ({"scale": grades.pass_fail()}, "It is passed or failed."),
        ({"scale": grades.letters(("A", "B", "C"), "B")}, "To pass takes the grade B or better (A, B, C)."),
        ({"scale": grades.letters(("A", "B"), "A")}, "To pass takes the grade A."),
        ({"requires_approval": True}, "The organization approves it."),
        ({"enrollees_may_record": True}, "You may record it yourself."),
    ],
)
def test_what_a_requirement_takes_is_said(asked, sentence) -> None:
    assert sentence in requirement(**asked)
    assert sentence not in requirement()


def test_stages_stand_in_their_order_with_their_names() -> None:
    version = replace(
        PLAIN,
        requirements=(
            Requirement("B", "Oral", "B", stage=20),
            Requirement("A", "Course", "A"),
            Requirement("C", "Essay", "C", stage=20),
        ),
        stages=((20, "Proof"),),
    )
    words = said(version)
    assert [(stage.heading, [item.title for item in stage.items]) for stage in words.stages] == [
        ("Stage 1", ["Course"]),
        ("Stage 20: Proof", ["Oral", "Essay"]),
    ]
    assert words.order == "The stages may be done in any order."
    assert said(replace(version, in_order=True)).order == (
        "The stages come one after the other: each opens when everything required before it is complete."
    )
    (only,) = said(replace(PLAIN, stages=((1, "All of it"),), in_order=True)).stages
    assert only.heading == "All of it"


def test_units_are_said_with_what_is_needed_and_what_counts_of_each_category() -> None:
    version = replace(
        PLAIN,
        unit_type="PDUs",
        units_required=Decimal(60),
        categories=(
            Category("EDU", "Education", Decimal(35)),
            Category("GIVE", "Giving back", None, Decimal(25)),
            Category("WORK", "Working", Decimal(2), Decimal(8), within="GIVE"),
            Category("ANY", "Anything", within="EDU"),
            Category("FREE", "Free"),
            Category("NONE", "Nothing", Decimal(0), Decimal(0)),
        ),
    )
    assert said(version).units == (
        "60 PDUs are needed in all.",
        "Education: at least 35 PDUs.",
        "Giving back: at most 25 PDUs count.",
        "Working: at least 2 PDUs and at most 8 PDUs count, they are part of Giving back.",
        "Anything: they are part of Education.",
        "Nothing: at most 0 PDUs count.",
    )
    assert said(replace(version, unit_type="", categories=())).units == ("60 units are needed in all.",)


def test_prerequisites_have_their_names_where_they_are_known() -> None:
    version = replace(PLAIN, prerequisites=("CPR", "EMT-B"))
    assert said(version, CPR="First aid").prerequisites == ("First aid", "EMT-B")


def test_how_it_is_earned_and_renewed_is_said() -> None:
    words = said(replace(PLAIN, requires_approval=True, designation="NREMT"), is_maintenance=True)
    assert words.earning == (
        "When everything is complete, the organization approves the certification; then it is earned.",
        "Whoever earns it may use the designation NREMT.",
        "It is there to be renewed: once earned, you can enroll again for the next cycle.",
    )


@SETTLED
@given(version=definitions(("BASE",)))
def test_nothing_of_any_version_is_left_out(version) -> None:
    words = described(version, is_maintenance=False)
    items = [item for stage in words.stages for item in stage.items]
    assert sorted(item.title for item in items) == sorted(item.title for item in version.requirements)
    said = " ".join(
        (*words.time, words.order, *words.units, *words.earning, *(s for item in items for s in item.sentences))
    )
    assert str(version.terms.deadline) in said
    assert not version.terms.grace or str(version.terms.grace) in said
    assert version.designation in said
    numbers = [version.units_required, *(item.units for item in version.requirements)]
    numbers += [bound for one in version.categories for bound in (one.minimum, one.maximum) if bound is not None]
    assert [number for number in numbers if number and written(number) not in said] == []
    headings = " ".join(stage.heading for stage in words.stages)
    used = {item.stage for item in version.requirements}
    assert all(name in headings for number, name in version.stages if number in used)
