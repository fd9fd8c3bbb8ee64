"""Which certifications does the organization offer, and in which versions?"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Max, OuterRef, Q, Subquery, UniqueConstraint

from conferral.models.frozen import FrozenOncePublished, FrozenQuerySet
from conferral.models.ranges import not_blank, units_field
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.enrolling import Offered
from conferral.rules.quantities import plain
from conferral.rules.terms import Period, Terms, Unit

UNITS = [(unit.value, unit.value) for unit in Unit]


class Program(models.Model):
    """A certification the organization offers: a code and the live policies, in force at once."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    is_maintenance = models.BooleanField(default=False)
    enrollees_may_cancel = models.BooleanField(default=False)
    separates_duties = models.BooleanField(default=False)
    retention_years = models.PositiveSmallIntegerField(default=0)
    examples = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            not_blank("program", "code"),
            CheckConstraint(condition=Q(retention_years__lte=200), name="program_retention_in_range"),
        ]

    def __str__(self) -> str:
        """Read as the code."""
        return self.code

    def current_version(self) -> Version | None:
        """Return the version new enrollees get: the last one published."""
        return Version.objects.current().filter(program=self).first()

    def as_offered(self, current: Version | None) -> Offered:
        """Return what of the program decides who may enroll; `current` is its current version."""
        return Offered(
            code=self.code,
            is_active=self.is_active,
            is_maintenance=self.is_maintenance,
            has_version=current is not None,
            unit_type=current.unit_type.name if current and current.unit_type else "",
            prerequisites=tuple(sorted(item.code for item in current.prerequisites.all())) if current else (),
        )


class VersionQuerySet(FrozenQuerySet["Version"]):
    """Questions about versions."""

    def published(self) -> VersionQuerySet:
        """Only versions that were published."""
        return self.filter(published_at__isnull=False)

    def current(self) -> VersionQuerySet:
        """Only the version of each program that new enrollees get."""
        newest = (
            Version.objects.filter(program=OuterRef("program"), published_at__isnull=False)
            .order_by()
            .values("program")
            .annotate(newest=Max("number"))
            .values("newest")
        )
        return self.published().filter(number=Subquery(newest))

    def offered(self) -> VersionQuerySet:
        """Only current versions that are shown to the public, as `Offered.is_public` says it of one."""
        return self.current().filter(program__is_active=True, unit_type__isnull=False)

    def whole(self) -> VersionQuerySet:
        """Fetch along everything a definition is made of, in a fixed number of queries."""
        return self.select_related("program", "unit_type").prefetch_related(
            "stages",
            "prerequisites",
            "requirements__component",
            "requirements__grade_scale",
            "requirements__category",
            "categories__within",
        )


class Version(FrozenOncePublished):
    """Everything else about a program, frozen when published. The draft is the one without a number.

    A version that is published whole gets its number first and `published_at` last, when all its parts are there.
    """

    published = "published_at"

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    designation = models.CharField(max_length=100, blank=True)
    deadline_count = models.PositiveIntegerField()
    deadline_unit = models.CharField(max_length=10, choices=UNITS)
    grace_count = models.PositiveIntegerField(null=True, blank=True)
    grace_unit = models.CharField(max_length=10, choices=UNITS, blank=True)
    unit_type = models.ForeignKey("UnitType", null=True, blank=True, on_delete=models.PROTECT, related_name="versions")
    units_required = units_field()
    in_order = models.BooleanField(default=False)
    requires_approval = models.BooleanField(default=False)
    prerequisites = models.ManyToManyField(Program, blank=True, related_name="required_by")
    revision = models.PositiveIntegerField(default=1)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["program", "number"], name="version_number_once"),
            UniqueConstraint(fields=["program"], condition=Q(number=None), name="version_one_draft"),
            CheckConstraint(
                condition=Q(number=None, published_at=None) | Q(number__isnull=False, number__gte=1),
                name="version_published_has_number",
            ),
            CheckConstraint(
                condition=Q(deadline_count__gte=1, deadline_unit__in=list(Unit)), name="version_has_a_deadline"
            ),
            CheckConstraint(
                condition=Q(grace_count=None, grace_unit="")
                | Q(grace_count__isnull=False, grace_count__gte=1, grace_unit__in=list(Unit)),
                name="version_grace_whole_or_absent",
            ),
            CheckConstraint(condition=Q(units_required__gte=0), name="version_units_not_negative"),
            not_blank("version", "name"),
        ]

    def __str__(self) -> str:
        """Read as "EMT-R version 2" or "EMT-R draft"."""
        return f"{self.program.code} {'draft' if self.number is None else f'version {self.number}'}"

    def terms(self) -> Terms:
        """Return the periods from which the dates of an enrollment follow."""
        grace = None if self.grace_count is None else Period(self.grace_count, Unit(self.grace_unit))
        return Terms(Period(self.deadline_count, Unit(self.deadline_unit)), grace)

    def definition(self) -> Definition:
        """Return the version as rules know it; fetch it with `whole()` to spare queries."""
        return self.defined_by(
            requirements=[item.as_rule() for item in self.requirements.all()],
            categories=[item.as_rule() for item in self.categories.all()],
            stages=[(item.number, item.name) for item in self.stages.all()],
            prerequisites=[item.code for item in self.prerequisites.all()],
        )

    def defined_by(
        self,
        *,
        requirements: Iterable[Requirement],
        categories: Iterable[Category],
        stages: Iterable[tuple[int, str]],
        prerequisites: Iterable[str],
    ) -> Definition:
        """Return the version as rules know it, made of parts that were fetched already."""
        return Definition(
            name=self.name,
            terms=self.terms(),
            requirements=tuple(requirements),
            description=self.description,
            designation=self.designation,
            unit_type=self.unit_type.name if self.unit_type else "",
            units_required=plain(self.units_required),
            in_order=self.in_order,
            requires_approval=self.requires_approval,
            prerequisites=tuple(sorted(prerequisites)),
            categories=tuple(categories),
            stages=tuple(stages),
        )
