"""Does changing one part of a definition leave all others alone, and does moving put things where they are meant?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules import editing
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Period, Terms, Unit
from tests.rules.cast import SETTLED


def needs(order: str) -> tuple[Requirement, ...]:
    """Read "A1 B1 C2": a requirement A in stage 1, and so on."""
    return tuple(Requirement(one[0], f"Title {one[0]}", one[0], stage=int(one[1:])) for one in order.split())


def defined(order: str, *named: tuple[int, str]) -> Definition:
    return Definition("Care", Terms(Period(1, Unit.YEARS)), needs(order), stages=named)


def order_of(definition: Definition) -> str:
    return " ".join(f"{item.code}{item.stage}" for item in definition.requirements)


HOURS = defined("A1 B1 C2 D2")


def test_stages_stand_by_number_with_their_requirements_in_order_and_those_that_only_have_a_name():
    found = editing.stages_of(defined("C3 A1 D3 B1", (1, "Course"), (2, "Practice")))
    assert [(one.number, one.name, "".join(item.code for item in one.requirements)) for one in found] == [
        (1, "Course", "AB"),
        (2, "Practice", ""),
        (3, "", "CD"),
    ]


def test_a_requirement_takes_the_place_of_the_one_it_replaces_whatever_its_code():
    (other,) = needs("X2")
    assert order_of(editing.with_requirement(HOURS, other, instead_of="B")) == "A1 X2 C2 D2"
    assert order_of(editing.with_requirement(HOURS, other)) == "A1 B1 C2 D2 X2"
    assert order_of(editing.with_requirement(HOURS, other, instead_of="GONE")) == "A1 B1 C2 D2 X2"
    assert order_of(editing.without_requirement(HOURS, "B")) == "A1 C2 D2"
    assert editing.without_requirement(HOURS, "GONE") == HOURS


@pytest.mark.parametrize(
    ("start", "code", "up", "down"),
    [
        ("A1 B1 C2 D2", "A", "A1 B1 C2 D2", "B1 A1 C2 D2"),
        ("A1 B1 C2 D2", "B", "B1 A1 C2 D2", "A1 B2 C2 D2"),
        ("A1 B1 C2 D2", "C", "A1 B1 C1 D2", "A1 B1 D2 C2"),
        ("A1 B1 C2 D2", "D", "A1 B1 D2 C2", "A1 B1 C2 D3"),
        ("C2 A1 D2 B1", "D", "A1 B1 D2 C2", "A1 B1 C2 D3"),
        ("A1 B5", "B", "A1 B4", "A1 B6"),
        ("A1 B5", "A", "A1 B5", "A2 B5"),
        ("A999", "A", "A998", "A999"),
        ("A1", "GONE", "A1", "A1"),
    ],
)
def test_one_place_up_and_one_place_down(start, code, up, down):
    assert order_of(editing.moved_up(defined(start), code)) == up
    assert order_of(editing.moved_down(defined(start), code)) == down


def test_a_stage_that_only_has_a_name_is_moved_into_too():
    home = defined("A1 B3", (2, "Practice"), (4, "Exam"))
    assert order_of(editing.moved_down(home, "A")) == "A2 B3"
    assert order_of(editing.moved_up(home, "B")) == "A1 B2"
    assert order_of(editing.moved_down(home, "B")) == "A1 B4"
    assert order_of(editing.moved_down(editing.moved_down(home, "A"), "A")) == "A3 B3"


@pytest.mark.parametrize(
    ("code", "stage", "before", "becomes"),
    [
        ("D", 1, "A", "D1 A1 B1 C2"),
        ("D", 1, "", "A1 B1 D1 C2"),
        ("A", 2, "D", "B1 C2 A2 D2"),
        ("A", 7, "", "B1 C2 D2 A7"),
        ("A", 1, "", "B1 A1 C2 D2"),
        ("A", 1, "A", "A1 B1 C2 D2"),
        ("A", 2, "B", "B1 C2 D2 A2"),
        ("A", 2, "GONE", "B1 C2 D2 A2"),
        ("GONE", 1, "A", "A1 B1 C2 D2"),
    ],
)
def test_a_requirement_is_put_before_another_or_last_in_a_stage(code, stage, before, becomes):
    assert order_of(editing.placed(HOURS, code, stage=stage, before=before)) == becomes


def test_other_stage_numbers_move_those_that_change_and_no_other():
    assert order_of(editing.renumbered(HOURS, {"A": 2, "C": 2})) == "B1 C2 D2 A2"
    assert order_of(editing.renumbered(HOURS, {"D": 1, "A": 3, "GONE": 9})) == "B1 D1 C2 A3"
    assert editing.renumbered(HOURS, {}) == HOURS


def test_stages_get_and_lose_names():
    home = defined("A1", (1, "Course"), (2, "Exam"))
    assert editing.named(home, {2: "", 10: "Last", 3: "Oral"}).stages == ((1, "Course"), (3, "Oral"), (10, "Last"))
    assert editing.named(home, {}) == home


CATEGORIES = replace(
    HOURS,
    requirements=(replace(HOURS.requirements[0], category="GIVE"), *HOURS.requirements[1:]),
    categories=(Category("GIVE", "Giving"), Category("WORK", "Work", within="GIVE"), Category("FREE", "Free")),
)


def test_a_category_with_another_code_is_followed_by_whatever_names_it():
    found = editing.with_category(CATEGORIES, Category("BACK", "Giving back", Decimal(1)), instead_of="GIVE")
    assert [(one.code, one.within) for one in found.categories] == [("BACK", ""), ("WORK", "BACK"), ("FREE", "")]
    assert [one.category for one in found.requirements] == ["BACK", "", "", ""]
    added = editing.with_category(CATEGORIES, Category("NEW", "New"))
    assert added.categories == (*CATEGORIES.categories, Category("NEW", "New"))
    assert added.requirements == CATEGORIES.requirements
    assert editing.with_category(CATEGORIES, Category("X", "X"), instead_of="GONE").categories[-1].code == "X"


def test_a_category_in_use_says_by_what_and_another_is_taken_out():
    refusal = editing.without_category(CATEGORIES, "GIVE")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "category_in_use"
    assert refusal.message == "Giving is used by Title A, Work; give them another category first."
    found = editing.without_category(CATEGORIES, "FREE")
    assert isinstance(found, Definition)
    assert [one.code for one in found.categories] == ["GIVE", "WORK"]


@SETTLED
@given(st.lists(st.integers(1, 3), min_size=1, max_size=6), st.data())
def test_moving_loses_nothing_keeps_the_others_in_order_and_up_undoes_down(stages, data):
    home = defined(" ".join(f"{code}{stage}" for code, stage in zip("ABCDEF", sorted(stages), strict=False)))
    code = data.draw(st.sampled_from([item.code for item in home.requirements]))
    other = data.draw(st.sampled_from([item.code for item in home.requirements]))
    for there in (
        editing.moved_up(home, code),
        editing.moved_down(home, code),
        editing.placed(home, code, stage=data.draw(st.integers(1, 4)), before=other),
        editing.renumbered(home, {code: data.draw(st.integers(1, 4))}),
    ):
        rest = [item for item in there.requirements if item.code != code]
        assert [item.code for item in rest] == [item.code for item in home.requirements if item.code != code]
        assert sorted(item.code for item in there.requirements) == sorted(item.code for item in home.requirements)
        assert [item.stage for item in there.requirements] == sorted(item.stage for item in there.requirements)
    assert editing.moved_up(editing.moved_down(home, code), code) == home
    up = editing.moved_up(home, code)
    assert (up == home) == (home.requirements[0].code == code and home.requirements[0].stage == 1)
    assert up == home or editing.moved_down(up, code) == home


def test_whatever_is_moved_where_the_others_keep_their_order():
    for code, stage, before in product("ABCD", (1, 2, 3), ("", *"ABCD")):
        there = editing.placed(HOURS, code, stage=stage, before=before)
        assert [item.code for item in there.requirements if item.code != code] == [one for one in "ABCD" if one != code]
