"""What does a purge cost over deleting the same rows? Inactive ones with five completions, 500 at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from django.db import connection, transaction

from benchmarks.filled import Person, filled
from conferral import clock
from conferral.actions.log import Log
from conferral.actions.opened import Looked
from conferral.actions.purging import CHUNK, purge_many
from conferral.models import Enrollment
from conferral.rules.actors import COMMAND_LINE

PURGED = 10_000
ROUNDS = PURGED // CHUNK - 2
"""Each side is asked twice before it is measured."""

BEGUN = date(2018, 1, 2)
COMPLETIONS = 5
TABLES = (("attachment", "enrollment_id"), ("completion", "enrollment_id"), ("enrollment", "id"))


def sides() -> dict[str, Callable[[], object]]:
    """Return what is compared; each takes the next 500 of a program of its own."""
    deleted, purged = chunks("DELETED"), chunks("PURGED")
    return {
        "deleting 500 and what is theirs, plain SQL": lambda: delete(next(deleted)),
        "purging 500": lambda: purge(next(purged)),
    }


def delete(keys: Sequence[int]) -> None:
    """Delete enrollments with nothing but SQL."""
    marks = ", ".join(["%s"] * len(keys))
    with transaction.atomic(), connection.cursor() as cursor:
        for table, column in TABLES:
            cursor.execute(f"DELETE FROM conferral_{table} WHERE {column} IN ({marks})", keys)  # noqa: S608 - our own


def purge(keys: Sequence[int]) -> None:
    """Purge enrollments as they are."""
    purge_many(enrollments=[Looked(key, 1) for key in keys], by=COMMAND_LINE, at=clock.now())


def expired(number: int, _on: date) -> Person:
    """Say who is in it: enrolled on one of 400 days, long ago."""
    return Person(BEGUN - timedelta(days=number % 400), COMPLETIONS)


def chunks(code: str) -> Iterator[Sequence[int]]:
    """Fill a program and yield who is in it, 500 at a time."""
    program = filled(enrollees=PURGED, code=code, on=clock.today(), person=expired)
    rows = list(Enrollment.objects.filter(program=program).order_by("pk").values_list("pk", "contact_id"))
    log = Log(COMMAND_LINE, clock.now())
    for key, contact in rows:
        log.add(
            "enrollment.enrolled", program=program.pk, contact=contact, enrollment=key, after={"enrolled_on": BEGUN}
        )
    log.write()
    return (tuple(key for key, _ in rows[start : start + CHUNK]) for start in range(0, PURGED, CHUNK))
