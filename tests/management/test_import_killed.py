"""Does an import that was killed in the middle, begun again, end as one that nobody disturbed?"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.conftest import on_postgresql
from tests.imports import COMPLETIONS, ENROLLMENTS, put, written

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 1000
POPULATE = f"""
import django
django.setup()
from decimal import Decimal
from conferral.models import Contact
from tests import make
make.program("EMT", make.definition(
    make.requirement("EXAM", scale=make.POINTS),
    make.requirement("CE", is_repeatable=True, units=Decimal(10)),
    designation="EMT",
))
Contact.objects.bulk_create(Contact(member_number=f"N-{{n}}", last_name="Name") for n in range({PEOPLE}))
"""
DAY_OF_IMPORT = (5, 6)
"""Where an enrollment's day and instant of registration stand: the two runs may lie on two days."""


class Database:
    """A database of its own, outside the test's: what a killed process committed stays in it."""

    def __init__(self, url: str, count: Callable[[str], int]) -> None:
        self._environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "conferral.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.count = count
        self.run("manage.py", "migrate", "--verbosity", "0")
        self.run("-c", POPULATE)

    def begin(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object) -> str:
        with self.begin(*arguments) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out

    def bring(self, name: str, source: Path) -> dict[str, int]:
        return json.loads(self.run("manage.py", name, source, "--json"))

    def kill_in_the_middle(self, name: str, source: Path, table: str) -> int:
        """Kill the import as soon as its first chunks are in; return how many rows those are."""
        with self.begin("manage.py", name, source) as process:
            until = time.monotonic() + 300
            while self.count(table) == 0:
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < until
                time.sleep(0.005)
            process.kill()
            process.communicate()
        assert process.returncode == -9
        return self.count(table)

    def state(self) -> dict[str, object]:
        state = json.loads(self.run("-m", "tests.register"))
        for row in state["held"]["enrollment"]:
            for place in reversed(DAY_OF_IMPORT):
                del row[place]
        return state


@pytest.fixture
def databases(tmp_path: Path) -> Iterator[list[Database]]:
    """Two databases alike: one for the killed import, one for the undisturbed."""
    if not on_postgresql():
        yield [on_sqlite(tmp_path / f"{name}.sqlite3") for name in ("killed", "undisturbed")]
        return
    import psycopg

    given = settings.DATABASES["default"]
    login = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    login = {name: value for name, value in login.items() if value}
    names = [f"import_{name}_{os.getpid()}" for name in ("killed", "undisturbed")]
    with closing(psycopg.connect(dbname="postgres", autocommit=True, **login)) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            yield [in_postgresql(name, login) for name in names]
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def on_sqlite(path: Path) -> Database:
    def count(table: str) -> int:
        with closing(sqlite3.connect(path)) as reader:
            return reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours

    return Database(f"sqlite:///{path}", count)


def in_postgresql(name: str, login: dict[str, object]) -> Database:
    import psycopg

    def count(table: str) -> int:
        with closing(psycopg.connect(dbname=name, **login)) as reader:
            return reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours

    secret = f":{quote(str(login['password']), safe='')}" if "password" in login else ""
    port = f":{login['port']}" if "port" in login else ""
    host = quote(str(login.get("host", "")), safe="")
    return Database(f"postgres://{quote(str(login['user']), safe='')}{secret}@{host}{port}/{name}", count)


def enrollments() -> list[dict[str, object]]:
    return [
        {"member_number": f"N-{n}", "program": "EMT", "enrolled_on": enrolled_on, "cancelled_on": cancelled_on}
        for enrolled_on, cancelled_on in [("2023-01-01", ""), ("2020-01-01", "2020-06-01"), ("2020-06-01", "")]
        for n in range(PEOPLE)
    ]


def completions() -> list[dict[str, object]]:
    return [
        {"member_number": f"N-{n}", "program": "EMT", "enrolled_on": "2023-01-01", **said}
        for said in (
            {"requirement": "EXAM", "completed_on": "2023-05-01", "grade": "90"},
            {"requirement": "CE", "completed_on": "2023-03-01", "units": "10"},
            {"requirement": "EXAM", "completed_on": "2023-04-01", "grade": "80"},
        )
        for n in range(PEOPLE)
    ]


def test_a_killed_import_begun_again_ends_as_an_undisturbed_one(databases, tmp_path: Path) -> None:
    killed, undisturbed = databases
    files = {
        "enrollment": put(tmp_path / "enrollments.csv", written(ENROLLMENTS, enrollments())),
        "completion": put(tmp_path / "completions.csv", written(COMPLETIONS, completions())),
    }
    for thing, source in files.items():
        total = 3 * PEOPLE
        command = f"import_{thing}s"
        assert undisturbed.bring(command, source)["created"] == total

        came_in = killed.kill_in_the_middle(command, source, f"conferral_{thing}")
        assert 0 < came_in < total
        assert came_in % 500 == 0, "a chunk is in as a whole or not at all"
        again = killed.bring(command, source)

        assert (again["unchanged"], again["created"], again["refused"]) == (came_in, total - came_in, 0)
        state = killed.state()
        assert state["disagreements"] == []
        assert state == undisturbed.state()
