"""Can a version be satisfied by some completions, and how many units can count at most?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given

from conferral.rules.definition import most_units, problems
from tests.rules import made
from tests.rules import reference_progress as reference
from tests.rules.cast import SETTLED
from tests.rules.reference_progress import Kind, Need, Try, Version

PLENTY = 10_000
"""More tenths than any bound of a made-up version."""


def every_outcome(version: Version) -> Iterator[list[Try]]:
    """Every set of completions there can be; a repeatable one gives nothing or plenty."""
    choices = [
        (None, Try(need.code, 0, number, units=PLENTY if need.repeatable else None, approved=True, grade=best(need)))
        for number, need in enumerate(version.needs)
    ]
    for chosen in product(*choices):
        yield [one for one in chosen if one is not None]


def best(need: Need) -> str:
    grades = {"points": "100", "pass_fail": "pass", "letters": "A"}
    return grades[need.grading[0]] if need.grading else ""


def unreachable(version: Version) -> list[str]:
    found = problems(made.definition(version), program="P")
    return [problem.code for problem in found]


@SETTLED
@given(made.versions())
def test_the_most_units_that_count_are_the_most_of_every_outcome(version: Version) -> None:
    most = max(reference.counted(version, tries, 0) for tries in every_outcome(version))
    assert most_units(made.definition(version)) == (None if most >= PLENTY else made.tenths(most))


@SETTLED
@given(made.versions())
def test_a_version_can_be_published_exactly_when_some_completions_satisfy_it(version: Version) -> None:
    satisfiable = any(reference.is_met(version, tries, 0) for tries in every_outcome(version))
    assert (unreachable(version) == []) == satisfiable


def exactly(version: Version) -> None:
    """The units asked are within reach, and a tenth more is not."""
    assert unreachable(version) == []
    more = Version(version.needs, version.kinds, version.units + 1)
    assert unreachable(more) == ["units_unreachable"]


def test_exactly_enough_units_and_a_tenth_too_few() -> None:
    exactly(Version((Need("P", units=100), Need("Q", units=50, required=False)), units=150))


def test_categories_count_up_to_their_maximum() -> None:
    needs = (Need("P", units=100, category="X"), Need("Q", units=50, category="Y"), Need("R", units=5))
    exactly(Version(needs, (Kind("X", None, 60), Kind("Y", None, 70)), units=115))
    exactly(Version(needs, (Kind("X", 60, 60), Kind("Y")), units=115))


def test_a_repeatable_requirement_is_without_limit_unless_its_category_has_one() -> None:
    free = Version((Need("H", units=1, repeatable=True),), units=9_000)
    assert unreachable(free) == []
    assert most_units(made.definition(free)) is None
    needs = (Need("H", units=1, repeatable=True, category="X"),)
    assert most_units(made.definition(Version(needs, (Kind("X"),)))) is None
    exactly(Version(needs, (Kind("X", None, 30),), units=30))


def test_a_category_minimum_is_in_reach_of_a_repeatable_requirement() -> None:
    needs = (Need("H", units=1, repeatable=True, category="X"),)
    assert unreachable(Version(needs, (Kind("X", 90),))) == []


def test_a_category_without_requirements_gives_nothing() -> None:
    assert most_units(made.definition(Version((Need("P", units=5),), (Kind("X"), Kind("Y", None, 30))))) == Decimal(
        "0.5"
    )


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("-0.001", "units_out_of_range"),
        ("0", None),
        ("999999.999", None),
        ("1000000", "units_out_of_range"),
    ],
)
def test_required_units_are_from_0_to_the_largest_number(units: str, expected: str | None) -> None:
    definition = made.definition(Version((Need("H", units=1, repeatable=True),)))
    changed = type(definition)(
        name=definition.name,
        terms=definition.terms,
        requirements=definition.requirements,
        units_required=Decimal(units),
    )
    assert [problem.code for problem in problems(changed, program="P")] == ([expected] if expected else [])


def test_the_refusal_says_what_is_asked_and_what_can_be_reached() -> None:
    (refusal,) = problems(made.definition(Version((Need("P", units=15),), units=16)), program="P")
    assert "asks for 1.6 units" in refusal.message
    assert "at most 1.5" in refusal.message
