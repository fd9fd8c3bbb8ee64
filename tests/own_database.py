"""How does a test get a database of its own, outside the test's, and look at it from outside?

What a killed process had committed stays in it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
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
        }
        self.count = count

    def migrate(self) -> Database:
        self.run("manage.py", "migrate", "--verbosity", "0")
        return self

    def begin(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object) -> str:
        with self.begin(*arguments) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out

    def state(self) -> dict[str, object]:
        """Return what the register holds, and the derived facts that are not as they should be."""
        return json.loads(self.run("-m", "tests.register"))


@contextmanager
def own_databases(names: Sequence[str], folder: Path) -> Iterator[list[Database]]:
    """Make databases alike; on PostgreSQL they are removed again."""
    if not on_postgresql():
        paths = [folder / f"{name}.sqlite3" for name in names]
        for path in paths:
            path.write_bytes(migrated_sqlite())
        yield [on_sqlite(path) for path in paths]
        return
    import psycopg

    given = settings.DATABASES["default"]
    login = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    login = {name: value for name, value in login.items() if value}
    names = [f"{name}_{os.getpid()}" for name in names]
    with closing(psycopg.connect(dbname="postgres", autocommit=True, **login)) as server:
        for name in names:
            server.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
        try:
            yield [in_postgresql(name, login).migrate() for name in names]
        finally:
            for name in names:
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def on_sqlite(path: Path) -> Database:
    def count(table: str) -> int:
        with closing(sqlite3.connect(path)) as reader:
            return reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours

    return Database(f"sqlite:///{path}", count)


@cache
def migrated_sqlite() -> bytes:
    """Return what stands in the file of a migrated database: migrating takes longer than most that is done with one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.sqlite3"
        on_sqlite(path).migrate()
        return path.read_bytes()


def in_postgresql(name: str, login: dict[str, object]) -> Database:
    import psycopg

    def count(table: str) -> int:
        with closing(psycopg.connect(dbname=name, **login)) as reader:
            return reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours

    secret = f":{quote(str(login['password']), safe='')}" if "password" in login else ""
    port = f":{login['port']}" if "port" in login else ""
    host = quote(str(login.get("host", "")), safe="")
    return Database(f"postgres://{quote(str(login['user']), safe='')}{secret}@{host}{port}/{name}", count)
