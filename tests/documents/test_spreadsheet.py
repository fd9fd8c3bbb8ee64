"""Is a list as a file the list: each text a text, each day a day, and no cell a formula?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from tracemalloc import get_traced_memory, reset_peak, start, stop

import pytest
from hypothesis import given
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from conferral.documents import spreadsheet
from conferral.documents.spreadsheet import csv_of, xlsx_of
from conferral.rules.formulas import BEGINS_A_FORMULA

HEAD = ["Name", "=Units", "Since"]
ROWS = [
    ("Ada, “Countess”\nLovelace", Decimal("1.250"), date(2026, 3, 2)),
    ("佐藤 太郎", 7, datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
    ("", Decimal(0), None),
]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(rows, head=HEAD, sheet: int = 0) -> list[list[object]]:
    with xlsx_of(head, rows) as file:
        return CalamineWorkbook.from_filelike(file).get_sheet_by_index(sheet).to_python()


def test_a_list_as_csv_begins_with_a_byte_order_mark_and_has_days_as_they_are_written() -> None:
    data = b"".join(csv_of(HEAD, ROWS))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [
        ["Name", "'=Units", "Since"],
        ["Ada, “Countess”\nLovelace", "1.25", "2026-03-02"],
        ["佐藤 太郎", "7", "2026-03-02T09:30:00+00:00"],
        ["", "0", ""],
    ]


def test_a_list_as_xlsx_has_texts_numbers_and_days() -> None:
    assert read_xlsx(ROWS) == [
        ["Name", "=Units", "Since"],
        ["Ada, “Countess”\nLovelace", 1.25, date(2026, 3, 2)],
        ["佐藤 太郎", 7.0, datetime(2026, 3, 2, 9, 30)],
        ["", 0.0, ""],
    ]


@pytest.mark.parametrize(
    "text", [f"{sign}cmd|' /C calc'!A0" for sign in BEGINS_A_FORMULA] + ['=HYPERLINK("http://x","y")']
)
def test_no_cell_is_a_formula(text) -> None:
    assert read_csv(b"".join(csv_of(["x"], [(text,)])))[1] == [f"'{text}"]
    with xlsx_of(["x"], [(text,)]) as file:
        book = CalamineWorkbook.from_filelike(file)
        file.seek(0)
    assert book.get_sheet_by_index(0).to_python()[1][0].strip() == text.strip().replace("\r", "\n").strip()


@given(
    some.lists(
        some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20), min_size=1, max_size=5
    )
)
def test_every_text_comes_back_and_begins_like_no_formula(texts) -> None:
    (_head, row) = read_csv(b"".join(csv_of(texts, [texts])))
    assert [
        cell.removeprefix("'") if not text.startswith("'") else cell for cell, text in zip(row, texts, strict=True)
    ] == texts
    assert not any(cell.startswith(BEGINS_A_FORMULA) for cell in row)


def test_a_text_longer_than_a_cell_holds_is_cut_and_a_list_longer_than_a_sheet_goes_on(monkeypatch) -> None:
    assert len(read_xlsx([("x" * 40_000,)], ["x"])[1][0]) == spreadsheet.LONGEST_CELL
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    rows = [(number,) for number in range(3)]
    assert read_xlsx(rows, ["x"]) == [["x"], [0.0], [1.0]]
    assert read_xlsx(rows, ["x"], sheet=1) == [["x"], [2.0]]


@pytest.mark.parametrize("count", [0, 999, 1000, 1001, 2000])
def test_every_row_is_there_once_however_they_are_handed_on(count) -> None:
    parts = list(csv_of(["x"], ((number,) for number in range(count))))
    assert read_csv(b"".join(parts))[1:] == [[str(number)] for number in range(count)]


def test_memory_does_not_grow_with_the_list() -> None:
    def peak(count: int) -> int:
        reset_peak()
        before = get_traced_memory()[0]
        for _part in csv_of(HEAD, (ROWS[number % 3] for number in range(count))):
            pass
        return get_traced_memory()[1] - before

    start()
    try:
        peak(10)
        assert peak(10_000) < 2 * 2**20
        assert peak(10_000) < 1.5 * peak(2_000)
    finally:
        stop()
