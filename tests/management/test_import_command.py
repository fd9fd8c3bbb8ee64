"""Do the import commands keep what is promised to other programs of their options, outputs and exit status?"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from conferral.management.import_command import ImportRowsCommand

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.management.conftest import CardIndex

pytestmark = pytest.mark.django_db
HEADER = "member_number,last_name,email\n"


@dataclass
class Said:
    status: int
    out: str
    err: str


@pytest.fixture
def import_cards(card_index: CardIndex) -> Callable[..., Said]:
    def run(*arguments: object) -> Said:
        class Command(ImportRowsCommand):
            importer = card_index

        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(Command(stdout=out, stderr=err), *map(str, arguments))
        except SystemExit as leaving:
            return Said(leaving.code, out.getvalue(), err.getvalue())
        return Said(0, out.getvalue(), err.getvalue())

    return run


def test_all_rows_accepted_is_status_0_and_the_summary_stands_alone_on_standard_output(import_cards, file) -> None:
    said = import_cards(file(f"{HEADER}M-1,Ann,\nM-2,Bob,\n"))

    assert said == Said(0, "2 rows: 2 created, 0 updated, 0 unchanged, 0 refused\n", "")


def test_some_rows_refused_is_status_1_and_each_is_said_with_line_and_reason(import_cards, file) -> None:
    said = import_cards(file(f"{HEADER}M-1,Ann,a@x.example\nM-2,,\nM-3,Cy,a@x.example\n"))

    assert said.status == 1
    assert said.out == "3 rows: 2 created, 0 updated, 0 unchanged, 1 refused\n"
    assert said.err.splitlines() == [
        "warning: line 4: another contact has this email",
        "refused: line 3: last_name: it is blank; a last name is needed.",
    ]


def test_only_twenty_refusals_and_twenty_warnings_are_shown(import_cards, file) -> None:
    refused = "".join(f"M-{n},,\n" for n in range(25))
    shared = "".join(f"N-{n},Name,same@x.example\n" for n in range(31))

    said = import_cards(file(HEADER + refused + shared))

    lines = said.err.splitlines()
    assert len(lines) == 42
    assert lines[20] == "warning: and 10 more"
    assert lines[41] == "refused: and 5 more"


def test_the_summary_as_json_is_one_object_with_five_figures(import_cards, file) -> None:
    said = import_cards(file(f"{HEADER}M-1,Ann,\nM-2,,\n"), "--json")

    assert json.loads(said.out) == {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "refused": 1}


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ("", "is empty"),
        ("member_number\nM-1\n", "“last_name” is missing"),
        ("member_number,last_name\nM-1,Ren\xe9\n".encode("latin-1"), "line 2: the byte 0xE9 is not UTF-8"),
        ('member_number,last_name\nM-1,"Ann\n', "line 2: a quote"),
    ],
)
def test_a_file_that_cannot_be_read_is_status_2_with_one_sentence_and_nothing_written(
    import_cards, card_index, file, contents, sentence
) -> None:
    said = import_cards(file(contents), "--json")

    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert card_index.cards == {}


def test_a_missing_file_is_status_2(import_cards, tmp_path: Path) -> None:
    said = import_cards(tmp_path / "none.csv")

    assert (said.status, said.err) == (2, f"{tmp_path / 'none.csv'}: there is no such file.\n")


def test_no_file_at_all_is_a_question_of_usage(import_cards) -> None:
    with pytest.raises(CommandError, match="FILE"):
        import_cards()


def test_errors_onto_the_input_or_into_nowhere_is_status_2_and_nothing_is_written(
    import_cards, card_index, file, tmp_path: Path
) -> None:
    source = file(f"{HEADER}M-1,Ann,\n")

    for out in (source, tmp_path / "none" / "out.csv"):
        said = import_cards(source, "--errors", out)
        assert (said.status, said.out) == (2, "")
        assert "--errors" in said.err
    assert card_index.cards == {}


def test_the_person_is_told_where_the_refused_rows_are_and_when_nothing_was_written(
    import_cards, file, tmp_path: Path
) -> None:
    source, out = file(f"{HEADER}M-1,Ann,\nM-2,,\n"), tmp_path / "out.csv"

    assert f"The refused rows are in {out}" in import_cards(source, "--errors", out).err
    assert "this was a dry run" in import_cards(source, "--dry-run").err
    said = import_cards(source, "--all-or-nothing")
    assert said.status == 1
    assert said.out == "2 rows: 0 created, 0 updated, 1 unchanged, 1 refused\n"
    assert "Nothing was written: rows were refused" in said.err


def test_no_progress_bar_where_nobody_watches(import_cards, file, capsys: pytest.CaptureFixture[str]) -> None:
    import_cards(file(f"{HEADER}M-1,Ann,\n"))

    assert capsys.readouterr() == ("", "")
