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
    """Insert what differs from row to row as rows, and what is the same in all of them once."""
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    columns = [_column(model, name) for name in names]
    by_column = _by_column(columns, rows)
    same = [all(value is values[0] for value in values) for values in by_column]
    if all(same):
        same[0] = False  # a row has at least one value
    differing = [values for values, is_same in zip(by_column, same, strict=True) if not is_same]
    places = iter(range(1, len(differing) + 1))
    given = [
        _typed(column, "%s" if is_same else f"given.column{next(places)}")
        for column, is_same in zip(columns, same, strict=True)
    ]
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(column.column or '') for column in columns)}) "  # noqa: S608 - names of our own tables and columns
        f"SELECT {', '.join(given)} FROM (VALUES {_places(len(differing), len(rows))}) AS given "
        f"RETURNING {quote(_column(model, str(meta.pk.name)).column or '')}"
    )
    once = [values[0] for values, is_same in zip(by_column, same, strict=True) if is_same]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*once, *_row_by_row(differing)])
        return [key for (key,) in cursor.fetchall()]


def _update(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    columns = [_column(model, name) for name in (str(meta.pk.name), *names)]
    quote = connection.ops.quote_name
    assignments = ", ".join(
        f"{quote(column.column or '')} = {_typed(column, f'given.column{place}')}"
        for place, column in enumerate(columns[1:], start=2)
    )
    statement = (
        f"UPDATE {quote(meta.db_table)} SET {assignments} "  # noqa: S608 - names of our own tables and columns
        f"FROM (VALUES {_places(len(columns), len(rows))}) AS given "
        f"WHERE {quote(meta.db_table)}.{quote(columns[0].column or '')} = {_typed(columns[0], 'given.column1')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _row_by_row(_by_column(columns, rows)))


def _places(columns: int, rows: int) -> str:
    one_row = f"({', '.join(['%s'] * columns)})"
    return ", ".join([one_row] * rows)


def _row_by_row(by_column: Sequence[Sequence[Any]]) -> list[Any]:
    return list(chain.from_iterable(zip(*by_column, strict=True)))


def _by_column(columns: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[object]]) -> list[list[Any]]:
    """Return what the driver takes, column by column; the very same thing in a row is prepared once."""
    open_one = connections[DEFAULT_DB_ALIAS]  # not `connection`, which looks for the one of the thread at every touch
    return [_prepared(column, given, open_one) for column, given in zip(columns, zip(*rows, strict=True), strict=True)]


def _prepared(column: models.Field[Any, Any], given: Sequence[object], open_one: BaseDatabaseWrapper) -> list[Any]:
    """Return the values of one column as the driver takes them. Those of a reference are of what it refers to."""
    field = column.target_field if isinstance(column, models.ForeignKey) else column
    if isinstance(field, models.IntegerField) and all(type(value) is int for value in given):
        return list(given)
    prepare = field.get_db_prep_save
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


def _typed(column: models.Field[Any, Any], value: str) -> str:
    """PostgreSQL takes bare values for text and wants to be told; SQLite would mangle a date so told.

    Text is left as it is: told its length, PostgreSQL would cut it off where it is too long rather than refuse it.
    """
    if connection.vendor != "postgresql" or isinstance(column, models.CharField | models.TextField):
        return value
    return f"CAST({value} AS {column.cast_db_type(connection)})"
