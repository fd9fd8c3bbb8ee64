"""How are the cells of an imported row read into days and keys?

Keeps docs/files.md: dates are YYYY-MM-DD, a blank cell says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from conferral.rules import days
from conferral.rules.refusals import Refusal

Cells = Mapping[str, str]


def first_blank(cells: Cells, columns: Collection[str]) -> Refusal | None:
    """Refuse (`..._missing`) the first of the columns that is blank though every row needs it."""
    for column in columns:
        if not cells[column]:
            return Refusal(f"{column}_missing", f"{column}: it is blank; every row needs one.")
    return None


def days_in(cells: Cells, columns: Collection[str]) -> dict[str, date | None] | Refusal:
    """Return the day of each column, None where it is blank, or why the first bad one is none."""
    found: dict[str, date | None] = {}
    for column in columns:
        day = days.parse(column, cells[column]) if cells[column] else None
        if isinstance(day, Refusal):
            return day
        found[column] = day
    return found


def key_of(cells: Cells, columns: Collection[str], dates: Collection[str]) -> tuple[str, ...] | None:
    """Return the cells that identify a row; None when one of them is blank or a date that is none.

    Such a row is refused for that reason alone, so it cannot contradict another.
    """
    if first_blank(cells, columns) or isinstance(days_in(cells, dates), Refusal):
        return None
    return tuple(cells[column] for column in columns)


def in_column(column: str, refusal: Refusal) -> Refusal:
    """Name the column of the file in front of what a rule said in the words of the pages."""
    return Refusal(refusal.code, f"{column}: {refusal.message}")


def contact_unknown(member_number: str) -> Refusal:
    """Say that nobody has this member number."""
    return Refusal(
        "contact_unknown",
        f"member_number: there is no contact with the number {days.shortened(member_number)}; "
        "correct it or import the contact first.",
    )


def program_unknown(code: str) -> Refusal:
    """Say that no program has this code."""
    return Refusal(
        "program_unknown",
        f"program: there is no program with the code {days.shortened(code)}; correct it or import the program first.",
    )
