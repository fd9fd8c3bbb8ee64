"""Which components are there, and how much hangs on each? The list **Components**."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from conferral.models import Component, Offering, Requirement
from conferral.models.keyset import Cursor, Order, sliced, text
from conferral.models.text_search import words_in

SIZE = 50


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    CODE = "code"
    TITLE = "title"


class Show(StrEnum):
    """Which of them are listed: those in use, where nothing is said."""

    RETIRED = "retired"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    """One component: the requirements of published versions and of drafts built on it, its offerings not retired."""

    code: str
    title: str
    is_retired: bool
    published: int
    drafts: int
    offerings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPage:
    """Some components in order, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[ComponentRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


ORDERS = {Sort.CODE: Order("code", "code", text), Sort.TITLE: Order("title", "title_sorted", text)}


def components(
    *,
    wanted: str = "",
    show: Show | None = None,
    sort: Sort = Sort.CODE,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> ComponentPage:
    """Return a page of the components that a search finds, in four queries however many there are."""
    rows = found(wanted)
    if show is not Show.ALL:
        rows = rows.filter(is_retired=show is Show.RETIRED)
    part = sliced(
        rows.annotate(title_sorted=Lower("title")),
        ORDERS[sort],
        values=_values,
        size=size,
        descending=descending,
        after=after,
        before=before,
    )
    numbers = [row["pk"] for row in part.rows]
    built = _counts(
        Requirement.objects.filter(component__in=numbers),
        published=Count("pk", filter=Q(version__published_at__isnull=False)),
        drafts=Count("pk", filter=Q(version__published_at=None)),
    )
    offered = _counts(Offering.objects.filter(component__in=numbers, is_retired=False), offerings=Count("pk"))
    nothing = {"published": 0, "drafts": 0, "offerings": 0}
    return ComponentPage(
        rows=tuple(
            ComponentRow(
                code=row["code"],
                title=row["title"],
                is_retired=row["is_retired"],
                **{**nothing, **built.get(row["pk"], {}), **offered.get(row["pk"], {})},
            )
            for row in part.rows
        ),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )


def found(wanted: str) -> QuerySet[Component]:
    """Return the components in whose code or title every word of a search occurs."""
    return Component.objects.filter(words_in(wanted, "code", "title"))


def _values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    titled = rows.annotate(title_sorted=Lower("title"))
    shown: QuerySet[Any, Any] = titled.values("pk", "code", "title", "title_sorted", "is_retired")
    return shown


def _counts(rows: QuerySet[Any], **counts: Count) -> dict[int, dict[str, int]]:
    grouped = rows.order_by().values("component_id").annotate(**counts)
    return {row.pop("component_id"): row for row in grouped}
