"""How are many rows written, each with its own values, in one statement?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

MOST_ROWS = 1000
_NOTHING = object()


def update_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write `fields` of the rows named; each of `rows` is the primary key, then the fields' values.

    One `UPDATE ... FROM` a table of values per thousand rows, which SQLite and PostgreSQL both know;
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


def insert_found(
    model: type[models.Model], said: Mapping[str, object], names: Sequence[str], found: models.QuerySet[Any, Any]
) -> None:
    """Insert a row for each that a query finds: `said` is the same in all, `names` are told by the query.

    One `INSERT ... SELECT`: nothing is read here, however many there are.
    """
    quote = connection.ops.quote_name
    columns = [_column(model, name) for name in said]
    values = [value for column, given in zip(columns, said.values(), strict=True)
              for value in _prepared(column, [given], connections[DEFAULT_DB_ALIAS])]  # fmt: skip
    into = [quote(column.column or "") for column in (*columns, *(_column(model, name) for name in names))]
    types = [f"%s::{_type_of(column)}" if connection.vendor == "postgresql" else "%s" for column in columns]
    query, arguments = found.values(*names).query.sql_with_params()
    told = [f"found.{quote(name)}" for name in names]
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(into)}) "  # noqa: S608, SLF001 - names of our own tables and columns
        f"SELECT {', '.join((*types, *told))} FROM ({query}) AS found"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *arguments])


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
    table, values = _given(columns, rows)
    statement = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(column.column or '') for column in columns)}) "
        f"{table} RETURNING {quote(_column(model, str(meta.pk.name)).column or '')}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]


def _update(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    columns = [_column(model, name) for name in (str(meta.pk.name), *names)]
    quote = connection.ops.quote_name
    table, values = _given(columns, rows)
    assignments = ", ".join(
        f"{quote(column.column or '')} = given.column{place}" for place, column in enumerate(columns[1:], start=2)
    )
    key = f"{quote(meta.db_table)}.{quote(columns[0].column or '')}"
    statement = (
        f"UPDATE {quote(meta.db_table)} SET {assignments} FROM ({table}) AS given "  # noqa: S608 - names of our own tables and columns
        f"WHERE {key} = given.column1"
    )
    if connection.vendor == "postgresql":  # which would join by reading all of a middling table (models/among.py)
        statement += f" AND {key} = ANY(ARRAY(SELECT unnest(%s::bigint[])))"
        values.append([row[0] for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _given(columns: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[object]]) -> tuple[str, list[Any]]:
    """Return rows as a table of a statement, with columns column1, column2, ..., and what the driver takes for it.

    What is the very same in all rows is given once. Of the rest PostgreSQL is given one array for each column: its
    driver reads a statement with a place for every value in Python, which costs more than all else. SQLite has no
    arrays, and would mangle a date that is told to be one.
    """
    open_one = connections[DEFAULT_DB_ALIAS]  # not `connection`, which looks for the one of the thread at every touch
    by_column = [
        _prepared(column, given, open_one) for column, given in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    has_arrays = connection.vendor == "postgresql"
    types = [f"::{_type_of(column)}" if has_arrays else "" for column in columns]
    own = [place for place, values in enumerate(by_column) if any(one is not values[0] for one in values)] or [0]
    said = [f"column{own.index(place) + 1}" if place in own else f"%s{kind}" for place, kind in enumerate(types)]
    same = [values[0] for place, values in enumerate(by_column) if place not in own]
    if has_arrays:
        named = ", ".join(f"column{place}" for place in range(1, len(own) + 1))
        table = f"unnest({', '.join(f'%s{types[place]}[]' for place in own)}) AS one ({named})"
        values = [by_column[place] for place in own]
    else:
        one_row = f"({', '.join(['%s'] * len(own))})"
        table = f"(VALUES {', '.join([one_row] * len(rows))}) AS one"
        values = list(chain.from_iterable(zip(*(by_column[place] for place in own), strict=True)))
    listed = ", ".join(f"{one} AS column{place}" for place, one in enumerate(said, start=1))
    return f"SELECT {listed} FROM {table}", [*same, *values]  # noqa: S608 - types of our own columns


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


def _type_of(column: models.Field[Any, Any]) -> str:
    """Return what PostgreSQL is to take values for; text of any length, or it would cut off rather than refuse."""
    field = column.target_field if isinstance(column, models.ForeignKey) else column
    return "text" if isinstance(field, models.CharField | models.TextField) else field.cast_db_type(connection) or ""
