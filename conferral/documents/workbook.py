"""What stands in the cells of the first sheet of an Excel workbook, if a file is one?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from itertools import islice

from python_calamine import CalamineError, load_workbook

from conferral.documents.file_insides import office

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def is_workbook(contents: bytes) -> bool:
    """Whether the first bytes are those of a workbook, of an older Excel too."""
    return contents.startswith((_ZIP, _OLD_OFFICE))


def workbook_rows(contents: bytes, *, most: int, how: str) -> Iterator[list[str]] | str:
    """Return the first rows of the first sheet one by one, at most so many, each in its place.

    If there are none to be had, return why, to stand behind "the file"; `how` is what to do about it.
    """
    if contents.startswith(_OLD_OFFICE):
        return f"is of an older Excel. {how}"
    found = office(contents)
    if found.fault:
        return found.fault
    if found.media_type != WORKBOOK:
        return f"is no Excel workbook. {how}"
    try:
        sheet = load_workbook(io.BytesIO(contents)).get_sheet_by_index(0)
    except CalamineError:
        return f"cannot be opened, because it is damaged. {how}"
    # Blank rows and columns before the first cell count: a line is told as Excel numbers it.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    return (before + [_written(cell) for cell in row] for row in islice(sheet.iter_rows(), most))


def _written(cell: object) -> str:
    """Write a cell as people see it: a member number that Excel keeps as a number has no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)
