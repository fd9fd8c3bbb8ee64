"""Does what docs/operations.md says about backing up and restoring give all of it back? Done as it is written there."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import on_postgresql
from tests.own_database import ROOT, Database, own_databases

PAPER = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
FILLED = """
import django
django.setup()
from datetime import date
from decimal import Decimal
from conferral.models import Requirement
from tests import make
from tests.uploaded import added
asked = make.definition(make.requirement("EXAM", requires_approval=True), make.requirement("PLEDGE"))
program = make.program("P", asked)
for number in range(12):
    enrolled = make.enrollment(make.contact(last_name=f"Šťastný {number} “x”"), program, date(2025, 3, 1 + number))
    completion = make.completion(enrolled)
    if number % 3 == 0:
        added(completion, f"{number}.pdf")
make.completion(enrolled, "PLEDGE")
make.actor()
"""


@pytest.fixture
def databases(tmp_path) -> Iterator[list[Database]]:
    """A register that is filled, and an empty one, each with its files in a folder."""
    with own_databases(["filled", "restored"], tmp_path) as both:
        for database, name in zip(both, ("filled", "restored"), strict=True):
            database.environment["MEDIA_ROOT"] = str(tmp_path / f"{name}-files")
            (tmp_path / f"{name}-files").mkdir()
        both[0].run("-c", FILLED)
        yield both


def written(heading: str) -> str:
    """Return the commands under a heading for this database, as they stand in the paper."""
    section = PAPER.split(f"\n### {heading}\n")[1].split("\n## ")[0].split("\n### ")[0]
    blocks = re.findall(r"(?m)(?:^    .*\n)+", section)
    (block,) = (one for one in blocks if ("pg_" in one) == on_postgresql() and "tar " in one)
    return block.replace(".venv/bin/python", sys.executable)


def follow(heading: str, database: Database, backup: Path) -> str:
    """Do in a shell what stands there."""
    tools = ""
    if on_postgresql():
        import postgres

        tools = f"{postgres.found()}{os.pathsep}"
    env = {**database.environment, "BACKUP": str(backup), "PATH": f"{tools}{os.environ['PATH']}"}
    url = database.environment["DATABASE_URL"]
    env |= {} if on_postgresql() else {"DATABASE_FILE": url.removeprefix("sqlite:///")}
    done = subprocess.run(
        ["/bin/sh", "-euc", written(heading)], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def emptied(database: Database) -> None:
    """Leave an empty database, as a new machine has one."""
    url = database.environment["DATABASE_URL"]
    if not on_postgresql():
        Path(url.removeprefix("sqlite:///")).unlink()
        return
    import psycopg

    with closing(psycopg.connect(url, autocommit=True)) as own:
        own.execute("DROP SCHEMA public CASCADE")
        own.execute("CREATE SCHEMA public")


def rows(database: Database) -> dict[str, list[tuple]]:
    """Return every row of every table there is, whoever made it."""
    url = database.environment["DATABASE_URL"]
    if on_postgresql():
        import psycopg

        opened = psycopg.connect(url)
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    else:
        opened = sqlite3.connect(url.removeprefix("sqlite:///"))
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_sequence'"
    with closing(opened) as own:
        names = [name for (name,) in own.execute(tables).fetchall()]
        return {name: sorted(own.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}  # noqa: S608


def test_what_was_backed_up_is_all_there_again_row_by_row_and_file_by_file(databases, tmp_path) -> None:
    filled, restored = databases
    backup = tmp_path / "backup"
    backup.mkdir()
    follow("Back up", filled, backup)
    held = rows(filled)
    emptied(restored)
    said = follow("Restore", restored, backup)
    assert "Every derived fact agrees with the records; the log and the files are whole." in said
    assert len(held["conferral_attachment"]) == 4
    assert len(held["conferral_enrollment"]) == 12
    assert set(rows(restored)) == set(held)
    for table, kept in rows(restored).items():
        assert kept == held[table], table
    files = [Path(database.environment["MEDIA_ROOT"]) for database in databases]
    stored = [
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()} for root in files
    ]
    assert stored[0] == stored[1]
    assert len(stored[0]) == 4
    shutil.rmtree(files[1] / "files")
    with pytest.raises(AssertionError):
        restored.run("manage.py", "verify")


@pytest.mark.sqlite_only
def test_a_copy_is_whole_while_somebody_writes_and_never_over_another(databases, tmp_path) -> None:
    file = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(databases[0].environment["DATABASE_URL"].removeprefix("sqlite:///"))) as writer:
        writer.execute("UPDATE conferral_contact SET organization = 'half done'")
        databases[0].run("manage.py", "backup", file)
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("SELECT count(*), max(organization) FROM conferral_contact").fetchone() == (12, "")
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert file.stat().st_mode & 0o777 == 0o600
    with databases[0].begin("manage.py", "backup", file) as again:
        _, said = again.communicate()
    assert (again.returncode, said) == (2, f"{file} is there already; name another file.\n")


@pytest.mark.postgres_only
def test_of_postgresql_pg_dump_makes_the_backups(databases, tmp_path) -> None:
    with databases[0].begin("manage.py", "backup", tmp_path / "copy") as asked:
        _, said = asked.communicate()
    assert asked.returncode == 2
    assert "pg_dump makes its backups" in said
