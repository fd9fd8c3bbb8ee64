"""What counts of a category that is within another, and of that other?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product

import pytest

from conferral.rules.definition import (
    WITHOUT_LIMIT,
    Category,
    Definition,
    is_out_of_reach,
    most_of,
    most_units,
    outer_first,
    problems,
    units_of,
)
from conferral.rules.progress import CategoryProgress, Progress, progress
from tests.rules import made
from tests.rules.cast import code
from tests.rules.reference_progress import Kind, Need, Try, Version

GIVING = Kind("GIVE", None, 250)
PRACTICE = Kind("WORK", None, 80, "GIVE")
RENEWAL = Version(
    (
        Need("LEARN", units=10, repeatable=True, required=False),
        Need("TEACH", units=10, repeatable=True, required=False, category="GIVE"),
        Need("JOB", units=10, repeatable=True, required=False, category="WORK"),
    ),
    (GIVING, PRACTICE),
    units=600,
)
"""A renewal of 60 units: giving back counts at most 25, of which working as a practitioner at most 8."""


def so_far(version: Version, **units: int) -> Progress:
    tries = [Try(need, 1, number, units=tenths) for number, (need, tenths) in enumerate(units.items())]
    return progress(made.definition(version), [made.attempt(one) for one in tries], made.on(9))


def of(found: Progress, category: str) -> CategoryProgress:
    return next(one for one in found.categories if one.category.code == category)


def found(*kinds: Kind, needs: tuple[Need, ...] = (Need("P"),), units: int = 0) -> list[str]:
    return [code(one) for one in problems(made.definition(Version(needs, kinds, units)), program="P")]


@pytest.mark.parametrize(
    ("learned", "taught", "worked", "working", "giving", "in_all"),
    [
        (0, 0, 0, (0, 0), (0, 0), 0),
        (350, 0, 80, ("8", "8"), ("8", "8"), 43),
        (350, 0, 81, ("8.1", "8"), ("8", "8"), 43),
        (350, 170, 80, ("8", "8"), ("25", "25"), 60),
        (350, 170, 999, ("99.9", "8"), ("25", "25"), 60),
        (350, 171, 80, ("8", "8"), ("25.1", "25"), 60),
        (350, 250, 0, ("0", "0"), ("25", "25"), 60),
        (350, 169, 999, ("99.9", "8"), ("24.9", "24.9"), "59.9"),
        (600, 0, 0, ("0", "0"), ("0", "0"), 60),
    ],
)
def test_a_renewal_in_which_giving_back_has_a_part_of_its_own(learned, taught, worked, working, giving, in_all) -> None:
    now = so_far(RENEWAL, LEARN=learned, TEACH=taught, JOB=worked)
    assert (of(now, "WORK").gathered, of(now, "WORK").counted) == tuple(map(Decimal, working))
    assert (of(now, "GIVE").gathered, of(now, "GIVE").counted) == tuple(map(Decimal, giving))
    assert now.units == Decimal(in_all)
    assert now.is_met == (now.units >= 60)


def test_what_is_above_the_inner_maximum_helps_the_outer_minimum_not() -> None:
    version = Version(RENEWAL.needs, (Kind("GIVE", 100), PRACTICE))
    assert not so_far(version, JOB=200).is_met
    assert so_far(version, JOB=200).missing() == ("Units GIVE: 8 of at least 10 units.",)
    assert so_far(version, JOB=200, TEACH=19).missing() == ("Units GIVE: 9.9 of at least 10 units.",)
    assert so_far(version, JOB=200, TEACH=20).is_met


def test_an_inner_minimum_holds_whatever_the_outer_gathers() -> None:
    version = Version(RENEWAL.needs, (Kind("GIVE", 10, 100), Kind("WORK", 20, 80, "GIVE")))
    assert so_far(version, TEACH=100, JOB=19).missing() == ("Units WORK: 1.9 of at least 2 units.",)
    assert so_far(version, TEACH=100, JOB=20).is_met


def test_an_inner_minimum_above_what_the_outer_lets_count_can_be_met() -> None:
    kinds = (Kind("X", None, 5), Kind("Y", 10, None, "X"))
    assert found(*kinds, needs=(Need("P", units=10, category="Y"),), units=5) == []
    assert found(*kinds, needs=(Need("P", units=10, category="Y"),), units=6) == ["units_unreachable"]


def test_two_within_one_share_what_it_lets_count() -> None:
    needs = (Need("P", units=40, category="Y"), Need("Q", units=40, category="Z"), Need("R", units=40, category="X"))
    kinds = (Kind("X", None, 90), Kind("Y", None, 30, "X"), Kind("Z", None, 50, "X"))
    now = progress(made.definition(Version(needs, kinds)), [made.attempt(Try(one, 1, 1)) for one in "PQR"], made.on(9))
    assert [(one.gathered, one.counted) for one in now.categories] == [(11, 9), (4, 3), (4, 4)]
    assert now.units == 9


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_the_categories_changes_nothing(order: tuple[int, ...]) -> None:
    """Every maximum, absent or 0 to 3, of two within one, with units in each and in none."""
    given = {"": Decimal(1), "X": Decimal(1), "Y": Decimal(2), "Z": Decimal(3)}
    for x, y, z in product((None, 0, 1, 2, 3), repeat=3):
        most = [None if one is None else Decimal(one) for one in (x, y, z)]
        categories = [
            Category("X", "X", None, most[0]),
            Category("Y", "Y", None, most[1], "X"),
            Category("Z", "Z", None, most[2], "X"),
        ]
        inner = (2 if y is None else min(2, y)) + (3 if z is None else min(3, z))
        outer = 1 + inner if x is None else min(1 + inner, x)
        units = units_of([categories[place] for place in order], given)
        assert units.of["X"].gathered == 1 + inner
        assert units.of["X"].counted == outer
        assert units.total == 1 + outer
        assert list(units.of) == ["XYZ"[place] for place in order]


def test_a_category_is_within_one_that_is_there_is_another_and_is_within_none() -> None:
    assert found(Kind("X"), Kind("Y", within="X")) == []
    assert found(Kind("Y", within="X"), Kind("X")) == []
    assert found(Kind("Y", within="X")) == ["category_within_unknown"]
    assert found(Kind("X", within="x"), Kind("Y")) == ["category_within_unknown"]
    assert found(Kind("X", within="X")) == ["category_within_itself"]
    assert found(Kind("X"), Kind("Y", within="X"), Kind("Z", within="Y")) == ["category_within_too_deep"]
    assert found(Kind("X", within="Y"), Kind("Y", within="X")) == ["category_within_too_deep"] * 2


def test_what_is_wrong_with_a_category_within_another_names_both() -> None:
    definition = made.definition(Version((Need("P"),), (Kind("X"), Kind("Y", within="X"), Kind("Z", within="Y"))))
    (deep,) = problems(definition, program="P")
    assert deep.message == (
        "Category Z is within Y, which is itself within X; a category can be within one that is within none."
    )
    assert not is_out_of_reach(deep)
    (unknown,) = problems(replace(definition, categories=definition.categories[1:2]), program="P")
    assert unknown.message == "Category Y is within the category X, which is not defined."


def test_an_outer_minimum_is_within_reach_of_what_the_inner_ones_let_count() -> None:
    needs = (Need("P", units=100, category="Y"), Need("Q", units=20, category="X"))
    inner = Kind("Y", None, 80, "X")
    assert found(Kind("X", 100), inner, needs=needs) == []
    assert found(Kind("X", 101), inner, needs=needs) == ["category_unreachable"]
    (refusal,) = problems(made.definition(Version(needs, (Kind("X", 101), inner))), program="P")
    assert refusal.message == (
        "Category X asks for 10.1 units, but its requirements and what counts of the categories within it give only 10."
    )


def test_the_most_of_each_category_is_told_with_and_without_a_limit() -> None:
    definition = made.definition(RENEWAL)
    assert {name: (one.gathered, one.counted) for name, one in most_of(definition).items()} == {
        "GIVE": (WITHOUT_LIMIT, 25),
        "WORK": (WITHOUT_LIMIT, 8),
    }
    assert most_units(definition) is None
    without_learning = replace(definition, requirements=definition.requirements[1:])
    assert most_units(without_learning) == 25
    only_work: Definition = replace(definition, requirements=definition.requirements[2:])
    assert most_units(only_work) == 8


def test_categories_are_listed_with_those_within_them_and_named_after_what_they_are_within() -> None:
    a, b, c, d = (
        Category("A", "As"),
        Category("B", "Bs"),
        Category("C", "Cs", within="A"),
        Category("D", "Ds", within="A"),
    )
    definition = replace(made.definition(RENEWAL), categories=(c, b, a, d))
    assert outer_first(definition.categories) == [b, a, c, d]
    assert [definition.name_of_category(one) for one in ("A", "B", "D", "")] == ["As", "Bs", "As, Ds", ""]
