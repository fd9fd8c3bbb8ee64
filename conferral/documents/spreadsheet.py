"""How does a list become a file that spreadsheets open? CSV or XLSX, row by row, in constant memory.

No cell of it is taken for a formula: whoever opens a list of people must not run what somebody entered as a name.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from conferral.rules.formulas import harmless
from conferral.rules.quantities import written

Cell = str | int | Decimal | date | datetime | None
"""What can stand in a cell; an instant is one of the organization's time zone, and none is an empty cell."""

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
CHUNK = 1000
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
"""What one sheet of XLSX holds; what is more goes on in the next sheet."""


class Format(StrEnum):
    """In which form a list is handed out; the value is how the name of the file ends."""

    CSV = "csv"
    XLSX = "xlsx"


def csv_of(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a table as CSV, a thousand rows at a time: UTF-8 with a byte order mark, days as YYYY-MM-DD.

    A text that could be taken for a formula begins with an apostrophe.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([_plain(cell) for cell in head])
    left = iter(rows)
    while True:
        some = [[_plain(cell) for cell in row] for row in islice(left, CHUNK)]
        writer.writerows(some)
        yield buffer.getvalue().encode()
        if len(some) < CHUNK:
            return
        buffer.seek(0)
        buffer.truncate()


def xlsx_of(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """Write a table as XLSX to a temporary file, and return it at its beginning; closed, it is gone.

    Texts are cells of text and days cells of days. The head stays in sight.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever hands it out closes it
    with (
        tempfile.TemporaryDirectory() as room,
        xlsxwriter.Workbook(
            file, {"constant_memory": True, "tmpdir": room, "default_date_format": "yyyy-mm-dd"}
        ) as book,
    ):
        bold = book.add_format({"bold": True})
        moments = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        left = iter(rows)
        is_more = True
        while is_more:
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(head), 18)
            for column, label in enumerate(head):
                sheet.write_string(0, column, label, bold)
            place = 0
            for place, row in enumerate(islice(left, MOST_ROWS - 1), start=1):
                for column, cell in enumerate(row):
                    _put(sheet, place, column, cell, moments)
            is_more = place == MOST_ROWS - 1
    file.seek(0)
    return file


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Decimal):
        return written(cell)
    return cell.isoformat() if cell is not None else ""


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, moments: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell[:LONGEST_CELL])
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), moments)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)
