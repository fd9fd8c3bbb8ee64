"""Does `export_programs` hand out what `import_programs` reads, to a file or to standard output?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conferral.models import Event, Program
from tests import make
from tests.imports import Said, command
from tests.sample_programs import example, item, version

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> None:
    make.program("B/ü", make.definition(name="Zwei “ü”"))
    make.program("A", examples=[example()])
    make.publish(Program.objects.get(code="A"), make.definition(name="Second"))


def test_every_program_comes_out_by_code_with_its_versions_and_examples(two) -> None:
    said = command("export_programs")

    assert (said.status, said.err) == (0, "")
    first, second = json.loads(said.out)["programs"]
    assert (first["code"], second["code"]) == ("A", "B/ü")
    assert [one["name"] for one in first["versions"]] == ["Emergency care", "Second"]
    assert first["examples"] == [example()]
    assert "“ü”" in said.out
    assert said.out.endswith("}\n")


def test_only_the_programs_that_are_named_come_out(two) -> None:
    said = command("export_programs", "--program", "B/ü")
    assert [one["code"] for one in json.loads(said.out)["programs"]] == ["B/ü"]
    both = command("export_programs", "--program", "B/ü", "--program", "A")
    assert [one["code"] for one in json.loads(both.out)["programs"]] == ["A", "B/ü"]


def test_an_empty_register_is_a_file_without_programs() -> None:
    assert json.loads(command("export_programs").out) == {"programs": []}


def test_a_program_that_is_not_there_is_status_2_and_nothing_is_written(two, tmp_path: Path) -> None:
    out = tmp_path / "programs.json"
    said = command("export_programs", "--program", "A", "--program", "X", "-o", out)
    assert said == Said(2, "", "There is no program with the code X.\n")
    assert not out.exists()


def test_a_file_is_written_and_said_and_comes_back_unchanged(two, tmp_path: Path) -> None:
    out = tmp_path / "programs.json"
    entries = Event.objects.count()

    said = command("export_programs", "-o", out)

    assert said == Said(0, "", f"2 programs written to {out}.\n")
    assert out.read_text(encoding="utf-8") == command("export_programs").out
    again = command("import_programs", out)
    assert again == Said(0, "2 rows: 0 created, 0 updated, 2 unchanged, 0 refused\n", "")
    assert Event.objects.count() == entries
    assert command("export_programs", "--program", "A", "--output", out).err == f"1 program written to {out}.\n"


def test_a_file_that_cannot_be_written_is_status_2_in_one_sentence(two, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "programs.json"
    assert command("export_programs", "-o", out) == Said(
        2, "", f"{out} could not be written: No such file or directory.\n"
    )


def test_what_was_brought_in_comes_out_as_it_was(tmp_path: Path) -> None:
    given = {"programs": [item("A", version(), version(name="Second"), examples=[example()])]}
    source = tmp_path / "programs.json"
    source.write_text(json.dumps(given, default=float))
    command("import_programs", source)

    (written,) = json.loads(command("export_programs").out)["programs"]

    assert {key: written[key] for key in ("code", "status", "maintenance", "examples")} == {
        key: given["programs"][0][key] for key in ("code", "status", "maintenance", "examples")
    }
    assert [one["name"] for one in written["versions"]] == ["EMT recertification", "Second"]


def test_a_refused_example_is_said_with_its_path_and_a_dry_run_judges_too(tmp_path: Path) -> None:
    source = tmp_path / "programs.json"
    fails = example(expect={"status": "earned"})
    source.write_text(json.dumps({"programs": [item("A", examples=[fails])]}, default=float))

    for options in ([], ["--dry-run"]):
        said = command("import_programs", source, *options)
        assert (said.status, said.out) == (1, "1 row: 0 created, 0 updated, 0 unchanged, 1 refused\n")
        assert said.err.startswith(
            "refused: A: examples[0]: the example “Not begun” does not come out as it says. "
            "Status: Earned is expected, Enrolled comes out"
        )
    assert not Program.objects.exists()
