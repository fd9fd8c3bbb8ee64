"""What is the SQL twin of `Dates.completion_deadline`, for a list sorted by deadline?

Held to the rule by a test over every lawful combination of the dates.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, Func, When


class DayBefore(Func):
    """The day before a date. Django's own subtraction is a Python call per row on SQLite."""

    arity = 1
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '-1 day')", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s - 1)", **extra)


def deadline_shown(on: date) -> Case:
    """Return the **Completion deadline** as it is shown on a day."""
    return Case(
        When(grace_begins_on__gt=on, then=DayBefore(F("grace_begins_on"))),
        default=F("expires_on"),
        output_field=DateField(),
    )
