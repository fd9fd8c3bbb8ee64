"""What would it take to complete this program, and which offerings are there to do it? As of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from conferral.documents.standing import EnrollmentStanding
from conferral.models import Offering
from conferral.rules.outlook import Outlook, outlook
from conferral.rules.outlook_times import Occasion


@dataclass(frozen=True, slots=True)
class OutlookShown:
    """The outlook of an enrollment, and the offerings that its occasions name, by key."""

    outlook: Outlook
    offerings: Mapping[int, Offering]


def outlook_of(shown: EnrollmentStanding, *, on: date) -> OutlookShown | None:
    """Return what it would take; None where nothing is to be done. One query, and none where all is done."""
    facts = shown.enrollment.facts()
    items = shown.progress.requirements
    codes = {item.requirement.component for item in items if not item.is_complete or item.requirement.is_repeatable}
    is_open = shown.standing.is_current and not shown.progress.is_met and facts.earned_on is None
    offered = _offered(codes, on) if is_open else []
    occasions: dict[str, list[Occasion]] = defaultdict(list)
    for row in offered:
        ends_on = timezone.localdate(row.ends_at) if row.ends_at else None
        occasions[row.component.code].append(Occasion(row.pk, row.begins_on(), ends_on))
    found = outlook(shown.progress, facts, occasions=dict(occasions), on=on, approved_on=shown.enrollment.approved_on)
    return OutlookShown(found, {row.pk: row for row in offered}) if found else None


def _offered(codes: Collection[str], on: date) -> list[Offering]:
    """Return what is offered of components from a day on, and of each the event that began last before it."""
    begins = timezone.make_aware(datetime.combine(on, time.min))
    live: QuerySet[Offering] = Offering.objects.filter(component__code__in=codes, is_retired=False)
    last = Offering.objects.filter(component=OuterRef("component"), is_retired=False, starts_at__lt=begins)
    wanted = (
        Q(starts_at=None)
        | Q(starts_at__gte=begins)
        | Q(pk=Subquery(last.order_by("-starts_at", "-pk").values("pk")[:1]))
    )
    return list(live.filter(wanted).select_related("component").order_by("starts_at", "pk"))
