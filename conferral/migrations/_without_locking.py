"""How does a big table get an index while everybody goes on working? On PostgreSQL concurrently, on SQLite as ever.

A migration that does this has `atomic = False` and does nothing else. Broken off, it leaves an index that is not valid
behind: drop that (`DROP INDEX CONCURRENTLY name`) and migrate again. tests/house/migrated.py says which tables are big.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import AddIndex


class AddIndexWithoutLocking(AddIndexConcurrently):
    """AddIndexConcurrently, which SQLite does not know, for both databases."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        add = super().database_forwards if schema_editor.connection.vendor == "postgresql" else self._add
        add(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        remove = super().database_backwards if schema_editor.connection.vendor == "postgresql" else self._remove
        remove(app_label, schema_editor, from_state, to_state)

    def _add(self, *given: Any) -> None:
        AddIndex.database_forwards(self, *given)

    def _remove(self, *given: Any) -> None:
        AddIndex.database_backwards(self, *given)
