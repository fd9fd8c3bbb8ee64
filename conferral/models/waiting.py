"""How much waits for staff? Completions to grade or approve, and program completions to approve."""

from __future__ import annotations

from datetime import date

from django.db import connection

from conferral.models.completion import Completion
from conferral.models.enrollment import Enrollment

MOST = 1000
"""The menu counts no further: every page asks."""


def counted(*, on: date) -> tuple[int, int]:
    """Return how many completions and how many program completions wait on a day, each at most `MOST`; one query."""
    waiting = (Completion.objects.waiting(on=on), Enrollment.objects.waiting(on=on))
    asked = [rows.order_by().values("pk")[:MOST].query.sql_with_params() for rows in waiting]
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS waiting)" for sql, _ in asked)  # noqa: S608 - our own querysets
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for _, values in asked for value in values])
        completions, programs = cursor.fetchone()
    return completions, programs
