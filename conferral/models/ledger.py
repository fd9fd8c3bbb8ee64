"""What is in the ledger of the trackers, and what do the enrollments say should be?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Count, Index, Q, QuerySet, Sum, Value

from conferral.models.enrollment import Enrollment
from conferral.models.program import Program
from conferral.models.ranges import dates_in_calendar
from conferral.rules.ledger import Changes, Counted, Figures, added, changes
from conferral.rules.standing import Facts

FIGURES = Figures._fields

FACTS = (
    "program_id", "begins_on", "grace_begins_on", "expires_on", "started_on", "requirements_met_on", "earned_on",
    "cancelled_on", "replaced_on",
)  # fmt: skip


def _changes_something() -> Q:
    changing = Q()
    for name in FIGURES:
        changing |= ~Q(**{name: 0})
    return changing


class LedgerChange(models.Model):
    """By how much the figures of a program's trackers change from a day on.

    Derived from the enrollments: an action appends what it changed, in its transaction, and a sweep adds up the rows of
    a program and day. What the trackers show for a day is the sum of all rows up to it.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+", db_index=False)
    changes_on = models.DateField()
    earned = models.IntegerField(default=0)
    enrolled = models.IntegerField(default=0)
    not_started = models.IntegerField(default=0)
    awaiting_approval = models.IntegerField(default=0)
    grace = models.IntegerField(default=0)
    expired = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            # Every column, so that a sum reads the index alone (Django leaves out `include` on SQLite).
            Index(fields=["program", "changes_on", *FIGURES], name="ledger_program_day"),
        ]
        constraints: ClassVar = [
            dates_in_calendar("ledger", "changes_on"),
            CheckConstraint(condition=_changes_something(), name="ledger_changes_something"),
        ]

    def __str__(self) -> str:
        """Read as the day."""
        return str(self.changes_on)


def sums() -> dict[str, Sum]:
    """Return how each figure is added up."""
    return {f"{name}_sum": Sum(name) for name in FIGURES}


SUMS = tuple(sums())


def counts(rows: QuerySet[Enrollment]) -> Counter[Counted]:
    """Count enrollments of the same program and dates, in one query."""
    return Counter({_counted(row[:-1]): row[-1] for row in _grouped(rows)})


def count_of(row: Enrollment) -> Counted:
    """Return as what an enrollment that has been read is counted."""
    return _counted([getattr(row, name) for name in FACTS])


def ledger_and_due(program: int) -> tuple[Changes, Changes]:
    """Return what the ledger holds of a program and what follows from its enrollments.

    One query, so both are of one moment whoever writes meanwhile.
    """
    held: Changes = {}

    def counted() -> Iterator[tuple[Counted, int]]:
        for is_ledger, *row in _of_one_moment(program):
            if is_ledger:
                held[program, row[1]] = Figures(*row[len(FACTS) : -1])  # rows may have taken each other away
            else:
                yield _counted(row[: len(FACTS)]), row[-1]

    due = changes(counted())
    return added([held]), due


def _of_one_moment(program: int) -> Iterator[tuple[Any, ...]]:
    no_day, nothing = Value(None, models.DateField()), Value(0, models.IntegerField())
    kept = (
        LedgerChange.objects.filter(program=program)
        .order_by()
        .values("program_id", "changes_on")
        .annotate(
            is_ledger=Value(1, models.IntegerField()),
            **{f"day_{place}": no_day for place in range(len(FACTS) - 2)},
            **sums(),
            count=Count("pk"),
        )
    )
    days = [f"day_{place}" for place in range(len(FACTS) - 2)]
    held = kept.values_list("is_ledger", "program_id", "changes_on", *days, *SUMS, "count")
    rows = (
        Enrollment.objects.filter(program=program)
        .order_by()
        .values(*FACTS)
        .annotate(
            is_ledger=nothing,
            **{f"nothing_{place}": nothing for place in range(len(FIGURES))},
            count=Count("pk"),
        )
    )
    zeros = [f"nothing_{place}" for place in range(len(FIGURES))]
    counted = rows.values_list("is_ledger", *FACTS, *zeros, "count")
    yield from held.union(counted, all=True).iterator(chunk_size=2000)


def _grouped(rows: QuerySet[Enrollment]) -> Iterator[tuple[Any, ...]]:
    grouped = rows.order_by().values(*FACTS).annotate(count=Count("pk"))
    yield from grouped.values_list(*FACTS, "count").iterator()


def _counted(row: Collection[Any]) -> Counted:
    program, begins_on, grace_begins_on, expires_on, started_on, met_on, earned_on, cancelled_on, replaced_on = row
    return program, Facts(
        begins_on=begins_on,
        enrolled_on=begins_on,  # decides nothing about a life but the day it begins
        grace_begins_on=grace_begins_on,
        expires_on=expires_on,
        started_on=started_on,
        requirements_met_on=met_on,
        earned_on=earned_on,
        cancelled_on=cancelled_on,
        replaced_on=replaced_on,
    )
