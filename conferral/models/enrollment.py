"""Who is enrolled in what, since when and until when?"""

from __future__ import annotations

import uuid
from dataclasses import fields
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import (
    CheckConstraint,
    F,
    GeneratedField,
    Index,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UniqueConstraint,
)
from django.db.models.functions import Least

from conferral.models.contact_search import words_occur
from conferral.models.days_beside import DayAfter
from conferral.models.deadline_shown import deadline_shown
from conferral.models.enrollment_standing import TWIN, Day
from conferral.models.program import Program, Version
from conferral.models.ranges import dates_in_calendar
from conferral.models.sorted_text import SortedTextField
from conferral.rules import succession
from conferral.rules.coming import Coming
from conferral.rules.names import LONGEST_SORT_KEY
from conferral.rules.standing import TRACKER_OF, Facts, Status, Tracker
from conferral.rules.terms import Dates

FACTS = tuple(field.name for field in fields(Facts) if field.name.endswith("_on"))
"""The columns from which the life of an enrollment follows."""


class EnrollmentQuerySet(QuerySet["Enrollment"]):
    """Questions about enrollments."""

    def begun(self, *, on: date) -> EnrollmentQuerySet:
        """Only enrollments that have begun by the day."""
        return self.filter(TWIN.has_begun(on))

    def current(self, *, on: Day) -> EnrollmentQuerySet:
        """Only enrollments that are current on the day: begun, neither replaced nor cancelled."""
        return self.filter(TWIN.is_current(on))

    def with_standing(self, *, on: date) -> EnrollmentQuerySet:
        """Annotate `status` as of the day."""
        return self.annotate(status=TWIN.status(on))

    def in_program(self, program: Program) -> EnrollmentQuerySet:
        """Only enrollments in the program."""
        return self.filter(program=program)

    def waiting(self, *, on: date) -> EnrollmentQuerySet:
        """Only those whose requirements are met and that wait for the approval of the program completion."""
        met = self.filter(requirements_met_on__isnull=False, requirements_met_on__lte=on, earned_on=None)
        return met.exclude(cancelled_on__lte=on)

    def named(self, text: str) -> EnrollmentQuerySet:
        """Only enrollments of contacts in whose name, email or number every word of the text occurs."""
        return self.filter(words_occur(text, contact="contact"))

    def in_tracker(self, tracker: Tracker, *, on: date) -> EnrollmentQuerySet:
        """Only the enrollments that the tracker counts on the day."""
        counted = [status.value for status, of in TRACKER_OF.items() if of is tracker]
        return self.current(on=on).alias(tracked=TWIN.status(on)).filter(tracked__in=counted)

    def with_status(self, status: Status, *, on: date) -> EnrollmentQuerySet:
        """Only enrollments that have the status on the day (of those that have begun)."""
        return self.begun(on=on).alias(status_asked=TWIN.status(on)).filter(status_asked=status.value)

    def not_started(self, *, on: date) -> EnrollmentQuerySet:
        """Only what "not started" counts on the day: status Enrolled, and no requirement Complete."""
        return (
            self.in_tracker(Tracker.ENROLLED, on=on).with_status(Status.ENROLLED, on=on).exclude(TWIN.has_started(on))
        )

    def coming(self, what: Coming, *, on: date) -> EnrollmentQuerySet:
        """Only those to which this comes by itself, looked at from the day: twin of rules/coming.py."""
        return self.entering(what.status, after=on, through=what.through(on))

    def entering(self, status: Status, *, after: date, through: date) -> EnrollmentQuerySet:
        """Only those that come to the grace period, or to Expired, after one day and up to another.

        Each is asked how it stands on the very day on which time brings it there; the bounds are those of an index.
        """
        day: Day
        if status is Status.GRACE:
            day, within = F("grace_begins_on"), Q(grace_begins_on__gt=after, grace_begins_on__lte=through)
        else:
            day, within = DayAfter(F("expires_on")), Q(expires_on__gte=after, expires_on__lt=through)
        rows = self.begun(on=after).filter(within).current(on=day)
        return rows.alias(come_to=TWIN.status(day)).filter(come_to=status.value)

    def with_newest(self) -> EnrollmentQuerySet:
        """Annotate `newest`, the number of the program's version in force."""
        published = Version.objects.filter(program=OuterRef("program"), published_at__isnull=False)
        return self.annotate(newest=Subquery(published.order_by("-number").values("number")[:1]))

    def with_place(self, place: str, *, on: date) -> EnrollmentQuerySet:
        """Annotate what a list is sorted by, where it is no column: `status_place`, or `deadline_on` as shown."""
        if place == "status_place":
            return self.annotate(status_place=TWIN.place(on))
        return self.annotate(deadline_on=deadline_shown(on)) if place == "deadline_on" else self


class Enrollment(models.Model):
    """A contact in a program, on one published version, with its dates.

    `enrolled_on`, `grace_begins_on` and `expires_on` are what staff can edit. `replaced_on`,
    `started_on`, `requirements_met_on` and `earned_on` are derived: kept by the actions,
    recomputed by `verify`. `sort_name` is its contact's, so that a program's list by name is read
    in one index: kept by triggers, whoever writes. Where it stands is never stored.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey("Contact", on_delete=models.PROTECT, related_name="enrollments", db_index=False)
    program = models.ForeignKey("Program", on_delete=models.PROTECT, related_name="enrollments", db_index=False)
    version = models.ForeignKey("Version", on_delete=models.PROTECT, related_name="enrollments")
    registered_at = models.DateTimeField()
    registered_on = models.DateField()
    enrolled_on = models.DateField()
    grace_begins_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_on = models.DateField(null=True, blank=True)
    begins_on = GeneratedField(
        expression=Least(F("enrolled_on"), F("registered_on")), output_field=models.DateField(), db_persist=True
    )
    replaced_on = models.DateField(null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    requirements_met_on = models.DateField(null=True, blank=True)
    earned_on = models.DateField(null=True, blank=True)
    sort_name = SortedTextField(max_length=LONGEST_SORT_KEY, default="", db_default="", blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["program", "begins_on"], name="enrollment_program"),
            Index(fields=["program", "sort_name", "id"], name="enrollment_program_name"),
            # Both columns, or SQLite would rather go through every enrollee of the program.
            Index(fields=["contact", "program"], name="enrollment_contact"),
            Index(
                fields=["requirements_met_on", "id"],
                name="enrollment_waiting",
                condition=Q(requirements_met_on__isnull=False, earned_on=None),
            ),
            Index(
                fields=["grace_begins_on", "id"], name="enrollment_grace", condition=Q(grace_begins_on__isnull=False)
            ),
            Index(fields=["expires_on", "id"], name="enrollment_expiry"),
        ]
        constraints: ClassVar = [
            dates_in_calendar(
                "enrollment",
                "registered_on",
                "enrolled_on",
                "grace_begins_on",
                "expires_on",
                "approved_on",
                "cancelled_on",
            ),
            CheckConstraint(condition=Q(enrolled_on__lte=F("expires_on")), name="enrollment_enrolled_by_expiry"),
            CheckConstraint(
                condition=Q(grace_begins_on=None)
                | Q(grace_begins_on__gt=F("enrolled_on"), grace_begins_on__lte=F("expires_on")),
                name="enrollment_grace_inside",
            ),
            CheckConstraint(
                condition=Q(cancelled_on=None)
                | Q(cancelled_on__gte=F("enrolled_on"))
                | Q(cancelled_on__gte=F("registered_on")),
                name="enrollment_cancelled_after_begin",
            ),
            CheckConstraint(
                condition=Q(requirements_met_on=None) | Q(requirements_met_on__gte=F("enrolled_on")),
                name="enrollment_met_after_enrolled",
            ),
            CheckConstraint(
                condition=Q(earned_on=None)
                | Q(requirements_met_on__isnull=False, earned_on__gte=F("requirements_met_on")),
                name="enrollment_earned_after_met",
            ),
            UniqueConstraint(
                fields=["contact", "program"], condition=Q(replaced_on=None), name="enrollment_one_latest"
            ),
            UniqueConstraint(
                fields=["contact", "program", "enrolled_on"],
                condition=Q(cancelled_on=None),
                name="enrollment_date_once",
            ),
        ]

    def __str__(self) -> str:
        """Read as the opaque key: a name does not belong in a log."""
        return str(self.key)

    def dates(self) -> Dates:
        """Return the three dates that staff can edit."""
        return Dates(self.enrolled_on, self.grace_begins_on, self.expires_on)

    def facts(self) -> Facts:
        """Return the dates from which the life of the enrollment follows; the contact has to come along."""
        return Facts(
            begins_on=min(self.enrolled_on, self.registered_on),
            enrolled_on=self.enrolled_on,
            grace_begins_on=self.grace_begins_on,
            expires_on=self.expires_on,
            started_on=self.started_on,
            requirements_met_on=self.requirements_met_on,
            earned_on=self.earned_on,
            cancelled_on=self.cancelled_on,
            replaced_on=self.replaced_on,
            is_erased=self.contact.erased_at is not None,
        )

    def place_in_line(self) -> succession.Row:
        """Return what decides the place of the enrollment among those of its contact and program."""
        return succession.Row(
            key=self.pk,
            enrolled_on=self.enrolled_on,
            cancelled_on=self.cancelled_on,
            registered_on=self.registered_on,
            registered_at=self.registered_at,
            number=self.pk,
        )
