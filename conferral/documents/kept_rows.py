"""How are rows of a list kept until all of them are there? A line of JSON each, its days and numbers as they were."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from conferral.documents.spreadsheet import Cell

Row = tuple[Cell, ...]
READERS: dict[str, Callable[[str], Cell]] = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "number": Decimal,
}


def written(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the lines of rows so that `read` gives them back."""
    for row in rows:
        yield json.dumps([_kept(cell) for cell in row]).encode() + b"\n"


def read(lines: Iterable[bytes]) -> Iterator[Row]:
    """Yield the rows that were written, each from its line."""
    for line in lines:
        yield tuple(_cell(kept) for kept in json.loads(line))


def _kept(cell: Cell) -> object:
    """Texts, whole numbers and nothing are JSON; what is not goes with the name of what it is."""
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return {"number": str(cell)} if isinstance(cell, Decimal) else cell


def _cell(kept: object) -> Cell:
    if isinstance(kept, dict):
        ((name, said),) = kept.items()
        return READERS[name](said)
    if kept is None or isinstance(kept, (str, int)):
        return kept
    message = f"no cell was written like this: {kept!r}"
    raise ValueError(message)
