"""What waits in the tests of deciding many? Completions of one program, one each of as many enrollees."""

from __future__ import annotations

from datetime import date

from conferral.actions.opened import Looked
from conferral.models import Completion, Enrollment, Program
from tests import make

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)


def program(*, approval: bool = False, scale=None, **policies: object) -> Program:
    """Return a program whose EXAM wants approval; with `approval` the program itself wants it, too."""
    asked = make.requirement("EXAM", requires_approval=True, scale=scale)
    defined = make.definition(asked, requires_approval=approval, designation="EMT")
    return make.program(None, defined, **policies)


def waiting(count: int, into: Program | None = None, **recorded: object) -> list[Completion]:
    """Return completions that wait, each of another enrollee."""
    into = into or program()
    return [make.completion(make.enrollment(None, into), **recorded) for _ in range(count)]


def met(count: int, **policies: object) -> list[Enrollment]:
    """Return enrollments that met everything and wait for the approval of the program."""
    into = make.program(None, make.definition(requires_approval=True, designation="EMT"), **policies)
    rows = [make.enrollment(None, into) for _ in range(count)]
    for row in rows:
        make.completion(row)
        row.refresh_from_db()
    return rows


def looked(rows) -> list[Looked]:
    """Return what somebody looked at just now."""
    rows = list(rows)
    now = type(rows[0]).objects.in_bulk([row.pk for row in rows]) if rows else {}
    return [Looked(row.pk, now[row.pk].revision) for row in rows]


def codes(outcomes) -> list[str]:
    """Return what became of each: a refusal's code, or "done"."""
    return [outcome.refusal.code if outcome.refusal else "done" for outcome in outcomes]
