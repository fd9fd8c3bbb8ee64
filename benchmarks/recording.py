"""What does recording a completion cost over writing its row? Each with a commit of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection

from benchmarks.filled import Person, filled
from conferral.actions import completions
from conferral.models import Enrollment, Requirement
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.recording import Recorded

WARM = 5
"""Each side is asked a few times before it is measured."""
CODE = "R1"
"""A requirement of the first stage without a grade."""

UPSERT = """
INSERT INTO conferral_completion (key, enrollment_id, requirement_id, completed_on, reference, notes, grade, is_live,
       awaits, recorded_at, rejection, rejection_note, void_reason, revision)
VALUES (%s, %s, %s, %s, '', '', '', %s, '', %s, '', '', '', 1)
    ON CONFLICT (key) DO UPDATE SET completed_on = excluded.completed_on
"""


def sides(on: date, rounds: int) -> dict[str, Callable[[], object]]:
    """Return what is compared; each takes the next enrollee, of a program of its own."""
    return {
        "one completion, plain SQL and a commit": upserting(on, rounds + WARM),
        "recording a completion, with log, notice and trackers": recording(on, rounds + WARM),
    }


def upserting(on: date, people: int) -> Callable[[], None]:
    """Return what writes the next row."""
    keys = enrolled("UPSERT", on, people)
    requirement = Requirement.objects.get(version__program__code="UPSERT", code=CODE)
    at = datetime.combine(on, time(12), tzinfo=UTC)

    def write() -> None:
        values: list[Any] = [uuid.uuid4(), next(keys), requirement.pk, on, True, at]
        if connection.vendor == "sqlite":
            values = [values[0].hex, *values[1:3], on.isoformat(), *values[4:5], at.isoformat()]
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, values)

    return write


def recording(on: date, people: int) -> Callable[[], object]:
    """Return what records the next completion."""
    keys, at = enrolled("RECORD", on, people), datetime.combine(on, time(12), tzinfo=UTC)
    what = Recorded(completed_on=on)
    return lambda: completions.record(enrollment=next(keys), requirement=CODE, recorded=what, by=COMMAND_LINE, at=at)


def enrolled(code: str, on: date, people: int) -> Iterator[int]:
    """Enroll people who have done nothing yet, and return the keys of their enrollments."""
    program = filled(enrollees=people, code=code, on=on, person=lambda _number, day: Person(day, 0))
    return iter(list(Enrollment.objects.filter(program=program).order_by("pk").values_list("pk", flat=True)))
