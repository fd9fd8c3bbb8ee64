"""What does a bulk enrolment cost over putting the same rows into the database? Prints figures as JSON.

The rows are the enrollments and their entries of the log. On PostgreSQL they go in by COPY, on SQLite by one prepared
INSERT for each table, made up beforehand. The job asks who may be enrolled, locks, keeps the trackers and says of each
contact what became of them.
"""

# ruff: noqa: T201, S608 - it talks to a person, and the names are our own

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is to be set up first
from django.db import connection, models  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.copying import columns_of, new_key  # noqa: E402 - Django is to be set up first
from benchmarks.filled import filled  # noqa: E402 - Django is to be set up first
from benchmarks.measuring import Watch  # noqa: E402
from conferral import clock  # noqa: E402
from conferral.actions import jobs  # noqa: E402
from conferral.actions.enrolling import How  # noqa: E402
from conferral.actions.enrolling_jobs import ENROLL, arguments_of  # noqa: E402
from conferral.models import Contact, Enrollment, Event, Program  # noqa: E402
from conferral.rules.actors import COMMAND_LINE  # noqa: E402
from conferral.rules.jobs import Item  # noqa: E402

MOST = 10_000
PLAIN, BULK = "plain SQL: enrollments and their entries", "bulk enrolment, asked for and done"


def main(people: int, rounds: int) -> list[dict[str, Any]]:
    """Return a row per side, as `measuring.measured` does."""
    on = clock.today()
    call_command("migrate", verbosity=0)
    program = filled(enrollees=0, code="BULK", on=on)
    asked = enrolling(program, contacts(people, "BULK-W"), on)
    with CaptureQueriesContext(connection) as ran:
        for side in asked:
            side()
    queries = {PLAIN: 2, BULK: len(ran)}
    watch = Watch({PLAIN: [], BULK: []})
    for number in range(rounds):
        ours, others = (contacts(people, f"BULK-{number}{half}") for half in "AB")
        watch.time(BULK, enrolling(program, ours, on))
        watch.time(PLAIN, putting(ours, others))
    return watch.rows(queries)


def contacts(count: int, code: str) -> list[int]:
    """Add so many contacts, whose keys follow each other."""
    rows = [Contact(member_number=f"{code}-{n}", first_name="Nora", last_name=f"Nth {n}") for n in range(count)]
    return [row.pk for row in Contact.objects.bulk_create(rows)]


def enrolling(program: Program, people: list[int], on: date) -> list[Callable[[], object]]:
    """Return what enrolls them by a job: to ask for it, and to do it."""
    at, key = datetime(on.year, on.month, on.day, 12, tzinfo=UTC), uuid4()
    items, how = [Item(contact) for contact in people], arguments_of(How(on, version=1))

    def ask() -> None:
        jobs.ask(kind=ENROLL, items=items, program=program.pk, by=COMMAND_LINE, at=at, arguments=how, key=key)

    return [ask, lambda: jobs.run_here(key, at=at)]


def putting(ours: list[int], others: list[int]) -> list[Callable[[], object]]:
    """Return what puts into each table what it holds of ours, as if it were of the others."""
    return [written(Enrollment, ours, others), written(Event, ours, others)]


def written(model: type[models.Model], ours: list[int], others: list[int]) -> Callable[[], object]:
    """Read the rows of a table that are about us, under new keys and about the others; return what puts them there."""
    connection.ensure_connection()
    driver, table = connection.connection, model._meta.db_table  # noqa: SLF001 - Django documents it
    columns = columns_of(model)
    names = ", ".join(f'"{column}"' for column in columns)
    is_copied = connection.vendor == "postgresql"
    new = {
        "key": new_key(),
        "contact_id": f"contact_id + {others[0] - ours[0]}",
    }
    said = ", ".join(new.get(column, f'"{column}"') for column in columns)
    rows = f'SELECT {said} FROM "{table}" WHERE contact_id BETWEEN {ours[0]} AND {ours[-1]} ORDER BY id'
    if is_copied:
        with driver.cursor() as cursor, cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
            text = b"".join(copy)

        def put() -> None:
            with driver.transaction(), driver.cursor() as cursor:
                with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                    copy.write(text)
                if cursor.rowcount != len(ours):
                    raise RuntimeError(f"{cursor.rowcount} rows of {table} instead of {len(ours)}.")
    else:
        read = [tuple(row) for row in driver.execute(rows).fetchall()]
        into = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'

        def put() -> None:
            driver.execute("BEGIN IMMEDIATE")
            count = driver.executemany(into, read).rowcount
            driver.execute("COMMIT")
            if count != len(ours):
                raise RuntimeError(f"{count} rows of {table} instead of {len(ours)}.")

    return put


if __name__ == "__main__":
    print(json.dumps(main(min(MOST, int(sys.argv[1])), int(sys.argv[2]))))
