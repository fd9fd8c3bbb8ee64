"""What stands in the cells of an uploaded list: CSV or text in UTF-8, or the first sheet of an Excel workbook?"""

from __future__ import annotations

import codecs

from conferral.documents.workbook import is_workbook, workbook_rows
from conferral.rules.contact_lines import MOST, rows_of
from conferral.rules.files import MEGABYTE
from conferral.rules.refusals import Refusal

MOST_BYTES = 5 * MEGABYTE
_UTF16 = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE
_HOW = "Save it as “CSV UTF-8” or as an Excel workbook (.xlsx), or paste the lines."


def cells(contents: bytes) -> list[list[str]] | Refusal:
    """Return the rows of a list that was uploaded, or why it cannot be read: a whole sentence, and what helps."""
    if len(contents) > MOST_BYTES:
        return Refusal("list_too_large", f"List: the file is larger than {MOST_BYTES // MEGABYTE} MB. Split it.")
    if is_workbook(contents):
        # One row more than may be, so that too many are told.
        rows = workbook_rows(contents, most=MOST + 2, how=_HOW)
        return Refusal("list_unreadable", f"List: the file {rows}") if isinstance(rows, str) else list(rows)
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
