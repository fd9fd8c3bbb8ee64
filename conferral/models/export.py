"""Which file does an export that is a job write, and which parts of it are there?"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, QuerySet, UniqueConstraint

from conferral.models.job import Job


class ExportQuerySet(QuerySet["Export"]):
    """Questions about exports."""

    def kept(self) -> ExportQuerySet:
        """Only exports that were not forgotten yet."""
        return self.filter(forgotten_at=None)


class Export(models.Model):
    """The file of a job that exports a list; what is exported stands in the arguments of the job.

    `path` is blank until the file is whole. Once `forgotten_at` is set neither file nor parts are there, or will be.
    """

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="export")
    path = models.CharField(max_length=255, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["path"], name="export_path", condition=~Q(path="")),
            Index(fields=["id"], name="export_kept", condition=Q(forgotten_at=None)),
        ]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(path="") | Q(forgotten_at=None), name="export_forgotten_has_no_file")
        ]

    def __str__(self) -> str:
        """Read as where its file lies."""
        return self.path


class ExportPart(models.Model):
    """The rows of one chunk, kept until all are there: those of `count` items after the first `place`.

    `gone` are the subjects that were not there any more when their rows were read.
    """

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts", db_index=False)
    place = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    path = models.CharField(max_length=255, unique=True)
    gone = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [UniqueConstraint(fields=["export", "place"], name="export_part_once")]

    def __str__(self) -> str:
        """Read as where its rows lie."""
        return self.path
