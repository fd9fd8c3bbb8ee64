"""Does every difference between two definitions stand in words, and none where they are equal?"""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from conferral.rules import grades
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.differences import differences
from conferral.rules.terms import Period, Terms, Unit

EXAM = Requirement("EXAM", "Exam", "EXAM", units=Decimal(5), category="NAT")
TALK = Requirement("TALK", "Talk", "TALK", stage=2)
NATIONAL = Category("NAT", "National", Decimal(1), Decimal(9))
HOME = Definition(
    name="Care",
    terms=Terms(Period(1, Unit.YEARS)),
    requirements=(EXAM, TALK),
    categories=(NATIONAL, Category("LOC", "Local")),
    stages=((1, "Course"),),
    prerequisites=("BASIC",),
)
OTHER = {
    "name": "Care, again",
    "terms": Terms(Period(2, Unit.YEARS), Period(30, Unit.DAYS)),
    "requirements": (EXAM,),
    "description": "Everything.",
    "designation": "EMT",
    "unit_type": "hours",
    "units_required": Decimal(3),
    "in_order": True,
    "requires_approval": True,
    "prerequisites": (),
    "categories": (NATIONAL,),
    "stages": ((1, "Course"), (2, "Exam")),
}
OF_A_REQUIREMENT = {
    "title": "Examination",
    "component": "TEST",
    "stage": 3,
    "is_required": False,
    "units": Decimal("5.5"),
    "scale": grades.pass_fail(),
    "requires_approval": True,
    "enrollees_may_record": True,
    "category": "LOC",
    "is_repeatable": True,
}
OF_A_CATEGORY = {"name": "Nation", "minimum": None, "maximum": Decimal(8), "within": "LOC"}


def said(after: Definition, before: Definition = HOME) -> list[str]:
    return [str(one) for one in differences(before, after)]


def test_equal_definitions_differ_in_nothing():
    assert said(replace(HOME)) == []


@pytest.mark.parametrize("name", [field.name for field in fields(Definition)])
def test_no_field_of_a_definition_changes_in_silence(name):
    assert said(replace(HOME, **{name: OTHER[name]}))
    assert said(HOME, before=replace(HOME, **{name: OTHER[name]}))


@pytest.mark.parametrize("name", [field.name for field in fields(Requirement) if field.name != "code"])
def test_no_field_of_a_requirement_changes_in_silence(name):
    changed = replace(HOME, requirements=(replace(EXAM, **{name: OF_A_REQUIREMENT[name]}), TALK))
    (line,) = said(changed)
    assert line.startswith("Requirement EXAM: ")
    assert " becomes " in line


@pytest.mark.parametrize("name", [field.name for field in fields(Category) if field.name != "code"])
def test_no_field_of_a_category_changes_in_silence(name):
    changed = replace(HOME, categories=(replace(NATIONAL, **{name: OF_A_CATEGORY[name]}), HOME.categories[1]))
    (line,) = said(changed)
    assert line.startswith("Category NAT: ")


def test_periods_are_said_as_people_say_them():
    assert said(replace(HOME, terms=Terms(Period(2, Unit.YEARS), Period(30, Unit.DAYS)))) == [
        "Deadline Period: 1 year becomes 2 years",
        "Grace Period: none becomes 30 days",
    ]


def test_what_is_added_says_what_it_asks():
    more = Requirement(
        "CE", "Education", "CE", 2, is_required=False, units=Decimal(20), category="NAT", is_repeatable=True,
        scale=grades.pass_fail(), requires_approval=True, enrollees_may_record=True,
    )  # fmt: skip
    hours = Category("IND", "Individual", None, Decimal(4), "NAT")
    changed = replace(HOME, requirements=(EXAM, TALK, more), categories=(*HOME.categories, hours))
    assert said(changed) == [
        "Category IND: Individual is added: at most 4, within NAT",
        "Requirement CE: Education is added: elective, stage 2, 20 units of NAT, repeatable, graded (pass or fail), with approval, enrollees may record it",
    ]
    assert said(HOME, before=changed) == [
        "Category IND: Individual is taken out",
        "Requirement CE: Education is taken out",
    ]


def test_another_order_is_a_difference():
    assert said(replace(HOME, requirements=(TALK, EXAM))) == ["Requirements: their order changes"]
    assert said(replace(HOME, categories=HOME.categories[::-1])) == ["Categories: their order changes"]
