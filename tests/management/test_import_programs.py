"""Does `import_programs` keep what is promised to other programs, from file to database?"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from conferral.documents.program_file import program_file
from conferral.models import Event, Program, Version
from tests import make
from tests.imports import Said, command
from tests.sample_programs import EXAMPLE, item, version

pytestmark = pytest.mark.django_db
File = Callable[..., Path]


def give(source: Path, *options: object) -> Said:
    return command("import_programs", source, *options)


@pytest.fixture
def programs(file: File) -> Callable[..., Path]:
    """Write a file of these programs."""

    def write(*items: object, name: str = "programs.json") -> Path:
        return file(json.dumps({"programs": items}, default=float), name)

    return write


def register() -> tuple[object, ...]:
    return program_file(Program.objects.all()), Event.objects.count()


def test_the_example_of_the_interface_comes_in_with_a_warning_that_its_units_are_out_of_reach(file: File) -> None:
    source = file(EXAMPLE, "programs.json")

    warning = "warning: EMT-R: The version asks for 40 units, but its requirements give at most 20 that count.\n"
    assert give(source) == Said(0, "1 row: 1 created, 0 updated, 0 unchanged, 0 refused\n", warning)
    before = register()
    assert give(source) == Said(0, "1 row: 0 created, 0 updated, 1 unchanged, 0 refused\n", "")
    assert register() == before


def test_the_summary_as_json_is_one_object_with_five_figures(programs) -> None:
    make.program("A")
    make.program("C")
    give(programs(item("D")))

    said = give(programs(item("A"), item("B"), item("C", versions=[]), item("D"), item("E", status=1)), "--json")

    # C gets the policy `maintenance` that the file gives it.
    assert json.loads(said.out) == {"rows": 5, "created": 1, "updated": 2, "unchanged": 1, "refused": 1}
    assert said.status == 1


def test_an_export_comes_back_unchanged(file: File) -> None:
    make.publish(
        make.program("A", make.definition(make.requirement(units=Decimal("0.125")))), make.definition(name="B")
    )
    source = file(json.dumps(program_file(Program.objects.all())), "export.json")

    assert give(source).out == "1 row: 0 created, 0 updated, 1 unchanged, 0 refused\n"


def test_refusals_are_said_with_program_path_and_reason_and_stop_no_other(programs, tmp_path: Path) -> None:
    out = tmp_path / "errors.csv"
    bad = item("B", version(name=7, deadline_period={"count": 0, "unit": "days"}), status="Active")

    said = give(programs(item("A"), bad, item("X", code=..., status=...), item("C")), "--errors", out)

    assert (said.status, said.out) == (1, "4 rows: 2 created, 0 updated, 0 unchanged, 2 refused\n")
    assert said.err.splitlines() == [
        "refused: B: status: the word “Active” is unknown here. Did you mean “active”?",
        "refused: B: versions[0].name: a text in quotes is expected here, not 7.",
        "refused: B: versions[0].deadline_period.count: a whole number from 1 to 110000 is expected here, not 0.",
        "refused: no code: programs[2].code: the key is missing, and nothing stands for it when it is left out.",
        f"What was refused, and why, is in {out}: mend the file of programs and import it again.",
    ]
    with out.open(newline="", encoding="utf-8") as written:
        rows = list(csv.reader(written))
    assert rows[0] == ["program", "path", "code", "message"]
    assert [row[:3] for row in rows[1:]] == [
        ["B", "status", "word_unknown"],
        ["B", "versions[0].name", "wrong_type"],
        ["B", "versions[0].deadline_period.count", "number_out_of_range"],
        ["", "programs[2].code", "key_missing"],
    ]
    assert rows[1][3] == "status: the word “Active” is unknown here. Did you mean “active”?"


def test_a_mended_file_brings_in_what_was_refused(programs) -> None:
    give(programs(item("A"), item("B", status=5)))

    said = give(programs(item("A"), item("B"), name="mended.json"))

    assert said == Said(0, "2 rows: 1 created, 0 updated, 1 unchanged, 0 refused\n", "")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(programs) -> None:
    make.program("A")
    before = register()

    said = give(
        programs(item("A"), item("B", version(prerequisites=["C"])), item("C"), item("D", status=5)), "--dry-run"
    )

    assert (said.status, said.out) == (1, "4 rows: 2 created, 1 updated, 0 unchanged, 1 refused\n")
    assert said.err.endswith("Nothing was written: this was a dry run.\n")
    assert register() == before


def test_all_or_nothing_writes_nothing_when_a_program_is_refused(programs) -> None:
    said = give(programs(item("A"), item("B", status=5)), "--all-or-nothing")

    assert (said.status, said.out) == (1, "2 rows: 0 created, 0 updated, 1 unchanged, 1 refused\n")
    assert not Program.objects.exists()
    assert give(programs(item("A"), item("B")), "--all-or-nothing").out.startswith("2 rows: 2 created")
    assert Program.objects.count() == 2


def test_a_key_that_stands_twice_in_an_object_is_refused(file: File) -> None:
    text = json.dumps({"programs": [item("A")]}).replace(
        '"status": "active"', '"status": "active", "status": "inactive"'
    )

    said = give(file(text, "programs.json"))

    assert said.status == 1
    assert said.err == "refused: A: status: the key stands more than once; keep the one that is right.\n"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999999999999999999999", "1" * 5000, "1e-99999", "-0.1"])
def test_a_number_that_is_none_is_refused_with_its_path(file: File, number: str) -> None:
    text = json.dumps({"programs": [item("A", version(units_required=777))]}).replace("777", number)

    said = give(file(text, "programs.json"))

    assert said.status == 1
    assert said.err.startswith("refused: A: versions[0].units_required: a number ")
    assert len(said.err) < 200


def test_a_byte_order_mark_crlf_and_names_of_any_script_do_not_matter(file: File) -> None:
    named = item("A", version(name="N" * 300, description="a\nb"), version(name='محمد 👩🏽‍🚒 "quoted"'))
    text = json.dumps({"programs": [named]}, indent=1, ensure_ascii=False).replace("\n", "\r\n")

    assert give(file("\ufeff" + text, "programs.json")).status == 0
    assert list(Version.objects.order_by("number").values_list("name", "description")) == [
        ("N" * 300, "a\nb"),
        ('محمد 👩🏽‍🚒 "quoted"', ""),
    ]
    assert give(file(text, "programs.json")).out == "1 row: 0 created, 0 updated, 1 unchanged, 0 refused\n"


UNREADABLE = {
    "empty": ("", "line 1, column 1: the file is empty;"),
    "not JSON": ("code,name\n", "line 1, column 1: this is not JSON: a value is expected here"),
    "comma too many": ('{"programs": [\n  {"code": "A",}\n]}', "line 2, column "),
    "comma missing": ('{"programs": [\n\n {} {}]}', "line 3, column 5: this is not JSON: a comma or a closing bracket"),
    "colon missing": ('{"programs" []}', "line 1, column 13: this is not JSON: a colon is expected here"),
    "single quotes": ("{'programs': []}", "line 1, column 2: this is not JSON: a key in double quotes"),
    "open text": ('{"programs": [{"code": "A}]}', "line 1, column 24: this is not JSON: the text that begins here"),
    "line break in a text": ('{"programs": ["a\nb"]}', "line 1, column 17: this is not JSON: a line break"),
    "backslash": ('{"programs": ["C:\\x"]}', "this is not JSON: a backslash begins nothing known here"),
    "two objects": ('{"programs": []}\n{"programs": []}', "line 2, column 1: this is not JSON: the file goes on"),
    "a list": ("[]", 'line 1, column 1: {"programs": [...]} is expected, not a list.'),
    "a text": ('\n  "programs"', 'line 2, column 3: {"programs": [...]} is expected, not the text “programs”.'),
    "no programs": ("{}", "the key “programs” is missing."),
    "programs no list": ('{"programs": {}}', "“programs” is a list of programs, not an object."),
    "another key": ('{"programs": [], "version": 1}', "the key “version” is unknown here."),
    "programs twice": ('{"programs": [], "programs": []}', "the key “programs” stands more than once"),
    "Latin-1": ('{"programs": [\n "Ren\xe9"]}'.encode("latin-1"), "line 2, column 6: the byte 0xE9 is not UTF-8."),
    "UTF-16": ('{"programs": []}'.encode("utf-16"), "line 1, column 1: the byte 0xFF is not UTF-8."),
    "nested": ('{"programs": ' + "[" * 100_000, "nested too deep"),
}


@pytest.mark.parametrize(("contents", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_file_of_programs_is_status_2_with_line_and_column(
    file: File, tmp_path: Path, contents: str | bytes, sentence: str
) -> None:
    out = tmp_path / "errors.csv"

    said = give(file(contents, "programs.json"), "--errors", out, "--json")

    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("programs.json")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert not out.exists()


def test_a_missing_file_or_a_folder_or_errors_onto_the_input_is_status_2(programs, tmp_path: Path) -> None:
    source = programs(item("A"))

    assert give(tmp_path / "none.json") == Said(2, "", f"{tmp_path / 'none.json'}: there is no such file.\n")
    assert give(tmp_path) == Said(2, "", f"{tmp_path} is a folder; a JSON file is needed.\n")
    assert give(source, "--errors", source).status == 2
    assert not Program.objects.exists()
