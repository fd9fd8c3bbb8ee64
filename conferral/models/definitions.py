"""What does each version ask for? Read in two queries, and a published one kept: it never changes."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from functools import partial
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from conferral.models.enrollment import Enrollment
from conferral.models.program import Version
from conferral.models.ranges import units_field
from conferral.models.requirement import Category, Requirement, Stage
from conferral.rules import definition, quantities
from conferral.rules.definition import Definition

CATEGORY, STAGE, PREREQUISITE = "category", "stage", "prerequisite"
COLUMNS = (
    "part_version", "part_kind", "part_number", "part_code", "part_name", "part_minimum", "part_maximum", "part_within",
)  # fmt: skip

MOST = 500
"""So many definitions are kept in a process, those asked for last."""

Published = tuple[UUID, int, datetime]
"""A published version: its program's key, its primary key and the instant it was published.

The first makes it one in all the world: in a database made anew, as tests make them, the same
number may be another version.
"""


class Kept:
    """The definitions kept in this process; what a transaction may yet take back is kept once it is committed."""

    def __init__(self) -> None:
        self._found: OrderedDict[Published, Definition] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Published) -> Definition | None:
        """Return a kept definition."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: Published, read: Definition) -> None:
        """Keep a definition, and let go of the one that was not asked for longest."""
        transaction.on_commit(partial(self._put, key, read))

    def forget(self) -> None:
        """Let go of all."""
        with self._lock:
            self._found.clear()

    def _put(self, key: Published, read: Definition) -> None:
        with self._lock:
            self._found[key] = read
            while len(self._found) > MOST:
                self._found.popitem(last=False)


KEPT = Kept()


def kept_definitions(versions: Collection[Published]) -> dict[int, Definition]:
    """Return the definition of each published version, in two queries or none."""
    kept = {version: KEPT.get(version) for version in versions}
    read = definitions_of([pk for (_, pk, _), known in kept.items() if known is None])
    found = {version: known or read[version[1]] for version, known in kept.items()}
    for version, known in found.items():
        if kept[version] is None:
            KEPT.keep(version, known)
    return {pk: known for (_, pk, _), known in found.items()}


def definition_of(enrollment: Enrollment) -> Definition:
    """Return what the version asks for that an enrollment is on; its program and version have come along."""
    return kept_definitions([published(enrollment)])[enrollment.version_id]


def published(enrollment: Enrollment) -> Published:
    """Return by what the definition of an enrollment's version is kept."""
    version = enrollment.version
    if version.published_at is None:
        raise LookupError(f"Enrollment {enrollment.key} is on a draft: the database lets nobody write that.")
    return enrollment.program.key, version.pk, version.published_at


def definitions_of(versions: Collection[int]) -> dict[int, Definition]:
    """Return the definition of each version, in two queries however many there are."""
    if not versions:
        return {}
    requirements: dict[int, list[Requirement]] = defaultdict(list)
    whole: dict[int, Version] = {}
    for requirement in (
        Requirement.objects.filter(version__in=versions)
        .select_related("version__unit_type", "component", "grade_scale", "category")
        .order_by("version", "position")
    ):
        whole[requirement.version_id] = requirement.version
        requirements[requirement.version_id].append(requirement)
    bare = set(versions) - set(whole)
    if bare:  # a draft that asks for nothing yet
        whole |= {version.pk: version for version in Version.objects.filter(pk__in=bare).select_related("unit_type")}
    parts = _parts_of(versions)
    return {
        pk: version.defined_by(
            requirements=[requirement.as_rule() for requirement in requirements[pk]],
            categories=parts[CATEGORY][pk],
            stages=parts[STAGE][pk],
            prerequisites=parts[PREREQUISITE][pk],
        )
        for pk, version in whole.items()
    }


def _parts_of(versions: Collection[int]) -> dict[str, dict[int, list[Any]]]:
    """Read categories, stages and prerequisites together: each is a few rows, and a query is dear."""
    found: dict[str, dict[int, list[Any]]] = {kind: defaultdict(list) for kind in (CATEGORY, STAGE, PREREQUISITE)}
    prerequisites = Version.prerequisites.through.objects
    rows = _rows(
        Category.objects.filter(version__in=versions),
        CATEGORY,
        F("position"),
        F("code"),
        F("name"),
        F("minimum"),
        F("maximum"),
        Coalesce(F("within__code"), Value("")),
    )
    rows = rows.union(
        _rows(Stage.objects.filter(version__in=versions), STAGE, F("number"), _text(""), F("name")),
        _rows(prerequisites.filter(version__in=versions), PREREQUISITE, Value(0), F("program__code"), _text("")),
        all=True,
    )
    for version, kind, number, code, name, minimum, maximum, within in rows.order_by("part_number"):
        if kind == CATEGORY:
            found[kind][version].append(definition.Category(code, name, _plain(minimum), _plain(maximum), within))
        else:
            found[kind][version].append((number, name) if kind == STAGE else code)
    return found


def _rows(rows: QuerySet[Any], kind: str, *columns: Any) -> QuerySet[Any]:
    """Give each kind the same columns of the same types, so that they make one query."""
    none = Cast(Value(None), units_field(optional=True))
    blank = (none, none, _text(""))
    said = (F("version_id"), _text(kind), *columns)
    left = len(COLUMNS) - len(said)
    named = dict(zip(COLUMNS, (*said, *blank[len(blank) - left :]), strict=True))
    listed: QuerySet[Any] = rows.order_by().annotate(**named).values_list(*COLUMNS)
    return listed


def _text(said: str) -> Cast:
    return Cast(Value(said), TextField())


def _plain(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else quantities.plain(bound)
