"""Is everything wrong with a version of a program file found, each at its own path?"""

from __future__ import annotations

from decimal import Decimal

import pytest

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.program_file import parse
from conferral.rules.program_file_versions import cleaned
from conferral.rules.terms import Period, Terms, Unit
from tests.sample_programs import item, requirement, version

Faults = list[tuple[str, str]]


def faults(*versions: object) -> Faults:
    found = parse(item("X", versions=list(versions)))
    assert isinstance(found, tuple)
    return [(fault.path, fault.refusal.code) for fault in found]


def of_requirement(**said: object) -> Faults:
    return [
        (path.removeprefix("versions[0].requirements[0]."), code)
        for path, code in faults(version(requirements=[requirement(**said)]))
    ]


def of_grade(grade: object) -> Faults:
    return [(path.removeprefix("grade").removeprefix("."), code) for path, code in of_requirement(grade=grade)]


VERSIONS = [
    ("name", {"name": ...}, "key_missing"),
    ("name", {"name": " "}, "text_blank"),
    ("name", {"name": "N" * 301}, "name_too_long"),
    ("name", {"name": "two\nlines"}, "name_control_character"),
    ("name", {"name": ["a"]}, "wrong_type"),
    ("description", {"description": 5}, "wrong_type"),
    ("description", {"description": "a\0b"}, "text_control_character"),
    ("description", {"description": "\ud83d"}, "text_control_character"),
    ("designation", {"designation": "D" * 101}, "designation_too_long"),
    ("deadline_period", {"deadline_period": ...}, "key_missing"),
    ("deadline_period", {"deadline_period": None}, "key_missing"),
    ("deadline_period", {"deadline_period": "2 years"}, "wrong_type"),
    ("deadline_period.unit", {"deadline_period": {"count": 1}}, "key_missing"),
    ("deadline_period.unit", {"deadline_period": {"count": 1, "unit": "fortnights"}}, "word_unknown"),
    ("deadline_period.count", {"deadline_period": {"count": 0, "unit": "days"}}, "number_out_of_range"),
    ("deadline_period.count", {"deadline_period": {"count": 110_001, "unit": "days"}}, "number_out_of_range"),
    ("deadline_period.count", {"deadline_period": {"count": Decimal("1.5"), "unit": "days"}}, "number_not_whole"),
    ("deadline_period.count", {"deadline_period": {"count": True, "unit": "days"}}, "wrong_type"),
    ("deadline_period.days", {"deadline_period": {"count": 1, "unit": "days", "days": 1}}, "key_unknown"),
    ("grace_period.count", {"grace_period": {"count": -1, "unit": "days"}}, "number_out_of_range"),
    ("grace_period", {"grace_period": 30}, "wrong_type"),
    ("unit_type", {"unit_type": 5}, "wrong_type"),
    ("units_required", {"units_required": "40"}, "wrong_type"),
    ("units_required", {"units_required": False}, "wrong_type"),
    ("units_required", {"units_required": -1}, "number_out_of_range"),
    ("units_required", {"units_required": 1_000_000}, "number_out_of_range"),
    ("units_required", {"units_required": Decimal("0.0001")}, "number_too_fine"),
    ("units_required", {"units_required": Decimal("1E-99999")}, "number_too_fine"),
    ("units_required", {"units_required": Decimal("1E+999999")}, "number_out_of_range"),
    ("units_required", {"units_required": Decimal("NaN")}, "number_out_of_range"),
    ("in_order", {"in_order": 0}, "wrong_type"),
    ("requires_approval", {"requires_approval": "true"}, "wrong_type"),
    ("prerequisites", {"prerequisites": "EMT-B"}, "wrong_type"),
    ("prerequisites[1]", {"prerequisites": ["EMT-B", 5]}, "wrong_type"),
    ("prerequisites[0]", {"prerequisites": [""]}, "text_blank"),
    ("categories", {"categories": {}}, "wrong_type"),
    ("categories[0]", {"categories": ["LOCAL"]}, "wrong_type"),
    ("categories[0].name", {"categories": [{"code": "LOCAL"}]}, "key_missing"),
    ("categories[0].code", {"categories": [{"code": "", "name": "Local"}]}, "text_blank"),
    ("categories[0].minimum", {"categories": [{"code": "L", "name": "L", "minimum": 20, "maximum": 10}]}, "category_bounds"),
    ("categories[0].maximum", {"categories": [{"code": "L", "name": "L", "maximum": -1}]}, "number_out_of_range"),
    ("stages", {"stages": ["Course"]}, "wrong_type"),
    ("stages.01", {"stages": {"01": "Course"}}, "stage_unknown"),
    ("stages.1000", {"stages": {"1000": "Course"}}, "stage_unknown"),
    ("stages.one", {"stages": {"one": "Course"}}, "stage_unknown"),
    ("stages.1", {"stages": {"1": ""}}, "text_blank"),
    ("stages.1", {"stages": {"1": 1}}, "wrong_type"),
    ("requirements", {"requirements": {}}, "wrong_type"),
    ("requirements[0]", {"requirements": ["NCCP-20"]}, "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "said", "code"), VERSIONS)
def test_what_is_wrong_with_a_version_is_found_at_its_path(path: str, said: dict[str, object], code: str) -> None:
    assert faults(version(), version(**said)) == [(f"versions[1].{path}", code)]


REQUIREMENTS = [
    ("code", {"code": ...}, "key_missing"),
    ("code", {"code": "C" * 65}, "code_too_long"),
    ("title", {"title": None}, "key_missing"),
    ("component", {"component": 5}, "wrong_type"),
    ("stage", {"stage": 0}, "number_out_of_range"),
    ("stage", {"stage": 1000}, "number_out_of_range"),
    ("stage", {"stage": "1"}, "wrong_type"),
    ("required", {"required": "yes"}, "wrong_type"),
    ("units", {"units": [20]}, "wrong_type"),
    ("repeatable", {"repeatable": 1}, "wrong_type"),
    ("category", {"category": "LOCAL"}, "category_unknown"),
    ("category", {"category": 5}, "wrong_type"),
    ("optional", {"optional": True}, "key_unknown"),
]


@pytest.mark.parametrize(("path", "said", "code"), REQUIREMENTS)
def test_what_is_wrong_with_a_requirement_is_found_at_its_path(path: str, said: dict[str, object], code: str) -> None:
    assert of_requirement(**said) == [(path, code)]


GRADES = [
    ("", 70, "wrong_type"),
    ("scale", {"max": 100, "pass": 70}, "key_missing"),
    ("scale", {"scale": "percent"}, "word_unknown"),
    ("scale", {"scale": 5}, "wrong_type"),
    ("max", {"scale": "points", "pass": 70}, "key_missing"),
    ("pass", {"scale": "points", "max": 100}, "key_missing"),
    ("max", {"scale": "points", "max": 0, "pass": 0}, "scale_maximum"),
    ("pass", {"scale": "points", "max": 100, "pass": 101}, "scale_pass_mark"),
    ("pass", {"scale": "points", "max": 100, "pass": "70"}, "wrong_type"),
    ("max", {"scale": "points", "max": True, "pass": 1}, "wrong_type"),
    ("letters", {"scale": "points", "max": 100, "pass": 70, "letters": ["A"]}, "key_unknown"),
    ("pass", {"scale": "pass_fail", "pass": "pass"}, "key_unknown"),
    ("letters", {"scale": "letters", "letters": [], "pass": "A"}, "scale_letters"),
    ("letters", {"scale": "letters", "letters": ["A", "a"], "pass": "A"}, "scale_letters"),
    ("letters", {"scale": "letters", "letters": "ABC", "pass": "A"}, "wrong_type"),
    ("letters[1]", {"scale": "letters", "letters": ["A", 1], "pass": "A"}, "wrong_type"),
    (
        "letters",
        {"scale": "letters", "letters": [f"{n:02}" + '"' * 18 for n in range(50)], "pass": "A"},
        "scale_letters",
    ),
    ("pass", {"scale": "letters", "letters": ["A", "B"], "pass": "E"}, "scale_pass_mark"),
    ("pass", {"scale": "letters", "letters": ["A", "B"]}, "key_missing"),
]


@pytest.mark.parametrize(("path", "grade", "code"), GRADES)
def test_what_is_wrong_with_a_grade_scale_is_found_at_its_path(path: str, grade: object, code: str) -> None:
    assert (path, code) in of_grade(grade)
    assert {found for found, _ in of_grade(grade)} <= {path, "letters"}


def test_minus_nothing_is_nothing() -> None:
    found = parse(item("X", version(units_required=Decimal("-0.0"))))

    assert not isinstance(found, tuple)
    assert str(found.versions[0].definition.units_required) == "0"


def test_a_stored_definition_and_its_export_are_equal_however_its_texts_were_typed() -> None:
    def typed(name: str, code: str, letter: str) -> Definition:
        return Definition(
            name=name,
            terms=Terms(Period(1, Unit.YEARS)),
            requirements=(Requirement(code, name, code, scale=grades.letters((letter,), letter), category=code),),
            categories=(Category(code, name),),
            stages=((1, name),),
            prerequisites=(code,),
        )

    assert cleaned(typed(" E\u0301tude", "A ", "E\u0301")) == typed("Étude", "A", "É")
