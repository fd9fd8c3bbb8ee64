"""Does every command find a ready database, say no in one sentence, and leave quietly?"""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.management import call_command

from conferral.management.register_command import RegisterCommand
from tests.own_database import migrated

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

PROJECT = Path(__file__).parents[2]
LINES = 100_000

# A command of the tests' own, given to Python as `manage.py` would give it a real one.
PROGRAM = """
import django, os, signal, sys
django.setup()
from conferral.management.register_command import RegisterCommand

class Command(RegisterCommand):
    def add_arguments(self, parser):
        parser.add_argument("--lines", type=int, default=0)
        parser.add_argument("--interrupt", action="store_true")

    def carry_out(self, **options):
        for number in range(options["lines"]):
            self.say(f"line {number}")
        if options["interrupt"]:
            os.kill(os.getpid(), signal.SIGINT)
        return 0

Command().run_from_argv(["manage.py", "probe", *sys.argv[1:]])
"""


def probe(database: Path | str, *arguments: str, into: str = "") -> subprocess.CompletedProcess[str]:
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    if into:
        command = ["bash", "-c", f'"$@" {into}', "probe", *command]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


class OnADay(RegisterCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        self.add_day(parser)

    def carry_out(self, **options: object) -> int:
        self.say(self.day(options["on"]).isoformat())
        return 0


@pytest.mark.django_db
@time_machine.travel(date(2026, 3, 2), tick=False)
def test_the_day_is_the_one_given_or_today() -> None:
    for arguments, day in ((["--on", "2024-02-29"], "2024-02-29\n"), ([], "2026-03-02\n")):
        out = io.StringIO()
        call_command(OnADay(stdout=out), *arguments)
        assert out.getvalue() == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("31/06/2012", "--on: “31/06/2012” is not a date written as YYYY-MM-DD, for example 2025-03-01.\n"),
        ("2025-02-29", "--on: 2025-02-29 is not a day of the calendar.\n"),
        ("9999-01-01", "--on: 9999-01-01 lies outside 1900-01-01 to 2199-12-31.\n"),
    ],
)
def test_a_day_that_is_none_is_refused_in_a_sentence(given: str, sentence: str) -> None:
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(SystemExit, match="2"):
        call_command(OnADay(stdout=out, stderr=err), "--on", given)
    assert (out.getvalue(), err.getvalue()) == ("", sentence)


@pytest.mark.sqlite_only
def test_an_empty_database_is_set_up_by_the_first_command_and_only_by_the_first(tmp_path: Path) -> None:
    database = tmp_path / "new.sqlite3"

    first, second = probe(database), probe(database)

    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr == "The database is empty: setting it up.\n"
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    with sqlite3.connect(database) as rows:
        assert rows.execute("SELECT count(*) FROM django_migrations WHERE app = 'conferral'").fetchone()[0] > 0
    rows.close()


@pytest.mark.sqlite_only
def test_a_database_behind_this_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    database = migrated(tmp_path / "old.sqlite3")
    with sqlite3.connect(database) as rows:
        rows.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    rows.close()

    said = probe(database)

    assert (said.returncode, said.stdout) == (2, "")
    assert "1 migration is pending, the first is sessions.0001_initial" in said.stderr
    assert "manage.py migrate" in said.stderr


@pytest.mark.sqlite_only
def test_a_database_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "theirs.sqlite3"
    with sqlite3.connect(database) as rows:
        rows.execute("CREATE TABLE recipes (name TEXT)")
    rows.close()

    said = probe(database)

    assert said.returncode == 2
    assert "not Conferral's" in said.stderr
    with sqlite3.connect(database) as rows:
        assert [name for (name,) in rows.execute("SELECT name FROM sqlite_master")] == ["recipes"]
    rows.close()


@pytest.mark.sqlite_only
def test_a_database_out_of_reach_is_said_in_a_sentence_without_the_password() -> None:
    said = probe("postgres://someone:secret@127.0.0.1:1/none?connect_timeout=1")

    assert said.returncode == 2
    assert "The database cannot be reached" in said.stderr
    assert "secret" not in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.sqlite_only
def test_an_embedded_database_that_cannot_be_opened_is_status_2(tmp_path: Path) -> None:
    said = probe(tmp_path / "none" / "new.sqlite3")

    assert said.returncode == 2
    assert "cannot be opened" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.sqlite_only
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    database = migrated(tmp_path / "new.sqlite3")

    said = probe(database, "--lines", str(LINES), into="| head -1; exit ${PIPESTATUS[0]}")

    assert (said.stdout, said.stderr) == ("line 0\n", "")
    assert said.returncode == 141


@pytest.mark.sqlite_only
def test_a_closed_standard_output_changes_nothing_about_the_work(tmp_path: Path) -> None:
    database = migrated(tmp_path / "new.sqlite3")

    said = probe(database, into=">&-")

    assert (said.stdout, said.stderr, said.returncode) == ("", "", 0)


@pytest.mark.sqlite_only
def test_a_full_standard_output_is_said_in_a_sentence_with_a_status_of_its_own(tmp_path: Path) -> None:
    database = migrated(tmp_path / "new.sqlite3")

    said = probe(database, "--lines", str(LINES), into="> /dev/full")

    assert said.stderr.startswith("Writing failed: No space left on device.")
    assert (said.stderr.count("\n"), said.returncode) == (1, 74)


@pytest.mark.sqlite_only
def test_an_interrupted_command_says_so_without_a_traceback(tmp_path: Path) -> None:
    database = migrated(tmp_path / "new.sqlite3")

    said = probe(database, "--interrupt")

    assert (said.returncode, said.stderr) == (130, "Interrupted.\n")
