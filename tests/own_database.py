"""How does a test get a database of its own, outside the test's, and look at it from outside?

What a killed process had committed stays in it. It is migrated once in a process of tests and copied from there.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from tests.conftest import on_postgresql

ROOT = Path(__file__).resolve().parent.parent


class Database:
    """A database, the processes that are started on it, and what it holds."""

    def __init__(self, url: str, count: Callable[[str], int]) -> None:
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "conferral.settings",
            "PYTHONPATH": str(ROOT),
            "LOG_FORMAT": "plain",
            "LOG_LEVEL": "warning",  # what goes well is read by nobody here, and a pipe that nobody empties fills up
        }
        self.count = count

    def begin(self, *arguments: object, **more: Any) -> subprocess.Popen[str]:
        told = {"env": self.environment, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        return subprocess.Popen([sys.executable, *map(str, arguments)], cwd=ROOT, text=True, **told)

    def run(self, *arguments: object, **variables: str) -> str:
        with self.begin(*arguments, env={**self.environment, **variables}) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out

    def migrate(self) -> None:
        """Bring it to the newest migration."""
        self.run("manage.py", "migrate", "--verbosity", "0")

    def state(self) -> dict[str, object]:
        """Return what the register holds, and the derived facts that are not as they should be."""
        return json.loads(self.run("-m", "tests.register"))


@contextmanager
def own_databases(names: Sequence[str], folder: Path) -> Iterator[list[Database]]:
    """Make databases alike; on PostgreSQL they are removed again."""
    if not on_postgresql():
        yield [on_sqlite(migrated(folder / f"{name}.sqlite3")) for name in names]
        return
    login = _login()
    names = [f"{name}_{os.getpid()}" for name in names]
    with _server(login) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_migrated_name()}"')
        try:
            yield [in_postgresql(name, login) for name in names]
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def migrated(file: Path) -> Path:
    """Put a migrated database without records into a file of SQLite's."""
    return Path(shutil.copy(_migrated_file(), file))


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="conferral-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "migrated.sqlite3"
    on_sqlite(file).migrate()
    assert [path.name for path in folder.iterdir()] == [file.name]  # all of it is in the one file
    return file


@cache
def _migrated_name() -> str:
    name, login = f"migrated_{os.getpid()}", _login()

    def drop() -> None:
        with _server(login) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    with _server(login) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    atexit.register(drop)
    in_postgresql(name, login).migrate()
    return name


def _login() -> dict[str, object]:
    given = settings.DATABASES["default"]
    login = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    return {name: value for name, value in login.items() if value}


@contextmanager
def _server(login: dict[str, object]) -> Iterator[Any]:
    import psycopg

    with closing(psycopg.connect(dbname="postgres", autocommit=True, **login)) as server:
        yield server


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
