"""What is done in the background, item by item, how far is it, and what became of each?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, QuerySet, UniqueConstraint

from conferral.models.ranges import not_blank


class JobQuerySet(QuerySet["Job"]):
    """Questions about jobs."""

    def unfinished(self) -> JobQuerySet:
        """Only jobs that have neither ended nor been given up."""
        return self.filter(ended_at=None)


class Job(models.Model):
    """Something that is asked for once and done item by item; whoever asked may leave and come back.

    `done` and `refused` count its items and change in the transaction that does them. `ended_at` is set
    when every item is done, or when it was given up (`fault` says why, for people); started again it goes on with
    the items that are left. `attempts` counts how often in a row what comes next failed or its worker was lost.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    program = models.ForeignKey("Program", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["-asked_at", "-id"], name="job_latest"),
            Index(fields=["id"], name="job_unfinished", condition=Q(ended_at=None)),
        ]
        constraints: ClassVar = [
            not_blank("job", "kind"),
            CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_of_total"),
            CheckConstraint(condition=Q(refused__lte=F("done")), name="job_refused_of_done"),
            CheckConstraint(condition=Q(fault="") | Q(ended_at__isnull=False), name="job_given_up_has_ended"),
        ]

    def __str__(self) -> str:
        """Read as what is done."""
        return self.kind

    @property
    def is_running(self) -> bool:
        """Whether it has neither ended nor been given up."""
        return self.ended_at is None

    @property
    def is_complete(self) -> bool:
        """Whether every item is done."""
        return self.ended_at is not None and not self.fault


class JobItem(models.Model):
    """One item of a job: what it is about, by number, and what became of it.

    `revision` is the one that whoever asked had looked at. `code` and `message` tell a refusal, or what was
    found; both are blank where it was simply done. It keeps no foreign key, because it outlives what it is about.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items", db_index=False)
    place = models.PositiveIntegerField()
    subject = models.BigIntegerField()
    revision = models.PositiveIntegerField(null=True, blank=True)
    is_done = models.BooleanField(default=False)
    is_refused = models.BooleanField(default=False)
    code = models.CharField(max_length=60, blank=True)
    message = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            Index(fields=["job", "place"], name="job_item_left", condition=Q(is_done=False)),
            Index(fields=["job", "code", "place"], name="job_item_outcome"),
            Index(fields=["subject"], name="job_item_told", condition=~Q(message="")),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["job", "place"], name="job_item_place_once"),
            UniqueConstraint(fields=["job", "subject"], name="job_item_subject_once"),
            CheckConstraint(condition=Q(is_refused=False) | Q(is_done=True), name="job_item_refused_is_done"),
        ]

    def __str__(self) -> str:
        """Read as the place in its job."""
        return f"{self.place}"
