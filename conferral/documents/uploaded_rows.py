"""What stands in a file that was uploaded to be imported, CSV or XLSX, and what does a row of it say?"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from conferral.documents.header import Columns, Header, check_names, clean
from conferral.documents.table import GivenRow, RefusedRow, Table, laid_out
from conferral.documents.unreadable import Unreadable
from conferral.documents.workbook import is_workbook, workbook_rows
from conferral.rules.files import MEGABYTE, MOST_BYTES
from conferral.rules.formulas import meant
from conferral.rules.importing import MOST_ROWS, OF, ImportKind
from conferral.rules.outcomes import Row
from conferral.rules.refusals import Refusal, Refused

_LINES_OF_A_SHEET = 1_048_576
_HOW = "Save it as “CSV UTF-8” or as an Excel workbook (.xlsx)."


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What stands in a file that was uploaded: the column names, and every row as it stands there.

    The rows are read while they are asked for, once. Asking raises `NotRead` where the file has no reading, where
    there are too many, and where there are none.
    """

    names: tuple[str, ...]
    rows: Iterable[GivenRow | RefusedRow]
    is_workbook: bool


class NotRead(Refused):
    """A file cannot be read, and its refusal says why."""


def uploaded(kind: ImportKind, contents: bytes, name: str) -> Uploaded | Refusal:
    """Begin to read a file that was uploaded, or say why it cannot be read: a whole sentence, and what helps."""
    if len(contents) > MOST_BYTES:
        sentence = f"{name} is larger than {MOST_BYTES // MEGABYTE} MB. Split it."
        return Refusal("file_too_large", sentence)
    columns = Columns(optional=OF[kind].all, others=True)
    try:
        read = _of_workbook if is_workbook(contents) else _of_text
        header, found = read(contents, name, columns)
    except Unreadable as no:
        return Refusal("file_unreadable", no.sentence)
    return Uploaded(header.names, _some(found, name), is_workbook(contents))


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


Rows = Generator[GivenRow | RefusedRow, None, None]


def _some(found: Rows, name: str) -> Iterator[GivenRow | RefusedRow]:
    """Yield rows as they are read, if it is at least one and no more than may be."""
    count = 0
    try:
        with closing(found):
            for count, row in enumerate(found, start=1):
                if count > MOST_ROWS:
                    sentence = (
                        f"{name} holds more than {MOST_ROWS:,} rows. Split it; what was imported before stays as it is."
                    )
                    raise NotRead(Refusal("file_too_long", sentence))
                yield row
    except Unreadable as no:
        raise NotRead(Refusal("file_unreadable", no.sentence)) from no
    if not count:
        sentence = f"{name} holds column names and no row below them, so there is nothing to import."
        raise NotRead(Refusal("file_without_rows", sentence))


def _of_text(contents: bytes, name: str, columns: Columns) -> tuple[Header, Rows]:
    table = Table(io.BytesIO(contents), name, columns)
    return table.header, table.given()


def _of_workbook(contents: bytes, name: str, columns: Columns) -> tuple[Header, Rows]:
    # All of the sheet: the blank lines between are not counted, and no row below them is left out in silence.
    read = workbook_rows(contents, most=_LINES_OF_A_SHEET, how=_HOW)
    if isinstance(read, str):
        raise Unreadable(f"{name} {read}")
    lines = ((line, row) for line, row in enumerate(read, start=1) if any(map(str.strip, row)))
    _, head = next(lines, (0, []))
    if not head:
        raise Unreadable(f"{name} is an empty sheet: it must at least hold a line of column names.")
    last = max(place for place, cell in enumerate(head, start=1) if cell.strip())
    header = Header(check_names(head[:last], columns, name), delimiter="", newline="", has_bom=False)
    return header, (laid_out(_cut(row, last), header, line=line) for line, row in lines)


def _cut(row: list[str], width: int) -> list[str]:
    """Leave out the blank cells beyond the columns: a sheet is as wide as its widest row."""
    while len(row) > width and not row[-1].strip():
        row = row[:-1]
    return row
