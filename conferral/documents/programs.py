"""Which programs are there, and how do their enrollees stand on a day? The list **By program**."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count

from conferral.models import Enrollment, Program, Version
from conferral.models.tally import Tally, tallies
from conferral.rules.coming import Coming
from conferral.rules.names import folded


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    CODE = "code"
    NAME = "name"
    TOTAL = "total"
    EARNED = "earned"
    ENROLLED = "enrolled"
    GRACE = "grace"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRow:
    """One program: `name` is its current version's, or the code while nothing is published.

    `coming` is to how many enrollments that comes which was asked for.
    """

    code: str
    name: str
    is_active: bool
    version: int | None
    tally: Tally
    coming: int = 0

    @property
    def is_published(self) -> bool:
        """Whether it has a version that people can be enrolled in."""
        return self.version is not None


_KEYS: dict[Sort, Callable[[ProgramRow], str | int]] = {
    Sort.CODE: lambda row: folded(row.code),
    Sort.NAME: lambda row: folded(row.name),
    Sort.TOTAL: lambda row: row.tally.total,
    Sort.EARNED: lambda row: row.tally.earned,
    Sort.ENROLLED: lambda row: row.tally.enrolled,
    Sort.GRACE: lambda row: row.tally.grace,
    Sort.EXPIRED: lambda row: row.tally.expired,
}


def programs(
    *,
    on: date,
    with_inactive: bool = False,
    coming: Coming | None = None,
    sort: Sort = Sort.CODE,
    descending: bool = False,
) -> list[ProgramRow]:
    """Return every program with its trackers on the day, in three queries however many there are.

    Programs with the status Inactive only where asked for. Asked for what is coming, those in which it comes to
    somebody, Inactive ones too, and to how many: one query more. Equals stand in the order of their codes.
    """
    wanted = Program.objects.only("code", "is_active").order_by("code")
    counts = _counted(coming, on) if coming else {}
    if coming:
        listed = list(wanted.filter(pk__in=counts))
    else:
        listed = list(wanted if with_inactive else wanted.filter(is_active=True))
    current = {
        row["program_id"]: row
        for row in Version.objects.current()
        .filter(program__in=wanted.values("pk"))
        .values("program_id", "number", "name")
    }
    rows = [
        ProgramRow(
            code=program.code,
            name=current[program.pk]["name"] if program.pk in current else program.code,
            is_active=program.is_active,
            version=current[program.pk]["number"] if program.pk in current else None,
            tally=tally,
            coming=counts.get(program.pk, 0),
        )
        for program, tally in zip(listed, tallies(listed, on=on), strict=True)
    ]
    return sorted(rows, key=_KEYS[sort], reverse=descending)


def _counted(coming: Coming, on: date) -> dict[int, int]:
    rows = Enrollment.objects.coming(coming, on=on).order_by().values("program_id").annotate(count=Count("pk"))
    return dict(rows.values_list("program_id", "count"))
