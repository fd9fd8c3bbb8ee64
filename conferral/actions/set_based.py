"""How are many rows written, each with its own values, in one statement?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

MOST_ROWS = 1000
_NOTHING = object()


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write `fields` of the rows named; each of `rows` is the primary key, then the fields' values.

    One `UPDATE ... FROM (VALUES ...)` per thousand rows, which SQLite and PostgreSQL both know;
    Django's own bulk_update spells a CASE per field and row, which is many times slower.
    """
    for start in range(0, len(rows), MOST_ROWS):
        _update(model, fields, rows[start : start + MOST_ROWS])


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    """Insert rows with these fields, every one that has no default of the database's; return their keys in order.

    One `INSERT ... RETURNING` per thousand rows. Django's own bulk_create cuts a chunk into many
    statements on SQLite, where it counts on 999 parameters.
    """
    keys: list[int] = []
    for start in range(0, len(rows), MOST_ROWS):
        keys += _insert(model, fields, rows[start : start + MOST_ROWS])
    return keys


def delete_rows(model: type[models.Model], field: str, keys: Sequence[int]) -> None:
    """Delete the rows whose `field` is one of the keys, asking nothing about what rests on them: the database does.

    One `DELETE` per thousand keys; Django's own delete fetches the rows first.
    """
    column = connection.ops.quote_name(_column(model, field).column or "")
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's documented name for it
    for start in range(0, len(keys), MOST_ROWS):
        some = list(keys[start : start + MOST_ROWS])
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({', '.join(['%s'] * len(some))})", some)  # noqa: S608 - names of our own tables and columns


def _insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    columns = [_column(model, name) for name in names]
    quote = connection.ops.quote_name
    one_row = f"({', '.join(['%s'] * len(columns))})"
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(column.column or '') for column in columns)}) "  # noqa: S608 - names of our own tables and columns
        f"VALUES {', '.join([one_row] * len(rows))} RETURNING {quote(_column(model, str(meta.pk.name)).column or '')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(columns, rows))
        return [key for (key,) in cursor.fetchall()]


def _update(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    columns = [_column(model, name) for name in (str(meta.pk.name), *names)]
    quote = connection.ops.quote_name
    assignments = ", ".join(
        f"{quote(column.column or '')} = {_typed(column, f'column{place}')}"
        for place, column in enumerate(columns[1:], start=2)
    )
    one_row = f"({', '.join(['%s'] * len(columns))})"
    statement = (
        f"UPDATE {quote(meta.db_table)} SET {assignments} "  # noqa: S608 - names of our own tables and columns
        f"FROM (VALUES {', '.join([one_row] * len(rows))}) AS given "
        f"WHERE {quote(meta.db_table)}.{quote(columns[0].column or '')} = {_typed(columns[0], 'column1')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(columns, rows))


def _values(columns: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[object]]) -> list[Any]:
    """Return what the driver takes, row by row; the very same thing in one row after the other is prepared once."""
    open_one = connections[DEFAULT_DB_ALIAS]  # not `connection`, which looks for the one of the thread at every touch
    by_column = [
        _prepared(column, given, open_one) for column, given in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return list(chain.from_iterable(zip(*by_column, strict=True)))


def _prepared(column: models.Field[Any, Any], given: Sequence[object], open_one: BaseDatabaseWrapper) -> list[Any]:
    """Return the values of one column as the driver takes them. Those of a reference are of what it refers to."""
    prepare = (column.target_field if isinstance(column, models.ForeignKey) else column).get_db_prep_save
    last: object = _NOTHING
    ready = None
    values = []
    for value in given:
        if value is not last:
            last, ready = value, prepare(value, open_one)
        values.append(ready)
    return values


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    column = model._meta.get_field(name)  # noqa: SLF001 - Django's documented name for it
    if not isinstance(column, models.Field):
        message = f"{name} is no column of {model.__name__}"
        raise TypeError(message)
    return column


def _typed(column: models.Field[Any, Any], name: str) -> str:
    """PostgreSQL takes bare values for text and wants to be told; SQLite would mangle a date so told."""
    if connection.vendor == "postgresql":
        return f"CAST(given.{name} AS {column.cast_db_type(connection)})"
    return f"given.{name}"
