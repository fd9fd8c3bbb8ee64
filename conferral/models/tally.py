"""How many current enrollments does each program have in each tracker on a day?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from conferral.models.enrollment import Enrollment
from conferral.models.enrollment_standing import TWIN, Twin
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


def tallies(programs: Iterable[Program], *, on: date, twin: Twin = TWIN) -> list[Tally]:
    """Return the tally of each program on a day, in the order given, in one query."""
    wanted = list(programs)
    counted: dict[int, dict[str, Any]] = {
        row["program_id"]: dict(row)
        for row in Enrollment.objects.filter(twin.is_current(on), program__in=wanted)
        .order_by()
        .annotate(status=twin.status(on))
        .values("program_id")
        .annotate(
            earned=_count(Status.EARNED),
            enrolled=_count(Status.ENROLLED, Status.AWAITING_APPROVAL),
            not_started=Count("pk", filter=Q(status=Status.ENROLLED.value) & ~twin.has_started(on)),
            awaiting_approval=_count(Status.AWAITING_APPROVAL),
            grace=_count(Status.GRACE),
            expired=_count(Status.EXPIRED),
        )
    }
    return [_tally(program.code, counted.get(program.pk, {})) for program in wanted]


def _count(*statuses: Status) -> Count:
    return Count("pk", filter=Q(status__in=[status.value for status in statuses]))


def _tally(code: str, row: dict[str, int]) -> Tally:
    fields = ("earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired")
    return Tally(program=code, **{field: row.get(field, 0) for field in fields})
