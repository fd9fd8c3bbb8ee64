"""Which rows of a long sorted list come next? Asked by the place of a row, never by counting rows off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet

Cursor = list[str | int]
"""The place of a row in a sorted list: what it is sorted by, the row's value, its number. Plain JSON."""

LARGEST = 2**63 - 1
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: `name` for people, `place` the column or annotation, `read` its JSON form."""

    name: str
    place: str
    read: Callable[[object], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Some rows of a list in its order, and the cursors of the pages around them, where there are any."""

    rows: list[dict[str, Any]]
    next: Cursor | None
    previous: Cursor | None


def text(value: object) -> str:
    """Read a text out of a cursor; raises ValueError."""
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        raise ValueError("no text a list is sorted by")
    value.encode()  # half a surrogate cannot be asked for
    return value


def number(value: object) -> int:
    """Read a whole number out of a cursor; raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise ValueError("no number a list is sorted by")
    return value


def day(value: object) -> date:
    """Read a day out of a cursor; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("no day")  # noqa: TRY004 - a cursor comes from outside: whatever is wrong with it is its value
    return date.fromisoformat(value)


def instant(value: object) -> datetime:
    """Read an instant out of a cursor; raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("no instant")  # noqa: TRY004 - a cursor comes from outside: whatever is wrong with it is its value
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError("no instant")
    return read.astimezone(UTC)


def sliced(
    rows: QuerySet[Any],
    order: Order,
    *,
    values: Callable[[QuerySet[Any]], QuerySet[Any, Any]],
    size: int,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
) -> Slice:
    """Return the rows after or before a cursor, or the first ones, in one query.

    `values` says what is wanted of each, `pk` and the order's place among it. Rows of the same
    place are in the order of their numbers. A cursor that is malformed, or of another order, gives
    the first rows; so does one behind which nothing is left.

    The page is picked by its numbers alone and only then is the rest looked up: what is joined for
    show is joined for one page, not for all that was sorted.
    """
    backwards = after is None and before is not None
    cursor = _read(before if backwards else after, order)
    wanted = rows if cursor is None else rows.filter(_beyond(order, cursor, descending=descending is not backwards))
    sign = "-" if descending is not (backwards and cursor is not None) else ""
    places = (f"{sign}{order.place}", f"{sign}pk")
    picked = wanted.order_by(*places).values("pk")[: size + 1]
    every = rows.model._default_manager.filter(pk__in=picked)  # noqa: SLF001 - Django's documented name for it
    found = list(values(every).order_by(*places))
    if cursor is not None and not found:
        return sliced(rows, order, values=values, size=size, descending=descending)
    more, found = len(found) > size, found[:size]
    if cursor is not None and backwards:
        found.reverse()
        return _slice(found, order, has_next=True, has_previous=more)
    return _slice(found, order, has_next=more, has_previous=cursor is not None)


def _slice(found: list[dict[str, Any]], order: Order, *, has_next: bool, has_previous: bool) -> Slice:
    return Slice(
        rows=found,
        next=_written(found[-1], order) if has_next else None,
        previous=_written(found[0], order) if has_previous else None,
    )


def _beyond(order: Order, cursor: tuple[object, int], *, descending: bool) -> Q:
    """Bound the place itself first: an index on it is then entered at the cursor."""
    place, pk = cursor
    way = "lt" if descending else "gt"
    return Q(**{f"{order.place}__{way}e": place}) & (Q(**{f"{order.place}__{way}": place}) | Q(**{f"pk__{way}": pk}))


def _written(row: dict[str, Any], order: Order) -> Cursor:
    place = row[order.place]
    return [order.name, place.isoformat() if isinstance(place, date) else place, row["pk"]]


def _read(cursor: Sequence[object] | None, order: Order) -> tuple[object, int] | None:
    match cursor:
        case [order.name, place, pk]:
            try:
                return order.read(place), number(pk)
            except ValueError:
                return None
    return None
