"""What was done on many enrollments, as rules know it? Each answer takes a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Min

from conferral.models.completion import Completion
from conferral.models.enrollment import Enrollment
from conferral.models.requirement import Requirement
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
    """Return the attempts of each enrollment, and the keys of those stored as live with what each waits for."""
    completions = list(Completion.objects.filter(enrollment__in=enrollments).in_order_recorded())
    codes = dict(
        Requirement.objects.filter(pk__in={completion.requirement_id for completion in completions}).values_list(
            "pk", "code"
        )
    )
    found: dict[int, list[Attempt]] = {enrollment: [] for enrollment in enrollments}
    for completion in completions:
        found[completion.enrollment_id].append(completion.as_attempt(codes[completion.requirement_id]))
    return found, {completion.pk: Awaits(completion.awaits) for completion in completions if completion.is_live}


def attempts_until(enrollments: Collection[int], *, on: date) -> dict[int, list[Attempt]]:
    """Return the attempts dated by a day of each enrollment that has any, in one query.

    What `Completion.as_attempt` says of a row, without making rows of them: a list has hundreds.
    """
    found: dict[int, list[Attempt]] = defaultdict(list)
    completions = Completion.objects.filter(enrollment__in=enrollments, completed_on__lte=on).in_order_recorded()
    for enrollment, pk, code, completed_on, reference, grade, units, approved, rejection, voided in (
        completions.values_list(*ASKED)
    ):  # fmt: skip
        found[enrollment].append(
            Attempt(
                key=pk,
                requirement=code,
                completed_on=completed_on,
                reference=reference,
                grade=grade,
                units=None if units is None else plain(units),
                is_approved=approved is not None,
                rejection=Rejection(rejection) if rejection else None,
                is_voided=voided is not None,
                number=pk,
            )
        )
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
