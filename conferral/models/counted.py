"""How many rows do several questions find, asked of the database at once?"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import QuerySet


def counted(*questions: QuerySet[Any]) -> tuple[int, ...]:
    """Return how many rows each finds, in one query; a slice of them is counted no further than it goes."""
    asked = [rows.values("pk").query.sql_with_params() for rows in questions]
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS found)" for sql, _ in asked)  # noqa: S608 - our own querysets
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _, values in asked for value in values])
        return tuple(cursor.fetchone())
