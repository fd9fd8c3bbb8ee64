"""Does every cell come back as what it was, so that a file made later is the same as one made at once?"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.core.files.base import File

from conferral.documents.kept_rows import read, written
from conferral.documents.spreadsheet import csv_of

CELLS = (
    "", "Zoë", "=1+1", 'A "quoted", cell', "two\r\nlines\u2028and\u0085more\x0b\x1c", "\ud800", None, 0, -1, 10**12, True,
    Decimal("1.50"), Decimal("0.00"), Decimal("-1E+3"), date(1, 1, 1), date(2026, 3, 2),
    datetime(2026, 3, 2, 23, 30, tzinfo=UTC), datetime(2026, 3, 2, 23, 30, 1, 5, tzinfo=timezone(timedelta(hours=-5))),
)  # fmt: skip


def kept(*rows) -> list:
    """Write rows and read them back the way they are read from the storage."""
    return list(read(File(io.BytesIO(b"".join(written(rows))))))


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_cell_comes_back_as_it_was(cell) -> None:
    ((back,),) = kept((cell,))
    assert (type(back), back) == (type(cell), cell)
    assert str(back) == str(cell)


def test_rows_come_back_in_their_order_and_make_the_same_file() -> None:
    rows = [CELLS, (), CELLS[::-1]]
    assert kept(*rows) == rows
    sound = [[cell for cell in row if cell != "\ud800"] for row in rows]  # no file is written with half a character
    assert b"".join(csv_of(["A"], kept(*map(tuple, sound)))) == b"".join(csv_of(["A"], sound))
    assert kept() == []


def test_what_no_cell_was_written_as_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="no cell"):
        list(read([b"[[1]]\n"]))
