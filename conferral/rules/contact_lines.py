"""Which contacts does a pasted or uploaded list name? A member number or an email each, with the line it stands in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from conferral.rules.refusals import Refusal

MOST = 20_000
"""So many are looked up at once; more are brought in by an import."""

NUMBERS = {"member_number", "member number"}
EMAILS = {"email", "e-mail", "email address"}
DELIMITERS = ",;\t"
LONGEST_CELL = 65_536
UNREADABLE = Refusal(
    "list_unreadable", 'List: a quote (") is opened and never closed. Close it, or leave the quotes out.'
)
_IN_BRACKETS = re.compile(r".*<([^<>\s]+@[^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one line names somebody by, as it was written."""

    line: int
    text: str


def rows_of(text: str) -> list[list[str]] | Refusal:
    """Read lines into cells: the comma, semicolon or tab that the first line with any has most of separates them."""
    first = next((line for line in text.splitlines() if any(mark in line for mark in DELIMITERS)), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        rows = list(reader)
    except csv.Error:
        return UNREADABLE
    # How much of a quote the csv module takes before it objects is for the whole process to say, not for us.
    return UNREADABLE if any(len(cell) > LONGEST_CELL for row in rows for cell in row) else rows


def wanted(rows: Sequence[Sequence[str]]) -> list[Wanted] | Refusal:
    """Return whom the rows name, in their order; refused is a list of nobody (`list_empty`), or of too many.

    Where the first row that holds anything names a column member_number or email, these columns count: the number,
    and where that is blank the email. Without such names every cell stands for somebody, so that nothing is lost.
    """
    lines = [(line, [_cleaned(cell) for cell in row]) for line, row in enumerate(rows, start=1)]
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if not lines:
        return Refusal("list_empty", "List: nobody is named in it. Write a member number or an email in each line.")
    columns = _columns(lines[0][1])
    if columns:
        found = [Wanted(line, _first(cells, columns)) for line, cells in lines[1:]]
    else:
        found = [Wanted(line, cell) for line, cells in lines for cell in cells if cell]
    if not found:
        return Refusal("list_empty", "List: there is nobody below the names of the columns.")
    if len(found) > MOST:
        return Refusal(
            "list_too_long",
            f"List: it names {len(found):,}; at most {MOST:,} are looked up at once. Split it, or import a file.",
        )
    return found


def _cleaned(cell: str) -> str:
    text = cell.strip().strip("\ufeff").strip()
    found = _IN_BRACKETS.fullmatch(text)
    return found[1] if found else text


def _columns(cells: Sequence[str]) -> list[int]:
    """Return the places of the columns that name people, the member numbers first; none where nothing is named."""
    names = [cell.lower() for cell in cells]
    return [place for known in (NUMBERS, EMAILS) for place, name in enumerate(names) if name in known]


def _first(cells: Sequence[str], columns: Sequence[int]) -> str:
    """Return the first cell of the columns that is not blank; the whole row where all are, so that it is told."""
    named = [cells[place] for place in columns if place < len(cells) and cells[place]]
    return named[0] if named else ", ".join(cell for cell in cells if cell)
