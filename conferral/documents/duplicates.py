"""Which contacts may be one person? Those with the same email, or with the same name as a search compares it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Lower, RowNumber

from conferral.models import Contact, Enrollment

SIZE = 20
SHOWN = 10
"""So many contacts of one group are named; a group may be of thousands, when a file put one email everywhere."""


class Same(StrEnum):
    """What contacts have in common; the value is what a link writes."""

    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One contact of a group, and how many enrollments there are of it."""

    full_name: str
    member_number: str
    email: str
    organization: str
    enrollments: int


@dataclass(frozen=True, slots=True)
class Group:
    """Contacts that have something in common, the first of them by name, and how many they are."""

    value: str
    count: int
    contacts: tuple[Alike, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Some groups in the order of what they have in common; `next` is what to give as `after`, empty at the end."""

    rows: tuple[Group, ...]
    next: str
    found: int


def duplicates(same: Same, *, after: str = "", size: int = SIZE) -> Groups:
    """Return a page of the groups that have this in common, in four queries however many there are."""
    groups = _grouped(same)
    part = list(groups.filter(value__gt=after).order_by("value")[: size + 1])
    counts = {row["value"]: row["count"] for row in part[:size]}
    known = _contacts(same, list(counts))
    return Groups(
        rows=tuple(Group(value, count, tuple(known[value])) for value, count in counts.items()),
        next=part[size - 1]["value"] if len(part) > size else "",
        found=groups.count(),
    )


def _keyed(same: Same) -> QuerySet[Any, Any]:
    rows = Contact.objects.filter(erased_at=None)
    if same is Same.NAME:
        return rows.exclude(sort_name="").annotate(value=F("sort_name"))
    return rows.exclude(email="").annotate(value=Lower("email"))


def _grouped(same: Same) -> QuerySet[Any, Any]:
    groups: QuerySet[Any, Any] = _keyed(same).order_by().values("value").annotate(count=Count("pk"))
    return groups.filter(count__gt=1)


def _contacts(same: Same, values: list[str]) -> dict[str, list[Alike]]:
    """Return the first contacts of each group; a group is cut where it would fill the page alone."""
    place = Window(RowNumber(), partition_by=[F("value")], order_by=["pk"])
    picked: dict[str, list[Contact]] = defaultdict(list)
    for row in _keyed(same).filter(value__in=values).annotate(place=place).filter(place__lte=SHOWN).order_by("place"):
        picked[row.value].append(row)
    keys = [row.pk for rows in picked.values() for row in rows]
    of = Enrollment.objects.filter(contact__in=keys).order_by()
    enrolled = dict(of.values_list("contact").annotate(count=Count("pk")))
    return {
        value: [
            Alike(
                full_name=row.full_name,
                member_number=row.member_number,
                email=row.email,
                organization=row.organization,
                enrollments=enrolled.get(row.pk, 0),
            )
            for row in rows
        ]
        for value, rows in picked.items()
    }
