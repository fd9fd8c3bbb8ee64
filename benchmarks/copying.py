"""How are rows of a table put into it once more, under other keys? What both benchmarks that do so say alike."""

from __future__ import annotations

from typing import Any

from django.db import connection, models


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the columns of a table that are given to it: neither the primary key nor what the database makes."""
    fields: list[models.Field[Any, Any]] = list(model._meta.concrete_fields)  # noqa: SLF001 - Django documents it
    return [str(one.column) for one in fields if not one.primary_key and not one.generated]


def new_key() -> str:
    """Return what makes a key of its own for each row, in SQL."""
    return "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
