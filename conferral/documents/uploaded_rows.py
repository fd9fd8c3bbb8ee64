"""What stands in a file that was uploaded to be imported, CSV or XLSX, and what does a row of it say?"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from conferral.documents.header import Columns, Header, check_names, clean
from conferral.documents.table import GivenRow, RefusedRow, Table, laid_out
from conferral.documents.unreadable import Unreadable
from conferral.documents.workbook import is_workbook, workbook_rows
from conferral.rules.files import MEGABYTE
from conferral.rules.formulas import meant
from conferral.rules.importing import MOST_BYTES, MOST_ROWS, OF, ImportKind
from conferral.rules.outcomes import Row
from conferral.rules.refusals import Refusal

_HOW = "Save it as “CSV UTF-8” or as an Excel workbook (.xlsx)."


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What stands in a file that was uploaded: the column names, and every row as it stands there."""

    names: tuple[str, ...]
    rows: tuple[GivenRow | RefusedRow, ...]
    is_workbook: bool


def uploaded(kind: ImportKind, contents: bytes, name: str) -> Uploaded | Refusal:
    """Read a file that was uploaded, or say why it cannot be read: a whole sentence, and what helps."""
    if len(contents) > MOST_BYTES:
        sentence = f"{name} is larger than {MOST_BYTES // MEGABYTE} MB. Split it."
        return Refusal("file_too_large", sentence)
    columns = Columns(optional=OF[kind].all, others=True)
    try:
        read = _of_workbook if is_workbook(contents) else _of_text
        header, found = read(contents, name, columns)
        rows = tuple(islice(found, MOST_ROWS + 1))
    except Unreadable as no:
        return Refusal("file_unreadable", no.sentence)
    if len(rows) > MOST_ROWS:
        sentence = f"{name} holds more than {MOST_ROWS:,} rows. Split it; what was imported before stays as it is."
        return Refusal("file_too_long", sentence)
    if not rows:
        return Refusal(
            "file_without_rows", f"{name} holds column names and no row below them, so there is nothing to import."
        )
    return Uploaded(header.names, rows, is_workbook(contents))


def as_row(kind: ImportKind, given: GivenRow, taken_for: Sequence[str], *, is_workbook: bool) -> Row:
    """Read a row by what each column is taken for."""
    cells = dict.fromkeys(OF[kind].all, "")
    for field, cell in zip(taken_for, given.given, strict=True):
        if field:
            cells[field] = read_cell(cell, is_workbook=is_workbook)
    return Row(given.line, cells, given.given)


def read_cell(cell: str, *, is_workbook: bool) -> str:
    """Read a cell; a text that was written into a CSV file so that no spreadsheet runs it is what it says."""
    return clean(cell if is_workbook else meant(cell))


Rows = Iterable[GivenRow | RefusedRow]


def _of_text(contents: bytes, name: str, columns: Columns) -> tuple[Header, Rows]:
    table = Table(io.BytesIO(contents), name, columns)
    return table.header, table.given()


def _of_workbook(contents: bytes, name: str, columns: Columns) -> tuple[Header, Rows]:
    # One row more than may be, and the column names above them.
    read = workbook_rows(contents, most=MOST_ROWS + 2, how=_HOW)
    if isinstance(read, str):
        raise Unreadable(f"{name} {read}")
    lines = [(line, row) for line, row in enumerate(read, start=1) if any(map(str.strip, row))]
    if not lines:
        raise Unreadable(f"{name} is an empty sheet: it must at least hold a line of column names.")
    (_, head), *below = lines
    last = max(place for place, cell in enumerate(head, start=1) if cell.strip())
    header = Header(check_names(head[:last], columns, name), delimiter="", newline="", has_bom=False)
    return header, (laid_out(_cut(row, last), header, line=line) for line, row in below)


def _cut(row: list[str], width: int) -> list[str]:
    """Leave out the blank cells beyond the columns: a sheet is as wide as its widest row."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row
