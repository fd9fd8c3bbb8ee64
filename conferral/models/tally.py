"""How many current enrollments does each program have in each tracker on a day?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from django.db import connection
from django.db.models import Case, Count, IntegerField, Value, When

from conferral.models.enrollment import Enrollment
from conferral.models.enrollment_standing import TWIN, Twin
from conferral.models.ledger import FIGURES, LedgerChange
from conferral.models.program import Program
from conferral.rules.ledger import NOTHING, Figures
from conferral.rules.standing import Status


@dataclass(frozen=True, slots=True)
class Tally:
    """The **Progress Trackers** of one program: each current enrollment in exactly one.

    `enrolled` (the tracker **Enrolled, not earned**) includes `not_started` and
    `awaiting_approval`; the four trackers add up to `total`.
    """

    program: str
    earned: int = 0
    enrolled: int = 0
    not_started: int = 0
    awaiting_approval: int = 0
    grace: int = 0
    expired: int = 0

    @property
    def total(self) -> int:
        """All current enrollments."""
        return self.earned + self.enrolled + self.grace + self.expired


def tallies(programs: Iterable[Program], *, on: date) -> list[Tally]:
    """Return the tally of each program on a day, past or to come, in the order given, in one query of the ledger."""
    wanted = list(programs)
    found = _summed("program_id", [], [program.pk for program in wanted], on)
    return [Tally(program.code, **found.get(program.pk, NOTHING)._asdict()) for program in wanted]


def tallies_over(program: Program, *, days: Collection[date]) -> dict[date, Tally]:
    """Return the tally of a program on each of several days, in one query that reads its ledger once.

    The database adds up what lies between two of the days, and here one is added to the next.
    """
    places = sorted(set(days))
    if not places:
        return {}
    whens = " ".join(f"WHEN changes_on <= %s THEN {place}" for place in range(len(places)))
    between = _summed(f"CASE {whens} END", places, [program.pk], places[-1])
    upto = accumulate((between.get(at, NOTHING) for at in range(len(places))), Figures.plus)
    return {on: Tally(program.code, **figures._asdict()) for on, figures in zip(places, upto, strict=True)}


def _summed(by: str, days: Collection[date], programs: Collection[int], on: date) -> dict[int, Figures]:
    """Return the sums of the ledger of programs up to a day by something that may ask for days.

    In plain SQL: Django takes longer to write the query than the database to answer it.
    """
    if not programs:
        return {}
    statement = (
        f"SELECT {by} AS place, {', '.join(f'SUM({name})' for name in FIGURES)} FROM {LedgerChange._meta.db_table} "  # noqa: S608, SLF001 - names of our own; Django's documented name for it
        f"WHERE program_id IN ({', '.join(['%s'] * len(programs))}) AND changes_on <= %s GROUP BY 1"
    )
    asked = [connection.ops.adapt_datefield_value(day) for day in (*days, on)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*asked[:-1], *programs, asked[-1]])
        return {place: Figures(*figures) for place, *figures in cursor.fetchall()}


def counted_tallies(programs: Iterable[Program], *, on: date, twin: Twin = TWIN) -> list[Tally]:
    """Return the same without the ledger, from the enrollments themselves: what the ledger is held to.

    The database says how many there are of each status, started and not: a row is looked at once.
    """
    wanted = list(programs)
    started = Case(When(twin.has_started(on), then=Value(1)), default=Value(0), output_field=IntegerField())
    counted: dict[int, Counter[tuple[str, int]]] = defaultdict(Counter)
    for program, status, has_started, count in (
        Enrollment.objects.filter(twin.is_current(on), program__in=wanted)
        .order_by()
        .annotate(status=twin.status(on), has_started=started)
        .values("program_id", "status", "has_started")
        .annotate(count=Count("pk"))
        .values_list("program_id", "status", "has_started", "count")
    ):
        counted[program][status, has_started] += count
    return [_tally(program.code, counted[program.pk]) for program in wanted]


def _tally(code: str, counted: Counter[tuple[str, int]]) -> Tally:
    def of(*statuses: Status) -> int:
        return sum(counted[status.value, has_started] for status in statuses for has_started in (0, 1))

    return Tally(
        program=code,
        earned=of(Status.EARNED),
        enrolled=of(Status.ENROLLED, Status.AWAITING_APPROVAL),
        not_started=counted[Status.ENROLLED.value, 0],
        awaiting_approval=of(Status.AWAITING_APPROVAL),
        grace=of(Status.GRACE),
        expired=of(Status.EXPIRED),
    )
