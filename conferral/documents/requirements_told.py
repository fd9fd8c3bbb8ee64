"""How does every requirement of an enrollment stand, what was done about each, and what can meet it?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from conferral.documents.standing import EnrollmentStanding
from conferral.models import Completion, Offering
from conferral.rules.actors import Actor
from conferral.rules.attempts import AttemptState, state_of
from conferral.rules.progress import RequirementProgress
from conferral.rules.recording import may_offer
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementOfEnrollment:
    """One requirement: its progress, its attempts in the order of their days, its offerings.

    `refusal` is why whoever asks may not record a completion of it today, None where they may.
    """

    item: RequirementProgress
    stage_name: str
    attempts: tuple[tuple[Completion, AttemptState], ...]
    offerings: tuple[Offering, ...]
    refusal: Refusal | None


def requirements_of(shown: EnrollmentStanding, *, by: Actor, on: date) -> list[RequirementOfEnrollment]:
    """Return every requirement of an enrollment as it stands on a day, in the order of its version. Two queries."""
    rows = Completion.objects.filter(enrollment=shown.enrollment, completed_on__lte=on)
    attempts: dict[str, list[Completion]] = defaultdict(list)
    for row in rows.select_related("requirement", "offering").order_by("completed_on", "pk"):
        attempts[row.requirement.code].append(row)
    items = shown.progress.requirements
    offerings: dict[str, list[Offering]] = defaultdict(list)
    wanted = Offering.objects.filter(component__code__in={item.requirement.component for item in items})
    for offering in (
        wanted.filter(is_retired=False)
        .select_related("component")
        .order_by(F("starts_at").desc(nulls_first=True), "title", "pk")
    ):
        offerings[offering.component.code].append(offering)
    stages, facts = dict(shown.progress.definition.stages), shown.enrollment.facts()
    return [
        RequirementOfEnrollment(
            item=item,
            stage_name=stages.get(item.requirement.stage, ""),
            attempts=tuple(
                (row, state_of(item.requirement, row.as_attempt(item.requirement.code)))
                for row in attempts[item.requirement.code]
            ),
            offerings=tuple(offerings[item.requirement.component]),
            refusal=may_offer(
                by,
                contact=shown.enrollment.contact_id,
                facts=facts,
                requirement=item.requirement,
                progress=shown.progress,
                today=on,
            ),
        )
        for item in items
    ]
