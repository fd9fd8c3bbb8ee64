"""What was done on many enrollments, as rules know it? Each answer takes a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Min

from conferral.models.completion import Completion
from conferral.models.enrollment import Enrollment
from conferral.rules.attempts import Attempt, Awaits, Rejection
from conferral.rules.quantities import plain

ASKED = (
    "enrollment_id", "pk", "requirement__code", "completed_on", "reference", "grade", "units", "approved_on",
    "rejection", "voided_on",
)  # fmt: skip
"""What of a completion says how far an enrollee is."""


def attempts_of(enrollments: Collection[int]) -> dict[int, list[Attempt]]:
    """Return the attempts of each enrollment in the order they were recorded."""
    return attempts_and_live(enrollments)[0]


def attempts_and_live(enrollments: Collection[int]) -> tuple[dict[int, list[Attempt]], dict[int, Awaits]]:
    """Return the attempts of each enrollment, and the keys of those stored as live with what each waits for.

    One query.
    """
    completions = Completion.objects.filter(enrollment__in=enrollments).in_order_recorded()
    found: dict[int, list[Attempt]] = {enrollment: [] for enrollment in enrollments}
    live = {}
    for is_live, awaits, enrollment, *said in completions.values_list("is_live", "awaits", *ASKED):
        attempt = attempt_of(said)
        found[enrollment].append(attempt)
        if is_live:
            live[attempt.key] = Awaits(awaits)
    return found, live


def attempts_until(enrollments: Collection[int], *, on: date) -> dict[int, list[Attempt]]:
    """Return the attempts dated by a day of each enrollment that has any, in one query."""
    found: dict[int, list[Attempt]] = defaultdict(list)
    completions = Completion.objects.filter(enrollment__in=enrollments, completed_on__lte=on).in_order_recorded()
    for enrollment, *said in completions.values_list(*ASKED):
        found[enrollment].append(attempt_of(said))
    return found


def designations_due(contacts: Collection[int], *, without: Collection[int] = ()) -> dict[tuple[int, str], date]:
    """Return the designations that earned enrollments carry: (contact, name) and the first day earned.

    `without` leaves out enrollments, as if they were not earned.
    """
    return {
        (row["contact_id"], row["version__designation"]): row["first"]
        for row in Enrollment.objects.filter(contact__in=contacts, earned_on__isnull=False)
        .exclude(version__designation="")
        .exclude(pk__in=without)
        .order_by()
        .values("contact_id", "version__designation")
        .annotate(first=Min("earned_on"))
    }


def attempt_of(said: Sequence[Any]) -> Attempt:
    """Return what `Completion.as_attempt` says of a row, without making a row of it: a list has hundreds."""
    pk, requirement, completed_on, reference, grade, units, approved_on, rejection, voided_on = said
    return Attempt(
        key=pk,
        requirement=requirement,
        completed_on=completed_on,
        reference=reference,
        grade=grade,
        units=None if units is None else plain(units),
        is_approved=approved_on is not None,
        rejection=Rejection(rejection) if rejection else None,
        is_voided=voided_on is not None,
        number=pk,
    )
