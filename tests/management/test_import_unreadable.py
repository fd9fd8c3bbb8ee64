"""Is a file that cannot be read described so that the person can make it readable?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conferral.documents.unreadable import BLOCK, Unreadable
from conferral.management.opened import open_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from conferral.documents.header import Columns

HEADER = "member_number,last_name\n"


@pytest.fixture
def complaint(file: Callable[..., Path], columns: Columns) -> Callable[[bytes], str]:
    def complaint(contents: bytes) -> str:
        with pytest.raises(Unreadable) as caught, open_table(file(contents), columns) as table:
            list(table.rows())
        return str(caught.value)

    return complaint


def test_a_latin_1_file_is_named_as_such_with_the_line(complaint: Callable[[bytes], str]) -> None:
    said = complaint(f"{HEADER}M-1,Ann\nM-2,René\n".encode("latin-1"))

    assert "contacts.csv, line 3: the byte 0xE9 is not UTF-8" in said
    assert "Latin-1" in said
    assert "“é”" in said
    assert "CSV UTF-8" in said
    assert "iconv -f LATIN1 -t UTF-8 contacts.csv" in said


def test_a_windows_file_is_named_as_such(complaint: Callable[[bytes], str]) -> None:
    said = complaint(f"{HEADER}M-1,D’Arcy\n".encode("cp1252"))

    assert "line 2" in said
    assert "Windows-1252" in said
    assert "“’”" in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_utf_16_file_is_named_as_such_with_or_without_its_mark(
    complaint: Callable[[bytes], str], encoding: str
) -> None:
    assert "UTF-16" in complaint(f"{HEADER}M-1,Ann\n".encode(encoding))


def test_a_workbook_is_named_as_such(complaint: Callable[[bytes], str]) -> None:
    assert "workbook" in complaint(b"PK\x03\x04\x14\x00\x06\x00")


def test_an_empty_file_is_named_as_such(complaint: Callable[[bytes], str]) -> None:
    assert complaint(b"") == "contacts.csv is empty (0 bytes): it must at least hold a line of column names."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_of_a_bad_byte_is_right_far_into_the_file(complaint: Callable[[bytes], str], end: str) -> None:
    row = f"M-1,{'x' * 56}{end}".encode()
    rows = BLOCK * 2 // len(row)

    said = complaint(HEADER.strip().encode() + end.encode() + row * rows + b"M-2,\xff\n")

    assert f"line {rows + 2}: the byte 0xFF" in said


@pytest.mark.parametrize("filler", range(BLOCK - 3, BLOCK + 2))
def test_a_line_end_across_two_blocks_is_one_line_end(complaint: Callable[[bytes], str], filler: int) -> None:
    header = b"member_number,last_name\r\n"

    said = complaint(header + b"M-1," + b"x" * (filler - len(header) - 4) + b"\r\nM-2,\xff\n")

    assert "line 3:" in said


def test_a_letter_cut_off_at_the_end_of_the_file_is_not_utf_8(complaint: Callable[[bytes], str]) -> None:
    assert "line 2: the byte 0xC3" in complaint(f"{HEADER}M-1,Ann".encode() + b"\xc3")


def test_a_bad_byte_in_the_column_names_is_on_line_1(complaint: Callable[[bytes], str]) -> None:
    assert "line 1: the byte 0xE9" in complaint(b"member_number,last_name,pr\xe9nom\n")


def test_a_missing_file_a_folder_and_a_closed_file_are_told_apart(tmp_path: Path, columns: Columns) -> None:
    for path, sentence in (
        (tmp_path / "none.csv", "there is no such file"),
        (tmp_path, "is a folder"),
        (Path("/proc/self/mem/x"), "could not be opened"),
    ):
        with pytest.raises(Unreadable, match=sentence), open_table(path, columns):
            pass
