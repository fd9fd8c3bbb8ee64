"""What is a program version made of, and can it be published?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.rules import grades
from conferral.rules.definition import LAST_STAGE, Category, Definition, Requirement, is_out_of_reach, problems
from conferral.rules.terms import LONGEST_PERIOD, Period, Terms, Unit
from tests.rules.cast import code

MILLI = Decimal("0.001")
PLEDGE = Requirement(code="PLEDGE", title="Ethics pledge", component="PLEDGE")
EXAM = Requirement(code="EXAM", title="Exam", component="EX", stage=2, units=Decimal(20))
LOCAL = Category("LOCAL", "Local hours")
WHOLE = Definition(name="EMT", terms=Terms(Period(1, Unit.YEARS), Period(30, Unit.DAYS)), requirements=(PLEDGE, EXAM))


def found(definition: Definition, program: str = "EMT-R") -> list[str]:
    return [code(problem) for problem in problems(definition, program=program)]


def with_exam(**changes: object) -> Definition:
    return replace(WHOLE, requirements=(PLEDGE, replace(EXAM, **changes)))  # type: ignore[arg-type]


def sentence(definition: Definition, program: str = "EMT-R") -> str:
    (problem,) = problems(definition, program=program)
    return problem.message


def test_a_whole_definition_can_be_published() -> None:
    assert found(WHOLE) == []


def test_zero_units_are_lawful() -> None:
    assert found(replace(WHOLE, requirements=(PLEDGE,), units_required=Decimal(0))) == []
    assert found(with_exam(units=Decimal(0))) == []


def test_a_version_needs_at_least_one_requirement() -> None:
    assert found(replace(WHOLE, requirements=())) == ["requirements_missing"]
    assert sentence(replace(WHOLE, requirements=())) == "A version needs at least one requirement."
    assert found(replace(WHOLE, requirements=(PLEDGE,))) == []


def test_a_version_of_electives_alone_can_be_published() -> None:
    assert found(replace(WHOLE, requirements=(replace(PLEDGE, is_required=False),))) == []


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
def test_a_version_needs_a_name(name: str) -> None:
    assert found(replace(WHOLE, name=name)) == ["name_missing"]
    assert sentence(replace(WHOLE, name=name)) == "A version needs a name."


@pytest.mark.parametrize(
    ("count", "lawful"), [(0, False), (1, True), (LONGEST_PERIOD, True), (LONGEST_PERIOD + 1, False)]
)
def test_a_deadline_period_is_at_least_one_and_a_grace_period_where_there_is_one(count: int, lawful: bool) -> None:
    one, odd = Period(1, Unit.YEARS), Period(count, Unit.DAYS)
    expected = [] if lawful else ["period_out_of_range"]
    assert found(replace(WHOLE, terms=Terms(odd))) == expected
    assert found(replace(WHOLE, terms=Terms(one, odd))) == expected
    assert found(replace(WHOLE, terms=Terms(odd, odd))) == expected * 2
    if not lawful:
        assert sentence(replace(WHOLE, terms=Terms(odd))).startswith("Deadline Period: ")
        assert sentence(replace(WHOLE, terms=Terms(one, odd))).startswith("Grace Period: ")


def test_a_grace_period_is_optional() -> None:
    assert found(replace(WHOLE, terms=Terms(Period(1, Unit.DAYS)))) == []


def test_a_program_cannot_be_its_own_prerequisite() -> None:
    assert found(replace(WHOLE, prerequisites=("EMT-R",))) == ["prerequisite_itself"]
    assert found(replace(WHOLE, prerequisites=("EMT-B",))) == []
    assert "EMT-R" in sentence(replace(WHOLE, prerequisites=("EMT-R",)))


@pytest.mark.parametrize(
    ("changes", "expected", "named"),
    [
        ({"prerequisites": ("A", "B", "A")}, "prerequisite_repeated", "The prerequisite program A stands 2 times"),
        ({"categories": (LOCAL, LOCAL)}, "category_repeated", "The category LOCAL stands 2 times"),
        ({"requirements": (EXAM, PLEDGE, EXAM, EXAM)}, "requirement_repeated", "The requirement EXAM stands 3 times"),
        ({"stages": ((1, "Course"), (1, "Exam"))}, "stage_repeated", "The stage 1 stands 2 times"),
    ],
)
def test_what_stands_twice_is_refused_by_name(changes: dict[str, object], expected: str, named: str) -> None:
    definition = replace(WHOLE, **changes)  # type: ignore[arg-type]
    assert found(definition) == [expected]
    assert sentence(definition).startswith(named)


def test_what_stands_once_is_fine() -> None:
    several = {
        "prerequisites": ("A", "B"),
        "categories": (LOCAL, Category("NATIONAL", "National hours")),
        "stages": ((1, "Course"), (2, "Exam")),
    }
    assert found(replace(WHOLE, **several)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["code", "title", "component"])
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_requirement_needs_a_code_a_title_and_a_component(field: str, blank: str) -> None:
    assert found(with_exam(**{field: blank})) == ["requirement_unnamed"]


@pytest.mark.parametrize(
    ("stage", "lawful"), [(-1, False), (0, False), (1, True), (LAST_STAGE, True), (LAST_STAGE + 1, False)]
)
def test_a_stage_is_a_number_from_1_to_999(stage: int, lawful: bool) -> None:
    assert LAST_STAGE == 999
    assert found(with_exam(stage=stage)) == ([] if lawful else ["stage_out_of_range"])
    assert found(replace(WHOLE, stages=((stage, "Course"),))) == ([] if lawful else ["stage_unknown"])
    if not lawful:
        assert "EXAM" in sentence(with_exam(stage=stage))
        assert f"Stage {stage}" in sentence(replace(WHOLE, stages=((stage, "Course"),)))


def test_a_stage_in_the_list_of_names_has_a_name() -> None:
    assert found(replace(WHOLE, stages=((1, " "),))) == ["stage_unknown"]
    assert found(replace(WHOLE, stages=((1, ""), (2, "Exam")))) == ["stage_unknown"]


@pytest.mark.parametrize(
    ("units", "lawful"),
    [("-0.001", False), ("0", True), ("0.001", True), ("999999.999", True), ("1000000", False)],
)
def test_units_of_a_requirement_are_from_0_to_the_largest_number(units: str, lawful: bool) -> None:
    definition = with_exam(units=Decimal(units))
    enough = (replace(PLEDGE, units=Decimal(1)), *definition.requirements[1:])
    assert found(replace(definition, requirements=enough)) == ([] if lawful else ["units_out_of_range"])


@pytest.mark.parametrize(("units", "lawful"), [("0", False), ("0.001", True), ("20", True)])
def test_a_repeatable_requirement_needs_the_units_its_completions_add_up_to(units: str, lawful: bool) -> None:
    expected = [] if lawful else ["repeatable_without_units"]
    assert found(with_exam(units=Decimal(units), is_repeatable=True)) == expected
    assert found(with_exam(units=Decimal(units))) == []


def test_a_requirement_names_a_category_that_is_defined() -> None:
    assert found(with_exam(category="LOCAL")) == ["category_unknown"]
    assert "LOCAL" in sentence(with_exam(category="LOCAL"))
    assert found(replace(with_exam(category="LOCAL"), categories=(LOCAL,))) == []
    assert found(replace(with_exam(category="local"), categories=(LOCAL,))) == ["category_unknown"]


def test_a_grade_scale_nobody_can_use_is_refused_by_the_requirements_code() -> None:
    unusable = with_exam(scale=grades.letters(("A",), "B"))
    assert found(unusable) == ["scale_pass_mark"]
    assert sentence(unusable).startswith("Requirement EXAM: ")
    assert found(with_exam(scale=grades.letters(("A", "B"), "B"))) == []


@pytest.mark.parametrize(
    "category", [Category("", "Local"), Category(" ", "Local"), Category("L", ""), Category("L", " ")]
)
def test_a_category_needs_a_code_and_a_name(category: Category) -> None:
    assert found(replace(WHOLE, categories=(category,))) == ["category_unnamed"]
    assert sentence(replace(WHOLE, categories=(category,))) == "A category needs a code and a name."


@pytest.mark.parametrize(
    ("bound", "lawful"),
    [("-0.001", False), ("0", True), ("20", True), ("999999.999", True), ("1000000", False)],
)
def test_the_bounds_of_a_category_are_from_0_to_the_largest_number(bound: str, lawful: bool) -> None:
    hours = replace(EXAM, is_repeatable=True, category="LOCAL")
    for category in (replace(LOCAL, minimum=Decimal(bound)), replace(LOCAL, maximum=Decimal(bound))):
        definition = replace(WHOLE, requirements=(replace(PLEDGE, units=Decimal(1)), hours), categories=(category,))
        assert found(definition) == ([] if lawful else ["category_bounds"])


def test_a_categorys_minimum_is_not_above_its_maximum() -> None:
    hours = replace(EXAM, is_repeatable=True, category="LOCAL")
    for maximum, expected in ((Decimal(10), []), (Decimal(10) - MILLI, ["category_bounds"]), (None, [])):
        category = replace(LOCAL, minimum=Decimal(10), maximum=maximum)
        definition = replace(WHOLE, requirements=(hours,), categories=(category,))
        assert found(definition) == expected
    refusal = sentence(replace(definition, categories=(replace(LOCAL, minimum=Decimal(10), maximum=Decimal("9.5")),)))
    assert "LOCAL" in refusal
    assert "minimum 10 is above its maximum 9.5" in refusal


def test_a_categorys_minimum_is_within_reach_of_its_requirements() -> None:
    local = replace(EXAM, category="LOCAL")
    for minimum, expected in ((Decimal(20), []), (Decimal(20) + MILLI, ["category_unreachable"])):
        category = replace(LOCAL, minimum=minimum)
        assert found(replace(WHOLE, requirements=(PLEDGE, local), categories=(category,))) == expected
    elsewhere = replace(WHOLE, categories=(replace(LOCAL, minimum=MILLI),))
    assert found(elsewhere) == ["category_unreachable"]
    assert "LOCAL asks for 0.001 units, but its requirements give only 0" in sentence(elsewhere)


def test_exactly_enough_units_can_be_published_and_a_thousandth_too_few_cannot() -> None:
    assert found(replace(WHOLE, units_required=Decimal(20))) == []
    assert found(replace(WHOLE, units_required=Decimal(20) + MILLI)) == ["units_unreachable"]
    assert found(replace(with_exam(units=Decimal(20) - MILLI), units_required=Decimal(20))) == ["units_unreachable"]


def test_a_minimum_of_zero_is_within_reach_of_nothing() -> None:
    assert found(replace(WHOLE, categories=(replace(LOCAL, minimum=Decimal(0)),))) == []


def test_a_sound_version_that_nobody_can_meet_is_told_apart_from_one_that_makes_no_sense() -> None:
    beyond = replace(WHOLE, categories=(replace(LOCAL, minimum=MILLI),), units_required=Decimal(20) + MILLI)
    senseless = replace(WHOLE, name="", categories=(replace(LOCAL, maximum=Decimal(-1)),), units_required=Decimal(-1))
    assert {code(problem): is_out_of_reach(problem) for problem in problems(beyond, program="EMT-R")} == {
        "category_unreachable": True,
        "units_unreachable": True,
    }
    assert {code(problem): is_out_of_reach(problem) for problem in problems(senseless, program="EMT-R")} == {
        "name_missing": False,
        "category_bounds": False,
        "units_out_of_range": False,
    }


def test_every_problem_is_told_at_once() -> None:
    broken = replace(WHOLE, name="", requirements=(), prerequisites=("EMT-R",), units_required=Decimal(-1))
    assert found(broken) == ["name_missing", "prerequisite_itself", "requirements_missing", "units_out_of_range"]


def test_a_requirement_is_found_by_its_code_and_an_unknown_one_is_an_error() -> None:
    assert WHOLE.requirement("EXAM") is EXAM
    assert WHOLE.requirement("PLEDGE") is PLEDGE
    with pytest.raises(KeyError, match="NONE"):
        WHOLE.requirement("NONE")


def test_equal_definitions_are_one_version() -> None:
    assert replace(WHOLE) == WHOLE
    assert hash(replace(WHOLE)) == hash(WHOLE)
    assert replace(WHOLE, name="EMT 2") != WHOLE
    assert with_exam(units=Decimal(21)) != WHOLE


def test_a_requirement_is_required_once_in_stage_1_and_recorded_by_staff_unless_said_otherwise() -> None:
    assert (PLEDGE.stage, PLEDGE.is_required, PLEDGE.is_repeatable) == (1, True, False)
    assert (PLEDGE.requires_approval, PLEDGE.enrollees_may_record, PLEDGE.scale) == (False, False, None)
    assert (PLEDGE.units, PLEDGE.category) == (0, "")
    assert (WHOLE.in_order, WHOLE.requires_approval, WHOLE.units_required) == (False, False, 0)
    assert (WHOLE.description, WHOLE.designation) == ("", "")
    assert (WHOLE.prerequisites, WHOLE.categories, WHOLE.stages, WHOLE.unit_type) == ((), (), (), "")
