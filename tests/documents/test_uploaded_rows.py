"""How many rows are read of a file that was uploaded, and is none of them left out in silence?"""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from conferral.documents import uploaded_rows
from conferral.documents.uploaded_rows import NotRead, Uploaded, uploaded
from conferral.rules.importing import ImportKind

MOST = 12
NAMES = ("member_number", "last_name")


@pytest.fixture(autouse=True)
def _few(monkeypatch) -> None:
    monkeypatch.setattr(uploaded_rows, "MOST_ROWS", MOST)


def as_csv(rows: int, *, apart: int = 1) -> bytes:
    lines = [",".join(NAMES), *(f"N-{number},Last" for number in range(rows))]
    return ("\n" * apart).join(lines).encode()


def as_workbook(rows: int, *, apart: int = 1) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((NAMES, *((f"N-{number}", "Last") for number in range(rows))), start=1):
            sheet.write_row(place * apart, 2, row)
    return made.getvalue()


def read(contents: bytes) -> Uploaded:
    found = uploaded(ImportKind.CONTACTS, contents, "people")
    assert isinstance(found, Uploaded)
    return found


@pytest.mark.parametrize("form", [as_csv, as_workbook])
@pytest.mark.parametrize("apart", [1, 5])
def test_as_many_rows_as_may_be_are_read_however_many_blank_lines_are_between(form, apart) -> None:
    found = [row.given for row in read(form(MOST, apart=apart)).rows]
    assert [tuple(filter(None, cells)) for cells in found] == [(f"N-{number}", "Last") for number in range(MOST)]


@pytest.mark.parametrize("form", [as_csv, as_workbook])
@pytest.mark.parametrize("apart", [1, 5])
def test_one_row_more_is_said_and_no_further_one_is_read(form, apart) -> None:
    rows = iter(read(form(10 * MOST, apart=apart)).rows)
    for _ in range(MOST):
        next(rows)
    with pytest.raises(NotRead, match="people holds more than 12 rows") as no:
        next(rows)
    assert no.value.refusal.code == "file_too_long"
    assert next(rows, None) is None


@pytest.mark.parametrize("form", [as_csv, as_workbook])
def test_none_is_said_too(form) -> None:
    with pytest.raises(NotRead, match="no row below them"):
        list(read(form(0)).rows)


def test_a_line_of_a_workbook_is_told_as_it_is_numbered_there() -> None:
    assert [row.line for row in read(as_workbook(3, apart=5)).rows] == [11, 16, 21]
