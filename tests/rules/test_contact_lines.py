"""Whom does a pasted or uploaded list name, however it is written?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import product

import pytest

from conferral.rules.contact_lines import MOST, OPEN_QUOTE, Wanted, rows_of, wanted
from conferral.rules.refusals import Refusal

CELLS = ("C-1", "", "Byron, Ada", 'Ada "Countess" Byron', "two\nlines", "semi;colon", " ", "émile@example.org")


@pytest.fixture(params=[100, 131_072, 8 * 1024 * 1024])
def _any_limit(request: pytest.FixtureRequest) -> Iterator[None]:
    """What else a process reads sets a limit for every reader in it."""
    before = csv.field_size_limit(request.param)
    yield
    csv.field_size_limit(before)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_spreadsheet_writes_is_read_as_it_was(delimiter, end) -> None:
    for cells in product(CELLS, repeat=2):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([["member_number", "name"], cells])
        read = rows_of(out.getvalue())
        assert [row for row in read if row] == [["member_number", "name"], [cell.lstrip() for cell in cells]], cells


@pytest.mark.usefixtures("_any_limit")
@pytest.mark.parametrize("text", ['"', '"C-1', 'C-1\n"C-2\nC-3\n', 'C-1,"C-2""', '"' + "x" * 200_000, '"a\n' * 3])
def test_a_quote_that_is_never_closed_is_told(text) -> None:
    assert rows_of(text) == OPEN_QUOTE


def test_a_quote_within_a_cell_opens_nothing() -> None:
    assert rows_of('C-1 5"\n"Ada" <ada@example.org>') == [['C-1 5"'], ["Ada <ada@example.org>"]]


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["C-1"], [], [" "], ["C-2", "", "C-3"]], [(1, "C-1"), (4, "C-2"), (4, "C-3")]),
        ([["Ada <ada@example.org>"]], [(1, "ada@example.org")]),
        ([["\ufeffMember Number", "Name"], ["C-1", "Ada"]], [(2, "C-1")]),
        ([["E-mail", "member_number"], ["a@example.org", "C-1"], ["b@example.org", ""]], [(2, "C-1"), (3, "b@example.org")]),
        ([["email", "Name"], ["", "Ada"]], [(2, "Ada")]),
        ([["Name", "Town"]], [(1, "Name"), (1, "Town")]),
    ],
)  # fmt: skip
def test_columns_that_are_named_count_and_otherwise_every_cell(rows, named) -> None:
    assert wanted(rows) == [Wanted(line, text) for line, text in named]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([], "list_empty"),
        ([[""], []], "list_empty"),
        ([["member_number"]], "list_empty"),
        ([[f"C-{number}"] for number in range(MOST + 1)], "list_too_long"),
    ],
)
def test_nobody_and_too_many_are_refused(rows, code) -> None:
    found = wanted(rows)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_as_many_as_may_be_are_taken() -> None:
    assert len(wanted([[f"C-{number}"] for number in range(MOST)])) == MOST
