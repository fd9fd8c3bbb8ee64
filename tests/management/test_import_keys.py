"""Are keys that stand more than once in a file found, and judged by whether their rows agree?"""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

from conferral.documents.keys import KeyOf, Keys
from conferral.rules.outcomes import Kind, Outcome, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def key(cells: Mapping[str, str]) -> tuple[str, ...] | None:
    number = cells["member_number"].upper()
    return (number, cells["program"]) if number else None


KEY_OF = KeyOf(("member_number", "program"), key)


def row(line: int, number: str, program: str = "EMT-R", **more: str) -> Row:
    return Row(line, {"member_number": number, "program": program, **more}, ())


def verdicts(rows: Iterable[Row]) -> list[Outcome | None]:
    rows = list(rows)
    with Keys(KEY_OF) as keys:
        for one in rows:
            keys.note(one)
        keys.settle()
        return [keys.verdict(one) for one in rows]


def test_keys_that_stand_once_are_the_importers_to_judge() -> None:
    assert verdicts([row(2, "M-1"), row(3, "M-2"), row(4, "M-1", "CPR")]) == [None, None, None]


def test_the_first_of_identical_rows_counts_and_the_repeats_are_unchanged() -> None:
    unchanged = Outcome(Kind.UNCHANGED)

    assert verdicts([row(2, "M-1"), row(3, "M-2"), row(4, "M-1"), row(9, "M-1")]) == [None, None, unchanged, unchanged]


def test_differing_rows_of_one_key_are_all_refused_and_name_each_other() -> None:
    first, other, second, third = verdicts(
        [row(2, "M-1", notes="a"), row(3, "M-2", notes=""), row(4, "m-1", notes="b"), row(7, "M-1", notes="a")]
    )

    assert other is None
    assert [outcome.refusal.code for outcome in (first, second, third)] == ["key_repeated"] * 3  # type: ignore[union-attr]
    assert str(first.refusal) == (  # type: ignore[union-attr]
        "member_number “M-1”, program “EMT-R” stands in lines 4 and 7 too, with other values: keep the row that is right."
    )
    assert "in lines 2 and 4 too" in str(third.refusal)  # type: ignore[union-attr]


def test_a_key_of_very_many_lines_names_only_a_few() -> None:
    outcomes = verdicts(row(line, "M-1", notes=str(line)) for line in range(2, 2002))

    assert "in lines 2, 3, 4 and 1996 more too" in str(outcomes[1000].refusal)  # type: ignore[union-attr]


def test_rows_without_a_readable_key_are_the_importers_to_refuse() -> None:
    assert verdicts([row(2, ""), row(3, "", notes="x"), row(4, "")]) == [None, None, None]


def test_cells_are_not_run_together() -> None:
    assert verdicts([row(2, "AB", "C"), row(3, "A", "BC")]) == [None, None]


def test_the_keys_of_a_hundred_thousand_rows_are_held_in_constant_memory() -> None:
    with Keys(KEY_OF) as keys:
        tracemalloc.start()
        for line in range(2, 100_002):
            keys.note(row(line, f"M-{line}"))
        keys.settle()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert keys.verdict(row(2, "M-2")) is None

    assert peak < 1_500_000
