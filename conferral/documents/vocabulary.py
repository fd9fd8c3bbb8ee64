"""Which unit types and grade scales are there, and what uses each? The lists **Unit types** and **Grade scales**."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Lower

from conferral.models import GradeScale, Requirement, UnitType, Version
from conferral.rules.uses import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPart:
    """A unit type or a grade scale: `said` is what a scale says where it has a name too."""

    key: UUID
    name: str
    said: str
    is_retired: bool
    places: tuple[Place, ...]


def unit_types() -> list[ListedPart]:
    """Return every unit type by name, the retired ones last, in two queries."""
    used: dict[int, dict[Place, None]] = defaultdict(dict)
    for unit_type, place in _places(Version.objects.filter(unit_type__isnull=False), "unit_type"):
        used[unit_type][place] = None
    return [
        ListedPart(key=row.key, name=row.name, said="", is_retired=row.is_retired, places=tuple(used[row.pk]))
        for row in UnitType.objects.order_by("is_retired", Lower("name"), "pk")
    ]


def grade_scales() -> list[ListedPart]:
    """Return every grade scale, those with a name first and by name, the retired ones last, in two queries."""
    used: dict[int, dict[Place, None]] = defaultdict(dict)
    for scale, place in _places(Requirement.objects.filter(grade_scale__isnull=False), "grade_scale", "version__"):
        used[scale][place] = None
    listed = [
        ListedPart(
            key=row.key,
            name=row.name or str(row),
            said=str(row) if row.name else "",
            is_retired=row.is_retired,
            places=tuple(used[row.pk]),
        )
        for row in GradeScale.objects.order_by("pk")
    ]
    return sorted(listed, key=lambda row: (row.is_retired, not row.said, row.name.casefold()))


def _places(rows: QuerySet[Any], of: str, way: str = "") -> list[tuple[int, Place]]:
    found = (
        rows.order_by(f"{way}program__code", F(f"{way}number").asc(nulls_last=True))
        .values_list(of, f"{way}program__code", f"{way}number", f"{way}name")
        .distinct()
    )
    return [(part, Place(program=code, version=number, name=name)) for part, code, number, name in found]
