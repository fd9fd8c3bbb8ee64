"""Does the ledger hold, for any day, what counting the enrollments themselves finds?

Counted here once more, in SQL of its own, so that neither the rule nor its twin is asked.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
DAYS = 200
MOST_LOOKED_AT = 100_000
FIGURES = ("earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired")
COUNTED_AS = {
    "earned": ("earned",),
    "awaiting": ("enrolled", "awaiting_approval"),
    "expired": ("expired",),
    "grace": ("grace",),
    "started": ("enrolled",),
    "not started": ("enrolled", "not_started"),
}
COUNT = """
    WITH days (day) AS (VALUES {days})
    SELECT day, program_id, status, count(*) FROM (
        SELECT day, program_id, CASE
            WHEN earned_on <= day THEN 'earned'
            WHEN requirements_met_on <= day THEN 'awaiting'
            WHEN expires_on < day THEN 'expired'
            WHEN grace_begins_on <= day THEN 'grace'
            WHEN started_on <= day THEN 'started'
            ELSE 'not started' END AS status
        FROM conferral_enrollment, days
        WHERE (enrolled_on <= day OR registered_on <= day)
          AND (cancelled_on IS NULL OR cancelled_on > day) AND (replaced_on IS NULL OR replaced_on > day)
    ) AS standing GROUP BY day, program_id, status
"""

Held = dict[tuple[date, int], dict[str, int]]


def faults() -> list[str]:
    """Return where ledger and enrollments disagree: on days around those on which something changes, and on others.

    200 days, or fewer where there are thousands of enrollments.
    """
    from conferral.models import Enrollment

    days = drawn(max(10, min(DAYS, MOST_LOOKED_AT // max(1, Enrollment.objects.count()))))
    if not days:
        return []
    counted, held = counted_on(days), held_on(days)
    return [
        f"program {program} on {day}: the ledger has {told(held.get((day, program), {}))}, "
        f"there are {told(counted.get((day, program), {}))}"
        for day, program in sorted(counted.keys() | held.keys())
        if told(held.get((day, program), {})) != told(counted.get((day, program), {}))
    ]


def drawn(how_many: int) -> list[date]:
    from conferral.models import Enrollment, LedgerChange

    names = (
        "begins_on", "grace_begins_on", "expires_on", "started_on", "requirements_met_on", "earned_on", "cancelled_on",
        "replaced_on",
    )  # fmt: skip
    known = {day for row in Enrollment.objects.order_by().values_list(*names).distinct() for day in row if day}
    known |= set(LedgerChange.objects.order_by().values_list("changes_on", flat=True).distinct())
    if not known:
        return []
    around = {day + timedelta(days=offset) for day in known for offset in (-1, 0, 1) if date.min < day < date.max}
    chosen = set(random.sample(sorted(around), min(len(around), how_many * 3 // 4)))
    first, span = min(known) - timedelta(days=30), (max(known) - min(known)).days + 60
    while len(chosen) < min(how_many, len(around) + 20):
        chosen.add(first + timedelta(days=random.randrange(span)))  # noqa: S311 - days to look at
    return sorted(day for day in chosen if FIRST <= day <= LAST)


def counted_on(days: list[date]) -> Held:
    from django.db import connection

    one = "(CAST(%s AS date))" if connection.vendor == "postgresql" else "(%s)"
    found: Held = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(days=", ".join([one] * len(days))), [str(day) for day in days])
        for day, program, status, count in cursor.fetchall():
            for figure in COUNTED_AS[status]:
                found[date.fromisoformat(str(day)), program][figure] += count
    return dict(found)


def held_on(days: list[date]) -> Held:
    from conferral.models import LedgerChange

    changes = defaultdict(list)
    for program, on, *figures in LedgerChange.objects.order_by("changes_on").values_list(
        "program_id", "changes_on", *FIGURES
    ):
        changes[program].append((on, figures))
    found: Held = {}
    for program, rows in changes.items():
        for day in days:
            sums = [sum(column) for column in zip(*(row for on, row in rows if on <= day), strict=True)]
            if any(sums):
                found[day, program] = dict(zip(FIGURES, sums, strict=True))
    return found


def told(figures: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in figures.items() if count) or "nothing"
