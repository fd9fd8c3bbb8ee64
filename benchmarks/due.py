"""Who comes to the grace period or to Expired today? Found by index, beside reading every enrollment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection

from conferral.models import Enrollment
from conferral.rules.standing import Status

# A column within COALESCE is looked up in no index.
EVERY_ONE = """
SELECT id FROM conferral_enrollment
 WHERE begins_on < :on AND (cancelled_on IS NULL OR cancelled_on > :on) AND (replaced_on IS NULL OR replaced_on > :on)
   AND (earned_on IS NULL OR earned_on > :on) AND (requirements_met_on IS NULL OR requirements_met_on > :on)
   AND (COALESCE(grace_begins_on, expires_on) = :on OR COALESCE(expires_on, begins_on) = :before)
"""


def sides(on: date) -> dict[str, Callable[[], object]]:
    """Return what is compared, each of which finds the same enrollments."""
    every, by_index = read_all(on), partial(found, on)
    if set(every()) != set(by_index()):
        raise RuntimeError("The two sides find different enrollments.")
    return {"due today, plain SQL that reads every enrollment": every, "due today, as the pages ask": by_index}


def found(on: date) -> list[int]:
    """Return the enrollments that come to the grace period, or to Expired, on the very day."""
    before = on - timedelta(days=1)
    rows = [Enrollment.objects.entering(status, after=before, through=on) for status in (Status.GRACE, Status.EXPIRED)]
    return [pk for some in rows for pk in some.order_by().values_list("pk", flat=True)]


def read_all(on: date) -> Callable[[], list[int]]:
    """Return what asks the driver itself."""
    is_sqlite = connection.vendor == "sqlite"
    sql = EVERY_ONE if is_sqlite else EVERY_ONE.replace(":on", "%(on)s").replace(":before", "%(before)s")
    days = {"on": on, "before": on - timedelta(days=1)}
    said = {name: day.isoformat() if is_sqlite else day for name, day in days.items()}

    def ask() -> list[int]:
        connection.ensure_connection()
        cursor: Any = connection.connection.cursor()
        cursor.execute(sql, said)
        return [key for (key,) in cursor.fetchall()]

    return ask
