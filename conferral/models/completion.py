"""What did an enrollee do to meet a requirement, and what was decided about it?"""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Exists, F, Index, OuterRef, Q, QuerySet, UniqueConstraint

from conferral.models.enrollment import Enrollment
from conferral.models.ranges import dates_in_calendar, units_field
from conferral.rules.attempts import Attempt, Awaits, Rejection
from conferral.rules.deciding import Case
from conferral.rules.quantities import plain


class CompletionQuerySet(QuerySet["Completion"]):
    """Questions about completions."""

    def waiting(self, *, on: date) -> CompletionQuerySet:
        """Only those that wait for a grade or an approval; of an enrollment cancelled by the day none does.

        Asked of each one that waits, not joined: SQLite would begin with all enrollments where nothing waits.
        """
        cancelled = Enrollment.objects.filter(pk=OuterRef("enrollment"), cancelled_on__lte=on)
        return self.exclude(awaits="").exclude(Exists(cancelled))

    def with_case(self) -> CompletionQuerySet:
        """Bring along what `as_case` asks for."""
        return self.select_related(
            "requirement__component", "requirement__grade_scale", "requirement__category", "offering"
        )

    def in_order_recorded(self) -> CompletionQuerySet:
        """The earliest recorded first."""
        return self.order_by("id")


class Completion(models.Model):
    """One attempt to meet one requirement of one enrollment.

    What has become of it follows from its grade and the decisions (rules/attempts.py). `is_live`
    is derived: the one live attempt of a requirement, or every one that counts or waits where the
    requirement is repeatable (those claim `units`); and so is `awaits`, what a live one waits for.
    `reference` tells two attempts of a day apart; `registration` is the one whose attendance recorded it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey("Enrollment", on_delete=models.PROTECT, related_name="completions", db_index=False)
    requirement = models.ForeignKey("Requirement", on_delete=models.PROTECT, related_name="completions")
    offering = models.ForeignKey(
        "Offering", null=True, blank=True, on_delete=models.PROTECT, related_name="completions"
    )
    registration = models.ForeignKey(
        "Registration", null=True, blank=True, on_delete=models.PROTECT, related_name="completions", db_index=False
    )
    completed_on = models.DateField()
    reference = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    grade = models.CharField(max_length=20, blank=True)
    units = units_field(optional=True)
    is_live = models.BooleanField()
    awaits = models.CharField(max_length=8, blank=True, choices=[(what.value, what.value) for what in Awaits])
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to", db_index=False
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    graded_on = models.DateField(null=True, blank=True)
    graded_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rejected_on = models.DateField(null=True, blank=True)
    rejected_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    rejection = models.CharField(max_length=10, blank=True, choices=[(form.value, form.value) for form in Rejection])
    rejection_note = models.TextField(blank=True)
    voided_on = models.DateField(null=True, blank=True)
    voided_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    void_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["enrollment", "requirement"], name="completion_enrollment"),
            Index(fields=["carried_from"], name="completion_carried", condition=Q(carried_from__isnull=False)),
            Index(fields=["registration"], name="completion_attended", condition=Q(registration__isnull=False)),
            Index(fields=["recorded_at", "id"], name="completion_waiting", condition=~Q(awaits="")),
        ]
        constraints: ClassVar = [
            dates_in_calendar("completion", "completed_on", "graded_on", "approved_on", "rejected_on", "voided_on"),
            UniqueConstraint(
                fields=["enrollment", "requirement", "completed_on", "reference"], name="completion_told_apart"
            ),
            UniqueConstraint(
                fields=["enrollment", "requirement"],
                condition=Q(is_live=True, units=None),
                name="completion_one_live",
            ),
            CheckConstraint(condition=Q(units=None) | Q(units__gt=0), name="completion_units_above_zero"),
            CheckConstraint(
                condition=Q(rejected_on=None, rejection="", rejection_note="")
                | (Q(rejected_on__isnull=False, rejection__in=list(Rejection)) & ~Q(rejection_note="")),
                name="completion_rejection_whole",
            ),
            CheckConstraint(condition=Q(approved_on=None) | Q(rejected_on=None), name="completion_one_decision"),
            CheckConstraint(
                condition=Q(voided_on=None, void_reason="") | (Q(voided_on__isnull=False) & ~Q(void_reason="")),
                name="completion_void_has_reason",
            ),
            CheckConstraint(
                condition=Q(is_live=False) | Q(voided_on=None, rejected_on=None), name="completion_live_stands"
            ),
            CheckConstraint(condition=Q(awaits="") | Q(is_live=True), name="completion_live_waits"),
            CheckConstraint(condition=Q(graded_on=None) | ~Q(grade=""), name="completion_graded_has_grade"),
            CheckConstraint(
                condition=Q(voided_on=None) | Q(voided_on__gte=F("completed_on")), name="completion_voided_after"
            ),
        ]

    def __str__(self) -> str:
        """Read as the opaque key."""
        return str(self.key)

    def as_case(self, enrollment: Enrollment) -> Case:
        """Return what a decision about the completion is about; `enrollment` is its own, with its program."""
        return Case(
            contact=enrollment.contact_id,
            facts=enrollment.facts(),
            requirement=self.requirement.as_rule(),
            attempt=self.as_attempt(self.requirement.code),
            separates_duties=enrollment.program.separates_duties,
            recorded_by=self.recorded_by_id,
            taught_by=self.offering.instructor_id if self.offering else None,
        )

    def as_attempt(self, requirement: str) -> Attempt:
        """Return the completion as rules know it; `requirement` is its requirement's code."""
        return Attempt(
            key=self.pk,
            requirement=requirement,
            completed_on=self.completed_on,
            reference=self.reference,
            grade=self.grade,
            units=None if self.units is None else plain(self.units),
            is_approved=self.approved_on is not None,
            rejection=Rejection(self.rejection) if self.rejection else None,
            is_voided=self.voided_on is not None,
            number=self.pk,
        )
