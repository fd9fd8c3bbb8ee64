"""Is a CSV file read as the person meant it, and are its bad rows refused one by one?"""

from __future__ import annotations

import os
import threading
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from conferral.documents.table import CELL_LIMIT, ROW_LIMIT, RefusedRow
from conferral.documents.unreadable import Unreadable
from conferral.management.opened import open_table
from conferral.rules.outcomes import Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conferral.documents.header import Columns

    File = Callable[..., Path]

NAMES = ("member_number", "last_name", "email", "notes")
ANN = {"member_number": "M-1", "last_name": "Ann", "email": "", "notes": ""}


@pytest.fixture
def read(file: File, columns: Columns) -> Callable[[str | bytes], list[Row | RefusedRow]]:
    def read(contents: str | bytes) -> list[Row | RefusedRow]:
        with open_table(file(contents), columns) as table:
            return list(table.rows())

    return read


def cells(rows: list[Row | RefusedRow]) -> list[dict[str, str]]:
    return [dict(row.cells) for row in rows if isinstance(row, Row)]


def codes(rows: list[Row | RefusedRow]) -> list[tuple[int, str]]:
    return [(row.line, row.refusal.code if isinstance(row, RefusedRow) else "") for row in rows]


@pytest.mark.parametrize(
    "contents",
    [
        b"member_number,last_name\nM-1,Ann\n",
        b"member_number,last_name\nM-1,Ann",
        b"member_number,last_name\r\nM-1,Ann\r\n",
        b"member_number,last_name\rM-1,Ann\r",
        b"\xef\xbb\xbfmember_number,last_name\nM-1,Ann\n",
        b'\xef\xbb\xbf"member_number","last_name"\r\n"M-1","Ann"\r\n',
        b"\xef\xbb\xbfmember_number;last_name\r\nM-1;Ann\r\n",
        b"last_name,member_number\nAnn,M-1\n",
        b"member_number,last_name,email,notes\nM-1,Ann,,\n",
        b"\n,\nmember_number,last_name\n\n,\n , \nM-1,Ann\n\n",
        b" member_number , last_name \n M-1 ,\tAnn \n",
        b'member_number, "last_name"\nM-1, "Ann"\n',
        b"line,member_number,code,last_name,message\n7,M-1,date_not_iso,Ann,some reason\n",
    ],
    ids=[
        "LF", "no last line end", "CR LF", "CR", "BOM", "BOM and quotes", "semicolons", "another order",
        "all columns", "blank rows", "blanks around", "blank before a quote", "an errors file fed back",
    ],
)  # fmt: skip
def test_one_member_reads_the_same_however_the_file_is_written(
    read: Callable[[bytes], list[Row | RefusedRow]], contents: bytes
) -> None:
    assert cells(read(contents)) == [ANN]


def test_a_row_is_numbered_by_the_line_on_which_it_begins(read: Callable[[str], list[Row | RefusedRow]]) -> None:
    rows = read('member_number,last_name,notes\nM-1,Ann,"one\ntwo\r\nthree"\n\nM-2,Bob,\n')

    assert [row.line for row in rows] == [2, 6]
    assert cells(rows)[0]["notes"] == "one\ntwo\r\nthree"


def test_a_quote_doubled_in_a_quoted_cell_and_the_other_delimiter_are_text(
    read: Callable[[str], list[Row | RefusedRow]],
) -> None:
    assert cells(read('member_number;last_name\nM-1;"O""Hara; ""Scarlett"", née\u2028H"\n'))[0]["last_name"] == (
        'O"Hara; "Scarlett", née\u2028H'
    )


def test_a_letter_and_its_accent_written_apart_are_one_letter(read: Callable[[str], list[Row | RefusedRow]]) -> None:
    [row] = read("member_number,last_name\nM-1,Jose\u0301 \n")

    assert isinstance(row, Row)
    assert row.cells["last_name"] == "José"
    assert row.given == ("M-1", "Jose\u0301 ")


def test_a_row_with_too_many_or_too_few_cells_is_refused_and_the_others_are_read(
    read: Callable[[str], list[Row | RefusedRow]],
) -> None:
    rows = read("member_number,last_name,email\nM-1,Smith, John,\nM-2,Bob\nM-3,Cy,c@x.example\n")

    assert codes(rows) == [(2, "too_many_cells"), (3, "too_few_cells"), (4, "")]
    assert "“,” must stand in quotes" in str(rows[0].refusal)  # type: ignore[union-attr]
    assert "from email on there is nothing" in str(rows[1].refusal)  # type: ignore[union-attr]


def test_a_cell_of_64_kb_is_read_and_a_longer_one_refuses_only_its_row(
    read: Callable[[str], list[Row | RefusedRow]],
) -> None:
    fits, over = "é" * (CELL_LIMIT // 2), "é" * (CELL_LIMIT // 2) + "x"
    huge = "y" * 2_000_000

    rows = read(f"member_number,last_name\nM-1,{fits}\nM-2,{over}\nM-3,{huge}\nM-4,Dee\n")

    assert codes(rows) == [(2, ""), (3, "cell_too_long"), (4, "cell_too_long"), (5, "")]
    assert "last_name: the cell holds 65,537 bytes" in str(rows[1].refusal)  # type: ignore[union-attr]
    assert rows[2].given == ("M-3", huge)


def test_a_nul_refuses_only_its_row(read: Callable[[str], list[Row | RefusedRow]]) -> None:
    rows = read("member_number,last_name\nM-1,A\0nn\nM-2,Bob\n")

    assert codes(rows) == [(2, "cell_with_nul"), (3, "")]
    assert str(rows[0].refusal).startswith("last_name: ")  # type: ignore[union-attr]


def test_a_row_with_wrong_quotes_is_refused_with_everything_that_stood_there(
    read: Callable[[str], list[Row | RefusedRow]],
) -> None:
    rows = read(
        'member_number,last_name,email\n"M"-1,Ann,\nM-2,"Smith, John"x,j@x.example\nM-3,"12" Smith",\nM-4,5" Pipe,\n'
    )

    assert codes(rows) == [(2, "quotes_malformed"), (3, "quotes_malformed"), (4, "quotes_malformed"), (5, "")]
    assert [row.given for row in rows] == [
        ('"M"-1', "Ann", ""),
        ("M-2", '"Smith, John"x', "j@x.example"),
        ("M-3", '"12" Smith"', ""),
        ("M-4", '5" Pipe', ""),
    ]


@pytest.mark.parametrize(
    "rest",
    ["", "M-3,Cy\nM-4,Dee\n", 'M-3,"Cy, Young"\n', "\nM-3,Cy" * 1000],
    ids=["at once", "to the end", "up to the next quote", "over a thousand rows"],
)
def test_a_quote_never_closed_makes_the_file_unreadable_and_its_line_is_said(
    read: Callable[[str], list[Row | RefusedRow]], rest: str
) -> None:
    with pytest.raises(Unreadable, match=r"contacts\.csv, line 3: a quote"):
        read(f'member_number,last_name\nM-1,Ann\nM-2,"Bob\n{rest}')


def test_a_row_without_end_makes_the_file_unreadable_before_memory_runs_out(file: File, columns: Columns) -> None:
    path = file('member_number,last_name\nM-1,Ann\nM-2,"Bob\n' + "M-3,Cy\n" * (ROW_LIMIT // 7 + 10))

    tracemalloc.start()
    with open_table(path, columns) as table, pytest.raises(Unreadable, match="line 3 is longer than 8 MB"):
        list(table.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150_000_000


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("member_number", "“last_name” is missing."),
        ("last_name,email", "“member_number” is missing."),
        ("member_number,last_name,shoe_size,hat", "“shoe_size”, “hat” are unknown here."),
        ("member_number,Last Name", "Did you mean “last_name”?"),
        ("member_number,last_name,email,last_name", "“last_name” stands more than once"),
        ("member_number,last_name,,notes,", "Columns 3, 5 without a name"),
        ("member_number\tlast_name", "separated by tabs"),
        ('member_number,"last_name', "quotes"),
        ('member_number,"last"_name', "quotes"),
        ("\n,,\n\n", "holds no column names"),
        ("\ufeff", "holds no column names"),
    ],
)
def test_wrong_column_names_make_the_file_unreadable_and_are_named(
    read: Callable[[str], list[Row | RefusedRow]], header: str, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=r"contacts\.csv") as caught:
        read(f"{header}\n")
    assert sentence in str(caught.value)


def test_everything_wrong_with_the_column_names_is_said_at_once(
    read: Callable[[str], list[Row | RefusedRow]],
) -> None:
    with pytest.raises(Unreadable) as caught:
        read("memer_number,notes,notes,\n")
    for part in ("Column 4", "“notes” stands", "“member_number”, “last_name” are missing", "“memer_number” is unknown"):
        assert part in str(caught.value)


def test_a_file_with_only_column_names_has_no_rows(read: Callable[[str], list[Row | RefusedRow]]) -> None:
    assert read("member_number,last_name") == []


def test_the_rows_can_be_read_again_from_the_beginning(file: File, columns: Columns) -> None:
    with open_table(file("member_number,last_name\nM-1,Ann\nM-2,Bob\n"), columns) as table:
        assert list(table.rows()) == list(table.rows())


def test_a_pipe_is_read_like_a_file(tmp_path: Path, columns: Columns) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("member_number,last_name\nM-1,Ann\n",))
    writer.start()
    with open_table(pipe, columns) as table:
        assert len(list(table.rows())) == len(list(table.rows())) == 1
    writer.join()


def test_a_hundred_thousand_rows_are_read_quickly_and_in_constant_memory(file: File, columns: Columns) -> None:
    path = file(
        ",".join(NAMES) + "\n" + "".join(f"M-{n},Smith é{n},member{n}@example.org,a note\n" for n in range(100_000))
    )

    with open_table(path, columns) as table:
        began = time.process_time()
        assert sum(1 for _ in table.rows()) == 100_000
        took = time.process_time() - began
        tracemalloc.start()
        for _ in table.rows():
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert peak < 1_000_000
    # About half a second; the rest is room for a busy machine. Quadratic reading takes minutes.
    assert took < 5
