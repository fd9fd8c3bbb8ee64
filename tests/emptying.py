"""How is the database emptied after a test of concurrency, when triggers keep published versions from being deleted?

PostgreSQL truncates tables, which asks no trigger. SQLite deletes rows, so its triggers are lifted and put back.
"""

from __future__ import annotations

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
