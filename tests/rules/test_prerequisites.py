"""Are programs put in an order in which each comes after those it needs, and are circles found?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.prerequisites import circles, in_groups

CODES = "ABCDEF"


def test_what_is_needed_comes_first_whatever_the_order_of_the_file() -> None:
    assert in_groups({"A": ["B", "C"], "B": ["C"], "C": [], "D": ["Z"]}) == [("C",), ("B",), ("A",), ("D",)]
    assert in_groups({"D": ["Z"], "C": [], "B": ["C"], "A": ["C", "B"]}) == [("C",), ("B",), ("A",), ("D",)]


def test_what_one_program_needs_stands_in_the_order_of_the_codes_however_the_file_lists_it() -> None:
    for listed in (["B", "C"], ["C", "B"]):
        assert in_groups({"A": listed, "B": [], "C": []}) == [("B",), ("C",), ("A",)]


def test_a_circle_is_one_group_and_what_only_touches_it_is_not_part_of_it() -> None:
    needs = {"A": ["B"], "B": ["C"], "C": ["A", "D"], "D": [], "E": ["A"]}

    assert in_groups(needs) == [("D",), ("A", "B", "C"), ("E",)]
    assert circles(needs) == [("A", "B", "C")]


def test_two_programs_that_need_each_other_are_a_circle() -> None:
    assert circles({"A": ["B"], "B": ["A"], "C": ["A"]}) == [("A", "B")]


def test_a_program_that_needs_itself_is_a_circle() -> None:
    assert circles({"A": ["A"], "B": []}) == [("A",)]


def test_a_chain_may_be_longer_than_the_stack() -> None:
    chain = {f"P-{number:06}": [f"P-{number + 1:06}"] for number in range(20_000)}

    assert in_groups(chain)[0] == ("P-019999",)


@given(st.dictionaries(st.sampled_from(CODES), st.lists(st.sampled_from(CODES))))
def test_the_groups_are_those_that_reach_one_another(needs: dict[str, list[str]]) -> None:
    reach = {code: {other for other in needs[code] if other in needs} for code in needs}
    for middle in needs:
        for code in needs:
            if middle in reach[code]:
                reach[code] |= reach[middle]
    groups = in_groups(needs)

    assert sorted(code for group in groups for code in group) == sorted(needs)
    for place, group in enumerate(groups):
        for code in group:
            together = {other for other in needs if other == code or (other in reach[code] and code in reach[other])}
            assert set(group) == together
            assert reach[code] <= {other for earlier in groups[: place + 1] for other in earlier}
