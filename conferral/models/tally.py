"""How many current enrollments does each program have in each tracker on a day?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Value, When

from conferral.models.enrollment import Enrollment
from conferral.models.enrollment_standing import TWIN, Twin
from conferral.models.ledger import FIGURES, SUMS, LedgerChange, sums
from conferral.models.program import Program
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
    summed = LedgerChange.objects.filter(program__in=wanted, changes_on__lte=on).order_by().values("program_id")
    found = {program: figures for program, *figures in summed.annotate(**sums()).values_list("program_id", *SUMS)}
    return [Tally(program.code, **dict(zip(FIGURES, found.get(program.pk, ()), strict=False))) for program in wanted]


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
