"""Which offerings are there, when, where and of what? The list **Offerings**."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from conferral.documents.day_begun import begin_of
from conferral.models import Completion, Offering
from conferral.models.keyset import Cursor, Order, instant, sliced, text
from conferral.models.offering import Dated
from conferral.models.text_search import words_in
from conferral.rules.offerings import Kind

SIZE = 50
WEEK = timedelta(days=7)
"""Today and the six days after it."""

SHOWN = (
    "pk", "key", "kind", "title", "starts_at", "ends_at", "place", "seats", "price", "currency", "is_retired",
    "component__code", "component__title", "instructor__first_name", "instructor__last_name", "dated", "title_sorted",
)  # fmt: skip


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes. By date, resources come before all events."""

    DATE = "date"
    TITLE = "title"


class Show(StrEnum):
    """Which of them are listed: all that are not retired, where nothing is said."""

    UPCOMING = "upcoming"
    WEEK = "week"
    PAST = "past"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingRow:
    """One offering and how often it was completed."""

    key: UUID
    kind: Kind
    title: str
    component: str
    component_title: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    seats: int | None
    price: int
    currency: str
    instructor: str
    is_retired: bool
    completions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferingPage:
    """Some offerings in order, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[OfferingRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


ORDERS = {Sort.DATE: Order("date", "dated", instant), Sort.TITLE: Order("title", "title_sorted", text)}


def offerings(
    *,
    at: datetime,
    wanted: str = "",
    kind: Kind | None = None,
    show: Show | None = None,
    sort: Sort = Sort.DATE,
    descending: bool = True,
    component: int | None = None,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> OfferingPage:
    """Return a page of the offerings that a search and filters leave, in three queries however many there are.

    Upcoming is an event until it has ended at that instant, past from then on; a resource is neither. Of the week
    are the events that take place on the day of that instant or on one of the six after it.
    """
    rows = _narrowed(Offering.objects.annotate(dated=Dated("starts_at"), title_sorted=Lower("title")), show, at)
    rows = rows.filter(words_in(wanted, "title", "place", "component__code", "component__title"))
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    if component is not None:
        rows = rows.filter(component=component)
    part = sliced(rows, ORDERS[sort], values=_values, size=size, descending=descending, after=after, before=before)
    completed = dict(
        Completion.objects.filter(offering__in=[row["pk"] for row in part.rows])
        .order_by()
        .values_list("offering")
        .annotate(count=Count("pk"))
    )
    return OfferingPage(
        rows=tuple(_row(row, completed.get(row["pk"], 0)) for row in part.rows),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )


def of_the_week(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Return the events that take place on a day or on one of the six after it; what ends as it begins does not."""
    begins, ends = begin_of(on), begin_of(on + WEEK)
    found = rows.filter(is_retired=False, ends_at__gte=begins, starts_at__lt=ends)
    return found.exclude(ends_at=begins, starts_at__lt=begins)


def _narrowed(rows: QuerySet[Any], show: Show | None, at: datetime) -> QuerySet[Any]:
    if show is Show.UPCOMING:
        return rows.filter(is_retired=False, ends_at__gte=at)
    if show is Show.WEEK:
        return of_the_week(rows, timezone.localdate(at))
    if show is Show.PAST:
        return rows.filter(is_retired=False, ends_at__lt=at)
    return rows.filter(is_retired=show is Show.RETIRED)


def _values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    shown: QuerySet[Any, Any] = rows.annotate(dated=Dated("starts_at"), title_sorted=Lower("title")).values(*SHOWN)
    return shown


def _row(row: dict[str, Any], completions: int) -> OfferingRow:
    first, last = row["instructor__first_name"] or "", row["instructor__last_name"] or ""
    return OfferingRow(
        key=row["key"],
        kind=Kind(row["kind"]),
        title=row["title"],
        component=row["component__code"],
        component_title=row["component__title"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        place=row["place"],
        seats=row["seats"],
        price=row["price"],
        currency=row["currency"],
        instructor=f"{first} {last}".strip(),
        is_retired=row["is_retired"],
        completions=completions,
    )
