"""How is the database emptied after a test of concurrency, when triggers keep published versions from being deleted?

PostgreSQL truncates tables, which asks no trigger. SQLite deletes rows, so its triggers are lifted and put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

OURS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen%'"


def lift_triggers_while_emptying() -> None:
    """Let Django's flush drop the triggers that freeze rows, and create them again after the last row is gone."""
    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    emptied = operations.sql_flush

    def flush(self, style, tables, **options):
        statements = emptied(self, style, tables, **options)
        if not statements:
            return statements
        with self.connection.cursor() as cursor:
            cursor.execute(OURS)
            triggers = cursor.fetchall()
        return [f"DROP TRIGGER {name}" for name, _ in triggers] + statements + [text for _, text in triggers]

    operations.sql_flush = flush


def end_other_sessions() -> None:
    """End what a thread of a test or of the live server left open in PostgreSQL: it would keep the database there."""
    if connection.vendor != "postgresql":
        return
    connection.close()
    connection.close_pool()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@contextmanager
def thawed() -> Iterator[None]:
    """Let published versions be deleted for a while, as nothing but a test's own tidying up may."""
    frozen = import_module("conferral.migrations.0009_frozen_versions")
    with connection.schema_editor() as schema:
        frozen.remove_triggers(None, schema)
    try:
        yield
    finally:
        with connection.schema_editor() as schema:
            frozen.add_triggers(None, schema)


LOG = ("conferral_event", "conferral_seal", "conferral_loghead")


@contextmanager
def log_thawed() -> Iterator[None]:
    """Let the log be changed for a while, as by somebody who may do everything to the database."""
    if connection.vendor == "postgresql":
        off, on = ([f"ALTER TABLE {table} {verb} TRIGGER USER" for table in LOG] for verb in ("DISABLE", "ENABLE"))
    else:
        with connection.cursor() as cursor:
            cursor.execute(OURS)
            triggers = [(name, text) for name, text in cursor.fetchall() if any(f" ON {one} " in text for one in LOG)]
        off, on = [f"DROP TRIGGER {name}" for name, _ in triggers], [text for _, text in triggers]
    with connection.cursor() as cursor:
        for statement in off:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in on:
                cursor.execute(statement)


def take_away(programs: Iterable[int]) -> None:
    """Delete programs (by primary key) that nobody is enrolled in any more, with their versions."""
    from conferral.models import Category, LedgerChange, Program, Requirement, Stage, Version

    keys = list(programs)
    versions = list(Version.objects.filter(program__in=keys).values_list("pk", flat=True))
    with thawed():
        for part in (Requirement, Category, Stage, Version.prerequisites.through):
            part.objects.filter(version__in=versions)._raw_delete("default")
        Version.objects.filter(pk__in=versions)._raw_delete("default")
        LedgerChange.objects.filter(program__in=keys)._raw_delete("default")
        Program.objects.filter(pk__in=keys)._raw_delete("default")
