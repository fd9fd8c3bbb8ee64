"""What was done on many enrollments, as rules know it? Each answer takes a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Min

from conferral.models.completion import Completion
from conferral.models.enrollment import Enrollment
from conferral.models.program import Version
from conferral.models.requirement import Requirement
from conferral.rules.attempts import Attempt
from conferral.rules.definition import Definition


def definitions_of(versions: Collection[int]) -> dict[int, Definition]:
    """Return the definition of each version."""
    return {version.pk: version.definition() for version in Version.objects.whole().filter(pk__in=versions)}


def attempts_of(enrollments: Collection[int]) -> dict[int, list[Attempt]]:
    """Return the attempts of each enrollment in the order they were recorded."""
    return attempts_and_live(enrollments)[0]


def attempts_and_live(enrollments: Collection[int]) -> tuple[dict[int, list[Attempt]], set[int]]:
    """Return the attempts of each enrollment, and the keys of those stored as live."""
    completions = list(Completion.objects.filter(enrollment__in=enrollments).in_order_recorded())
    codes = dict(
        Requirement.objects.filter(pk__in={completion.requirement_id for completion in completions}).values_list(
            "pk", "code"
        )
    )
    found: dict[int, list[Attempt]] = {enrollment: [] for enrollment in enrollments}
    for completion in completions:
        found[completion.enrollment_id].append(completion.as_attempt(codes[completion.requirement_id]))
    return found, {completion.pk for completion in completions if completion.is_live}


def designations_due(contacts: Collection[int]) -> dict[tuple[int, str], date]:
    """Return the designations that earned enrollments carry: (contact, name) and the first day earned."""
    return {
        (row["contact_id"], row["version__designation"]): row["first"]
        for row in Enrollment.objects.filter(contact__in=contacts, earned_on__isnull=False)
        .exclude(version__designation="")
        .order_by()
        .values("contact_id", "version__designation")
        .annotate(first=Min("earned_on"))
    }
