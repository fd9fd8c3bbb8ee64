"""What stands in the cells of an uploaded list: CSV or text in UTF-8, or the first sheet of an Excel workbook?"""

from __future__ import annotations

import codecs
import io
from datetime import date

from python_calamine import CalamineError, load_workbook

from conferral.documents.file_insides import office
from conferral.rules.contact_lines import MOST, rows_of
from conferral.rules.files import MEGABYTE
from conferral.rules.refusals import Refusal

MOST_BYTES = 5 * MEGABYTE
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE
_HOW = "Save it as “CSV UTF-8” or as an Excel workbook (.xlsx), or paste the lines."


def cells(contents: bytes) -> list[list[str]] | Refusal:
    """Return the rows of a list that was uploaded, or why it cannot be read: a whole sentence, and what helps."""
    if len(contents) > MOST_BYTES:
        return Refusal("list_too_large", f"List: the file is larger than {MOST_BYTES // MEGABYTE} MB. Split it.")
    if contents.startswith(_ZIP):
        return _of_workbook(contents)
    if contents.startswith(_OLD_OFFICE):
        return Refusal("list_unreadable", f"List: the file is of an older Excel. {_HOW}")
    text = _text(contents)
    if text is None or "\0" in text:
        return Refusal("list_encoding", f"List: the file is no text in UTF-8. {_HOW}")
    return rows_of(text)


def _text(contents: bytes) -> str | None:
    """Read UTF-8 with or without its mark, and UTF-16 that has one, which is Excel's “Unicode text”."""
    try:
        return contents.decode("utf-16" if contents.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        return None


def _of_workbook(contents: bytes) -> list[list[str]] | Refusal:
    found = office(contents)
    if found.fault:
        return Refusal("list_unreadable", f"List: the file {found.fault}")
    if found.media_type != WORKBOOK:
        return Refusal("list_unreadable", f"List: the file is no Excel workbook. {_HOW}")
    try:
        sheet = load_workbook(io.BytesIO(contents)).get_sheet_by_index(0)
        # One row more than may be, so that too many are told.
        return [[_written(cell) for cell in row] for row in sheet.to_python(nrows=MOST + 2)]
    except CalamineError:
        return Refusal("list_unreadable", f"List: the file cannot be opened, because it is damaged. {_HOW}")


def _written(cell: object) -> str:
    """Write a cell as people see it: a member number that Excel keeps as a number has no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
