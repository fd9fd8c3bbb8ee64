"""How does the ledger of the trackers follow the enrollments?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from conferral.actions.set_based import insert_rows
from conferral.models import Enrollment, LedgerChange, Program
from conferral.models.ledger import FIGURES, count_of, counts, ledger_and_due
from conferral.rules.ledger import Changes, Counted, Figures, added, changes, difference

MOST_COMPACTED = 10_000
"""So many rows at most are compacted in one transaction."""

ROW = ("program_id", "changes_on", *FIGURES)
_is_open: ContextVar[bool] = ContextVar("a ledger is being kept", default=False)


@contextmanager
def kept_ledger(*, contacts: Collection[int], program: int | None = None) -> Iterator[None]:
    """Write to the ledger what is changed within about the enrollments of these contacts (by primary key).

    Of one program, or of all. The caller is in a transaction and has locked the contacts. Everything that inserts,
    deletes or changes enrollments of a transaction happens within exactly one: two queries, and a third where the
    trackers change on any day.
    """
    with _kept(lambda: _lives(contacts, program)):
        yield


@contextmanager
def kept_ledger_of(row: Enrollment) -> Iterator[None]:
    """Do the same where nothing changes but this enrollment, which is locked and left as it is stored: no query."""
    with _kept(lambda: Counter([count_of(row)])):
        yield


@contextmanager
def _kept(lives: Callable[[], Counter[Counted]]) -> Iterator[None]:
    if _is_open.get():
        message = "a ledger is being kept already: it would be written twice; keep it once, around the whole"
        raise AssertionError(message)
    if not transaction.get_connection().in_atomic_block:
        message = "a ledger is kept within the transaction that changes the enrollments"
        raise AssertionError(message)
    before = lives()
    token = _is_open.set(True)
    try:
        yield
    finally:
        _is_open.reset(token)
    after = lives()
    after.subtract(before)
    _append(changes(after.items()))


def compact() -> int:
    """Add up the rows of each program and day; return how many rows fewer there are.

    It can be done at any time: a piece of a program is a transaction of its own, which holds the program so that nobody
    else compacts it, and removes only what it has read.
    """
    programs = set(_several().values_list("program_id", flat=True))
    return sum(_compact(program) for program in sorted(programs))


def recount(*, program: int) -> Changes:
    """Append to the ledger what it lacks to agree with the enrollments of a program; return that.

    It is never needed while every change goes through the actions; whoever writes rows past them calls it. Ledger and
    enrollments are read in one query, so nobody has to stop meanwhile.
    """
    held, due = ledger_and_due(program)
    lacking = difference(due, held)
    _append(lacking)
    return lacking


def _lives(contacts: Collection[int], program: int | None) -> Counter[Counted]:
    rows = Enrollment.objects.filter(contact__among=contacts)
    return counts(rows if program is None else rows.filter(program=program))


def _append(appended: Changes) -> None:
    insert_rows(LedgerChange, ROW, [(*place, *change) for place, change in sorted(appended.items())])


def _several() -> QuerySet[LedgerChange, Any]:
    """Return the programs and days that have more than one row."""
    days = LedgerChange.objects.order_by().values("program_id", "changes_on")
    return days.annotate(rows=Count("pk")).filter(rows__gt=1)


def _compact(program: int) -> int:
    fewer = 0
    while gone := _compact_piece(program):
        fewer += gone
    return fewer


@transaction.atomic
def _compact_piece(program: int) -> int:
    Program.objects.select_for_update(no_key=True).get(pk=program)
    days = _several().filter(program=program).values("changes_on")
    rows = LedgerChange.objects.filter(program=program, changes_on__in=days).order_by("changes_on", "pk")
    read = list(rows.values_list("pk", "changes_on", *FIGURES)[:MOST_COMPACTED])
    LedgerChange.objects.filter(pk__in=[pk for pk, *_ in read]).delete()
    whole = added({(program, on): Figures(*figures)} for _, on, *figures in read)
    _append(whole)
    return len(read) - len(whole)
