"""How does a text sort alike on every database? By its code points, whatever language the server was set up for."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField


class SortedTextField(CharField):
    """A text that is ordered and compared by its code points: the collation "C" of PostgreSQL.

    SQLite compares so by itself. Django's own `db_collation` would name one collation for both.
    """

    def db_parameters(self, connection: Any) -> Any:
        """Give the column its collation where the database has one of its own."""
        said = super().db_parameters(connection)
        return {**said, "collation": "C" if connection.vendor == "postgresql" else None}
