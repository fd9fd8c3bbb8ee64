"""What are programs built from: components, requirements, stages, categories, units and grades?"""

from __future__ import annotations

import json
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint
from django.db.models.functions import Lower

from conferral.models.frozen import FrozenOncePublished, FrozenQuerySet
from conferral.models.ranges import not_blank, units_field
from conferral.rules import definition, grades
from conferral.rules.quantities import plain


class UnitType(models.Model):
    """What units are called: CE hours, PDUs, points."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    is_retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [not_blank("unittype", "name")]

    def __str__(self) -> str:
        """Read as the name."""
        return self.name


class Component(models.Model):
    """A reusable thing to be done: a course, an exam, a pledge. Offerings belong to components."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    is_retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [Index(Lower("title"), "id", name="component_title")]
        constraints: ClassVar = [not_blank("component", "code"), not_blank("component", "title")]

    def __str__(self) -> str:
        """Read as the code."""
        return self.code


class GradeScale(models.Model):
    """A scale of grades. What it says never changes; a different scale is another row.

    `signature` spells the whole scale, so that equal scales are one row. `name` is what staff call it, if anything.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, blank=True)
    signature = models.CharField(max_length=2000, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in grades.ScaleKind])
    maximum = units_field(optional=True)
    pass_mark = models.CharField(max_length=grades.LONGEST_LETTER, blank=True)
    letters = models.JSONField(default=list, blank=True)
    is_retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(kind="points", maximum__isnull=False, maximum__gt=0)
                | Q(kind__in=["pass_fail", "letters"], maximum=None),
                name="gradescale_kind",
            ),
            not_blank("gradescale", "signature"),
        ]

    def __str__(self) -> str:
        """Read as the scale's own sentence."""
        return str(self.scale)

    @property
    def scale(self) -> grades.Scale:
        """The scale as rules know it."""
        maximum = None if self.maximum is None else plain(self.maximum)
        return grades.Scale(grades.ScaleKind(self.kind), maximum, self.pass_mark, tuple(self.letters))

    @staticmethod
    def signature_of(scale: grades.Scale) -> str:
        """Spell a scale out, so that equal scales spell alike."""
        maximum = None if scale.maximum is None else str(scale.maximum)
        return json.dumps([scale.kind.value, maximum, scale.pass_mark, list(scale.letters)], ensure_ascii=False)


class Stage(FrozenOncePublished):
    """The name of a stage of one version; a stage without a name has no row."""

    version = models.ForeignKey("Version", on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    objects = FrozenQuerySet["Stage"].as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["version", "number"], name="stage_number_once"),
            CheckConstraint(
                condition=Q(number__gte=1, number__lte=definition.LAST_STAGE), name="stage_number_in_range"
            ),
            not_blank("stage", "name"),
        ]

    def __str__(self) -> str:
        """Read as the name."""
        return self.name


class Category(FrozenOncePublished):
    """A kind of unit inside a version, with an optional minimum and maximum that count.

    What counts of a category `within` another counts toward that one, whose own minimum and maximum then hold.
    """

    version = models.ForeignKey("Version", on_delete=models.CASCADE, related_name="categories")
    within = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="inner")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    minimum = units_field(optional=True)
    maximum = units_field(optional=True)

    objects = FrozenQuerySet["Category"].as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["version", "code"], name="category_code_once"),
            UniqueConstraint(fields=["version", "position"], name="category_position_once"),
            CheckConstraint(
                condition=(Q(minimum=None) | Q(minimum__gte=0))
                & (Q(maximum=None) | Q(maximum__gte=0))
                & (Q(minimum=None) | Q(maximum=None) | Q(minimum__lte=F("maximum"))),
                name="category_bounds_in_order",
            ),
            not_blank("category", "code"),
        ]

    def __str__(self) -> str:
        """Read as the code."""
        return self.code

    def as_rule(self) -> definition.Category:
        """Return the category as rules know it."""
        return definition.Category(
            code=self.code,
            name=self.name,
            minimum=None if self.minimum is None else plain(self.minimum),
            maximum=None if self.maximum is None else plain(self.maximum),
            within=self.within.code if self.within else "",
        )


class Requirement(FrozenOncePublished):
    """A component as it stands in one version."""

    version = models.ForeignKey("Version", on_delete=models.CASCADE, related_name="requirements")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="requirements")
    stage = models.PositiveSmallIntegerField(default=1)
    is_required = models.BooleanField(default=True)
    units = units_field()
    grade_scale = models.ForeignKey(GradeScale, null=True, blank=True, on_delete=models.PROTECT)
    requires_approval = models.BooleanField(default=False)
    enrollees_may_record = models.BooleanField(default=False)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT)
    is_repeatable = models.BooleanField(default=False)

    objects = FrozenQuerySet["Requirement"].as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["version", "code"], name="requirement_code_once"),
            UniqueConstraint(fields=["version", "position"], name="requirement_position_once"),
            CheckConstraint(
                condition=Q(stage__gte=1, stage__lte=definition.LAST_STAGE), name="requirement_stage_in_range"
            ),
            CheckConstraint(condition=Q(units__gte=0), name="requirement_units_not_negative"),
            CheckConstraint(condition=Q(is_repeatable=False) | Q(units__gt=0), name="requirement_repeatable_has_units"),
            not_blank("requirement", "code"),
            not_blank("requirement", "title"),
        ]

    def __str__(self) -> str:
        """Read as the code."""
        return self.code

    def as_rule(self) -> definition.Requirement:
        """Return the requirement as rules know it; component, scale and category are to be fetched along."""
        return definition.Requirement(
            code=self.code,
            title=self.title,
            component=self.component.code,
            stage=self.stage,
            is_required=self.is_required,
            units=plain(self.units),
            scale=self.grade_scale.scale if self.grade_scale else None,
            requires_approval=self.requires_approval,
            enrollees_may_record=self.enrollees_may_record,
            category=self.category.code if self.category else "",
            is_repeatable=self.is_repeatable,
        )
