"""Which enrollment of a contact in a program follows which, and when is one replaced?

Keeps the rules of standing, "Current is decided by dates too". The rows of one contact in one
program form one line; each is replaced on the day the next one begins, and the last never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Row:
    """What decides the place of one enrollment among those of its contact and program.

    `registered_at` is the instant of registration (an import registers with its day, so its rows
    tie); `registered_on` that day in the organization's zone; `number` breaks what is left.
    """

    key: int
    enrolled_on: date
    cancelled_on: date | None
    registered_on: date
    registered_at: datetime
    number: int

    @property
    def begins_on(self) -> date:
        """The day from which the row is listed: its enrollment date or its registration day."""
        return min(self.enrolled_on, self.registered_on)

    @property
    def place(self) -> date:
        """Its enrollment date, or its cancellation date where that is earlier."""
        return place(self.enrolled_on, self.cancelled_on)


def place(enrolled_on: date, cancelled_on: date | None) -> date:
    """Return the day that decides an enrollment's place in the line of its contact and program."""
    return enrolled_on if cancelled_on is None else min(enrolled_on, cancelled_on)


def in_order(rows: list[Row]) -> list[Row]:
    """Return the rows as they follow each other: by place, then by registration.

    Rows registered at one instant (imported, or cancelled and enrolled in one breath) follow the
    facts: the cancelled one first, then the earlier enrollment date; so the order in which a file
    names them decides nothing.
    """
    return sorted(
        rows,
        key=lambda row: (row.place, row.registered_at, row.cancelled_on is None, row.enrolled_on, row.number),
    )


def replacements(rows: list[Row]) -> dict[int, date | None]:
    """Return `replaced_on` for each row's key: the day the next one begins, None for the last.

    A row enrolled ahead begins before its place in the line. Where an import puts others in
    between, it replaces those too, so that no two are ever current at once.
    """
    replaced: dict[int, date | None] = {}
    begins_first: date | None = None
    for row in reversed(in_order(rows)):
        replaced[row.key] = begins_first
        begins_first = row.begins_on if begins_first is None else min(begins_first, row.begins_on)
    return replaced
