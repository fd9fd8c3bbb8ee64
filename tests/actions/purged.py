"""What do the tests of purging begin with, and how do they look at what is left?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from conferral.actions import enrollments, purging
from conferral.actions.opened import Outcome
from conferral.models import Completion, Enrollment, Program
from conferral.rules.actors import COMMAND_LINE, Actor
from tests import make
from tests.actions.queue import looked
from tests.actions.register import contents
from tests.uploaded import added

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
NOTE = "Certificate shown by Ada at the desk."


def program(**policies: object) -> Program:
    """Return a program of one requirement that wants approval and one that does not."""
    exam = make.requirement("EXAM", requires_approval=True)
    return make.program(None, make.definition(exam, make.requirement("ETHICS"), designation="EMT"), **policies)


def expired(into: Program, number: str | None = None, *name: str) -> Enrollment:
    """Return an enrollment that expired on 1 February 2025: with a rejected completion, its file and another."""
    row = make.enrollment(make.contact(number, *name, email="ada@example.org"), into, date(2024, 1, 2))
    exam = make.completion(row, "EXAM", date(2024, 2, 1), notes=NOTE)
    added(exam)
    make.completion(row, "ETHICS", date(2024, 3, 1), notes=NOTE)
    Completion.objects.filter(pk=exam.pk).update(
        awaits="", is_live=False, rejected_on=date(2024, 4, 1), rejection="notify", rejection_note=NOTE
    )
    row.refresh_from_db()
    return row


def cancelled(into: Program, number: str | None = None, *name: str) -> Enrollment:
    """Return an enrollment that was cancelled."""
    row = make.enrollment(make.contact(number, *name), into, date(2025, 6, 2))
    return enrollments.cancel(
        enrollment=row.pk, by=COMMAND_LINE, at=make.noon(date(2026, 1, 30)), reason="Moved to Oslo."
    )


def purge(rows: Iterable[Enrollment], *, by: Actor = COMMAND_LINE, at=AT, **more: object) -> list[Outcome]:
    """Purge enrollments as somebody looked at them just now."""
    return purging.purge_many(enrollments=looked(rows), by=by, at=at, **more)


def without(before: dict, *, enrollments: Iterable[int] = ()) -> dict:
    """Return what the register held, less the enrollments (by primary key) and all that belongs to them.

    The log and the ledger are left out of both: they tell of what is gone, and have tests of their own.
    """
    gone = set(enrollments)
    left = {name: list(rows) for name, rows in before.items() if name not in {"Event", "LedgerChange"}}
    left["Enrollment"] = [row for row in left["Enrollment"] if row["id"] not in gone]
    for name in ("Completion", "Attachment", "Message"):
        left[name] = [row for row in left[name] if row["enrollment_id"] not in gone]
    return left


def held() -> dict:
    """Return what the register holds, but log and ledger."""
    return without(contents())
