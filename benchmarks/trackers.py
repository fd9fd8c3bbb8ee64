"""What does the ledger save? The trackers of any day, beside counting the enrollments in an index of all their dates.

Such an index is made for the comparison alone and taken away again: the project has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from django.db import connection

from conferral.documents.standings_chart import standings_chart
from conferral.models import Program
from conferral.models.tally import tallies

COVERING = """
CREATE INDEX bench_covering ON conferral_enrollment (program_id, begins_on, replaced_on, cancelled_on, earned_on,
       requirements_met_on, expires_on, grace_begins_on, started_on)
"""
COUNT = """
SELECT COUNT(*) FILTER (WHERE status = 'earned'), COUNT(*) FILTER (WHERE status IN ('new', 'enrolled', 'waiting')),
       COUNT(*) FILTER (WHERE status = 'new'), COUNT(*) FILTER (WHERE status = 'waiting'),
       COUNT(*) FILTER (WHERE status = 'grace'), COUNT(*) FILTER (WHERE status = 'expired')
  FROM (SELECT CASE WHEN earned_on <= :on THEN 'earned' WHEN requirements_met_on <= :on THEN 'waiting'
                    WHEN expires_on < :on THEN 'expired' WHEN grace_begins_on <= :on THEN 'grace'
                    WHEN started_on <= :on THEN 'enrolled' ELSE 'new' END AS status
          FROM conferral_enrollment
         WHERE program_id = :program AND begins_on <= :on AND (replaced_on IS NULL OR replaced_on > :on)
           AND (cancelled_on IS NULL OR cancelled_on > :on)) AS counted
"""
SUM = """
SELECT SUM(earned), SUM(enrolled), SUM(not_started), SUM(awaiting_approval), SUM(grace), SUM(expired)
  FROM conferral_ledgerchange WHERE program_id = :program AND changes_on <= :on
"""


@contextmanager
def covering_index() -> Iterator[None]:
    """Have the index for a while."""
    with connection.cursor() as cursor:
        cursor.execute(COVERING)
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM conferral_enrollment")
        cursor.execute("ANALYZE")
        yield
        cursor.execute("DROP INDEX bench_covering")


def sides(program: Program, on: date) -> dict[str, Callable[[], object]]:
    """Return what is compared; each asks for another day every time, between three years ago and one ahead."""
    days = cycle([on + timedelta(days=37 * step - 1100) for step in range(40)])
    return {
        "covering count, plain SQL": asked(COUNT, program, days),
        "ledger, plain SQL": asked(SUM, program, days),
        "ledger, through the models": lambda: tallies([program], on=next(days)),
        "ledger, trackers and 19 months of chart": lambda: standings_chart(program, on=next(days), today=on),
    }


def asked(sql: str, program: Program, days: Iterator[date]) -> Callable[[], object]:
    """Ask the driver itself."""
    is_sqlite = connection.vendor == "sqlite"
    if not is_sqlite:
        sql = sql.replace(":on", "%(on)s").replace(":program", "%(program)s")

    def ask() -> list[Any]:
        connection.ensure_connection()
        cursor = connection.connection.cursor()
        day = next(days)
        cursor.execute(sql, {"program": program.pk, "on": day.isoformat() if is_sqlite else day})
        found: list[Any] = cursor.fetchall()
        return found

    return ask
