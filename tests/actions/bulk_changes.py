"""What do the tests of changes in bulk have to begin with? Enrollees of one program, and a job that changes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from zeal import zeal_ignore

from conferral.actions import jobs
from conferral.actions.job_kinds import UNDOING
from conferral.models import Enrollment, Job
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.jobs import Item
from tests import make

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
SINCE = date(2025, 2, 1)
"""Enrolled since then one is in its grace period, which begins on 2 February 2026 and ends on 3 March."""

EXTEND = {"extension": {"to": "2026-06-30"}, "reason": "The exam was put off."}
CANCEL = {"reason": "The course is not held."}


@zeal_ignore()
def enrollees(count: int, since: date = SINCE, **policies: object) -> list[Enrollment]:
    """Enroll so many in a program of their own."""
    program = make.program(None, make.definition(designation="EMT"), **policies)
    return [make.enrollment(make.contact(), program, since) for _ in range(count)]


@zeal_ignore()
def asked(kind: str, rows: Sequence[Enrollment], by: Actor = COMMAND_LINE, **arguments: object) -> Job:
    """Do a job of the kind with the rows as they were looked at."""
    said = arguments or (EXTEND if kind == "enrollments.extend" else CANCEL)
    items = [Item(row.pk, row.revision) for row in rows]
    return jobs.ask_and_begin(kind=kind, items=items, by=by, at=AT, arguments=said, key=uuid4())


def taken_back(job: Job, by: Actor = COMMAND_LINE, today: date = TODAY) -> list[str]:
    """Undo a job, and return what became of each."""
    items = [Item(subject) for subject in job.items.order_by("place").values_list("subject", flat=True)]
    arguments = {"job": str(job.key)}
    undoing = jobs.ask_and_begin(
        kind=UNDOING[job.kind], items=items, by=by, at=make.noon(today), arguments=arguments, key=uuid4()
    )
    return became(undoing)


def became(job: Job) -> list[str]:
    """Return the outcome of each item of a job, in the order asked for."""
    return list(job.items.order_by("place").values_list("code", flat=True))
