"""What does the list of a program cost as a file, streamed, over the database writing the same columns? And in memory?

On PostgreSQL the other side is COPY TO, on SQLite the driver's rows through Python's own CSV writer.
"""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection

from conferral.documents.enrollees import Column
from conferral.documents.enrollees_exported import exported
from conferral.documents.spreadsheet import csv_of
from conferral.models import Program
from conferral.rules.standing import Status

COLUMNS = (Column.NUMBER, Column.EMAIL, Column.STATUS, Column.ENROLLED, Column.GRACE, Column.EXPIRES)
STATUS = """CASE WHEN earned_on <= '{on}' THEN '{earned}' WHEN requirements_met_on <= '{on}' THEN '{awaiting}'
    WHEN expires_on < '{on}' THEN '{expired}' WHEN grace_begins_on <= '{on}' THEN '{grace}' ELSE '{enrolled}' END"""
ROWS = """
SELECT c.first_name, c.last_name, c.member_number, c.email, {status}, e.enrolled_on, e.grace_begins_on, e.expires_on
  FROM conferral_enrollment e JOIN conferral_contact c ON c.id = e.contact_id
 WHERE e.program_id = {program} AND e.begins_on <= '{on}' ORDER BY e.sort_name, e.id
"""
MEGABYTE = 1024 * 1024


def sides(program: Program, on: date) -> dict[str, Callable[[], object]]:
    """Return what is compared."""
    return {
        "every enrollee, written out by the database": written(program, on),
        "every enrollee, as a file": streamed(program, on),
    }


def written(program: Program, on: date) -> Callable[[], int]:
    """Return what lets the database write the rows out, and counts the characters."""
    labels = {"awaiting" if one is Status.AWAITING_APPROVAL else one.value: one.label for one in Status}
    status = STATUS.format(on=on, **labels)
    rows = ROWS.format(status=status, program=program.pk, on=on)

    def copy() -> int:
        connection.ensure_connection()
        driver: Any = connection.connection
        with driver.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT (FORMAT csv)") as out:
            return sum(len(some) for some in out)

    def through_python() -> int:
        connection.ensure_connection()
        out = io.StringIO()
        csv.writer(out).writerows(connection.connection.execute(rows))
        return out.tell()

    return copy if connection.vendor == "postgresql" else through_python


def streamed(program: Program, on: date) -> Callable[[], int]:
    """Return what makes the file as the page hands it out, and counts its characters."""
    head = ("First name", "Last name", *(column.value for column in COLUMNS))

    def stream() -> int:
        return sum(
            len(some) for some in csv_of(head, exported(program.enrollments.begun(on=on), COLUMNS, program, on=on))
        )

    return stream


def most_memory(program: Program, on: date) -> float:
    """Return how many megabytes of Python's more there are, at most, while the file is made."""
    side = streamed(program, on)
    side()
    tracemalloc.start()
    side()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE
