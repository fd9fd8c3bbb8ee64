"""What is a breach of a constraint? What is just lawful, and what the database has to refuse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model

ONE = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
TOO_EARLY, TOO_LATE = FIRST_DAY - ONE, date(2200, 1, 1)
Fields = dict[str, object]


@dataclass(frozen=True)
class Breach:
    """A row of `model`: with any of `lawful` it is taken, with any of `broken` it is refused.

    Where `beside` is set, a first row with those fields is there already, and the row shares the
    fields named in `same` with it: so a unique constraint is tried. What stands as a function makes a row.
    """

    model: type[Model]
    lawful: tuple[Fields, ...]
    broken: tuple[Fields, ...]
    beside: Fields | None = None
    same: tuple[str, ...] = ()


def not_blank(model: type[Model], field: str) -> Breach:
    return Breach(model, ({field: "x"},), ({field: ""},))


def dates(model: type[Model], *fields: str, **beside: Fields) -> Breach:
    """Try both ends of the calendar on each date; `beside` names what else the date needs to be lawful."""
    lawful, broken = [], []
    for field in fields:
        lawful += [{**beside.get(field, {}), field: day} for day in (FIRST_DAY, LAST_DAY)]
        broken += [{**beside.get(field, {}), field: day} for day in (TOO_EARLY, TOO_LATE)]
    return Breach(model, tuple(lawful), tuple(broken))
