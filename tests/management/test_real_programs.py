"""Can programs as they are out there be said without bending them? The files of docs/example/real, and what must come out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conferral.models import Program
from conferral.rules.program_file import GivenProgram, parse
from conferral.rules.program_file_examples import failing
from conferral.rules.standing import Status
from tests.imports import command
from tests.sample_programs import decoded

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "example" / "real"
FILES = sorted(FOLDER.glob("*.json"))
EACH = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def programs(file: Path) -> list[dict]:
    return decoded(file.read_text(encoding="utf-8"))["programs"]


def test_there_are_four_of_them() -> None:
    assert len(FILES) == 4


@EACH
def test_it_comes_in_comes_out_again_and_changes_nothing_the_second_time(file, tmp_path) -> None:
    given = programs(file)

    assert command("import_programs", file).status == 0
    out = tmp_path / "out.json"
    assert command("export_programs", "-o", out).status == 0

    assert f"{len(given)} unchanged, 0 refused" in command("import_programs", out).out
    assert f"{len(given)} unchanged, 0 refused" in command("import_programs", file).out
    written = {item["code"]: item for item in json.loads(out.read_text(encoding="utf-8"))["programs"]}
    for item in given:
        assert [parse(item)] == [parse(decoded(json.dumps(written[item["code"]])) | _left_out(item))]


def _left_out(item: dict) -> dict:
    """A file may leave out live policies that an export always says."""
    return {
        key: None
        for key in ("enrollees_may_cancel", "separation_of_duties", "maintenance", "retention_years")
        if key not in item
    }


@EACH
def test_each_has_two_to_four_examples_that_come_out_and_with_another_status_would_not(file) -> None:
    for item in programs(file):
        found = parse(item)
        assert isinstance(found, GivenProgram)
        (version,) = found.versions
        examples = found.policies["examples"]
        assert 2 <= len(examples) <= 4
        assert failing(version.definition, examples) == ()
        for one in examples:
            others = [status.value for status in Status if status.value != one["expect"].get("status", "enrolled")]
            for other in others:
                assert failing(version.definition, [{**one, "expect": {"status": other}}]), (one["name"], other)


@EACH
def test_each_names_what_it_is_modelled_on_and_anybody_may_read_it(file, client) -> None:
    command("import_programs", file)
    assert Program.objects.count() == len(programs(file))
    for program in Program.objects.all():
        answer = client.get(f"/programs/{program.code}/")
        assert answer.status_code == 200
        assert "Modelled on" in answer.content.decode()


def test_the_example_of_docs_files_comes_out_of_the_program_it_is_about() -> None:
    papers = FOLDER.parents[1]
    text = (papers / "files.md").read_text(encoding="utf-8")
    example = decoded(text[text.index('    {"name": "In time') : text.index("It needs `name`")])
    emt, _ = programs(papers / "example" / "programs.json")
    found = parse({**emt, "examples": [example]})
    assert isinstance(found, GivenProgram), found
    assert failing(found.versions[-1].definition, found.policies["examples"]) == ()
