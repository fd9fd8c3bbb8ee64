"""What would it take to complete this program, and which offerings are there to do it? As of today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from conferral.documents.day_begun import begin_of
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
    return outlooks_of([shown], on=on).get(shown.enrollment.pk)


def outlooks_of(standings: Sequence[EnrollmentStanding], *, on: date) -> dict[int, OutlookShown]:
    """Return what each would take that has something to be done, by enrollment; one query for all, or none."""
    codes = {code for shown in standings if _is_open(shown) for code in _components(shown)}
    offered = {row.pk: row for row in _offered(codes, on)} if codes else {}
    occasions: dict[str, list[Occasion]] = defaultdict(list)
    for row in offered.values():
        ends_on = timezone.localdate(row.ends_at) if row.ends_at else None
        occasions[row.component.code].append(Occasion(row.pk, row.begins_on(), ends_on))
    found = {}
    for shown in standings:
        enrollment = shown.enrollment
        told = outlook(
            shown.progress, enrollment.facts(), occasions=occasions, on=on, approved_on=enrollment.approved_on
        )
        if told is not None:
            found[enrollment.pk] = OutlookShown(told, offered)
    return found


def _is_open(shown: EnrollmentStanding) -> bool:
    return shown.standing.is_current and not shown.progress.is_met and shown.enrollment.facts().earned_on is None


def _components(shown: EnrollmentStanding) -> set[str]:
    """Name the components of which something may still be done."""
    items = shown.progress.requirements
    return {item.requirement.component for item in items if not item.is_complete or item.requirement.is_repeatable}


def _offered(codes: Collection[str], on: date) -> list[Offering]:
    """Return what is offered of components from a day on, and of each the event that began last before it."""
    begins = begin_of(on)
    live: QuerySet[Offering] = Offering.objects.filter(component__code__in=codes, is_retired=False)
    last = Offering.objects.filter(component=OuterRef("component"), is_retired=False, starts_at__lt=begins)
    wanted = (
        Q(starts_at=None)
        | Q(starts_at__gte=begins)
        | Q(pk=Subquery(last.order_by("-starts_at", "-pk").values("pk")[:1]))
    )
    return list(live.filter(wanted).select_related("component").order_by("starts_at", "pk"))
