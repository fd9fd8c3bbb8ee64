"""Are refused rows written down as given, so that they can be mended and fed back?"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from conferral.documents.header import Header
from conferral.documents.refused_rows import refused_cells, refused_columns
from conferral.documents.unreadable import Unreadable
from conferral.management.refused import refused_file
from conferral.rules.refusals import Refusal

if TYPE_CHECKING:
    from pathlib import Path

WHY = Refusal("date_not_iso", "enrolled_on: “1/3/25” is not a date written as YYYY-MM-DD.")
MENDED = Header(("line", "last_name", "code", "member_number", "message"), ",", "\n", has_bom=False)


def test_the_columns_are_those_given_without_an_earlier_line_code_and_message() -> None:
    assert refused_columns(MENDED) == ["last_name", "member_number", "line", "code", "message"]


def test_a_row_is_written_as_given_with_its_line_code_and_sentence() -> None:
    assert refused_cells(MENDED, 7, ("3", " Ann ", "old", "M-1", "old"), WHY) == [
        " Ann ", "M-1", "7", "date_not_iso", WHY.message,
    ]  # fmt: skip


def test_a_short_row_is_filled_up_and_cells_beyond_the_last_column_are_kept() -> None:
    assert refused_cells(MENDED, 7, ("3", "Ann"), WHY) == ["Ann", "", "7", "date_not_iso", WHY.message]
    assert refused_cells(MENDED, 7, ("3", "Ann", "", "M-1", "", "too", "many"), WHY)[-2:] == ["too", "many"]


def test_the_file_is_written_as_the_input_was(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    header = Header(("a",), ";", "\r\n", has_bom=True)

    with refused_file(out, source=tmp_path / "in.csv", columns=["a", "b"], written_as=header) as put:
        put(["é;", 'say "x"'])

    assert out.read_bytes() == '\ufeffa;b\r\n"é;";"say ""x"""\r\n'.encode()


def test_refused_items_of_a_program_file_have_columns_of_their_own(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"

    with refused_file(out, source=tmp_path / "in.json", columns=["program", "path", "code", "message"]) as put:
        put(["EMT-R", "versions/0/units_required", "units_negative", "It is below 0."])

    with out.open(newline="") as file:
        assert [row["program"] for row in csv.DictReader(file)] == ["EMT-R"]


def test_without_a_name_nothing_is_written(tmp_path: Path) -> None:
    with refused_file(None, source=tmp_path / "in.csv", columns=["a"]) as put:
        put(["x"])
    assert list(tmp_path.iterdir()) == []


def test_the_input_itself_is_never_written_over_under_whatever_name(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("a\n")
    link = tmp_path / "link.csv"
    link.symlink_to(source)

    for out in (source, link, tmp_path / "." / "in.csv"):
        with pytest.raises(Unreadable, match="very file"), refused_file(out, source=source, columns=["a"]):
            pass
    assert source.read_text() == "a\n"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    for out in (tmp_path / "none" / "out.csv", tmp_path):
        with (
            pytest.raises(Unreadable, match=r"could not be written.*Nothing was imported"),
            refused_file(out, source=tmp_path / "in.csv", columns=["a"]),
        ):
            pass
