"""Which files of contacts were uploaded to be brought in, and what stands in their rows?"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Exists, Index, OuterRef, Q, QuerySet, UniqueConstraint

from conferral.models.job import Job

NOTHING = ""
"""What a row holds of its cells once it has come in or was forgotten."""


class ContactImportQuerySet(QuerySet["ContactImport"]):
    """Questions about imports."""

    def never_asked_for(self, *, before: datetime) -> ContactImportQuerySet:
        """Only files uploaded before an instant that no job brings in."""
        return self.filter(~Exists(Job.objects.filter(key=OuterRef("key"))), uploaded_at__lt=before)

    def ended(self, *, before: datetime) -> ContactImportQuerySet:
        """Only files whose job ended before an instant."""
        return self.filter(Exists(Job.objects.filter(key=OuterRef("key"), ended_at__lt=before)))


class ContactImport(models.Model):
    """A file of contacts that was uploaded. The job that brings it in has the same key, so there is one."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey("Account", on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField(max_length=255, blank=True)
    columns = models.JSONField()
    is_workbook = models.BooleanField()

    objects = ContactImportQuerySet.as_manager()

    def __str__(self) -> str:
        """Read as the name of the file."""
        return self.name


class ContactImportRowQuerySet(QuerySet["ContactImportRow"]):
    """Questions about rows."""

    def kept(self) -> ContactImportRowQuerySet:
        """Only rows whose cells are still there."""
        return self.exclude(given=NOTHING)

    def about(self, contacts: Collection[int], words: Collection[str]) -> ContactImportRowQuerySet:
        """Only rows that were about one of these contacts, or in whose cells one of these words still stands."""
        holding = Q(pk=None)
        for word in words:
            holding |= Q(given__icontains=written([word])[2:-2])
        return self.filter(Q(contact__in=contacts) | (~Q(given=NOTHING) & holding))


class ContactImportRow(models.Model):
    """A row of such a file: its cells as they stand there until it is in, and then whom it was about.

    `code` and `message` say why it could not be read, or what becomes of it because its key stands there twice.
    `contact` is a primary key and no reference, because it outlives what it is about.
    """

    upload = models.ForeignKey(ContactImport, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    given = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    message = models.TextField(blank=True)
    contact = models.BigIntegerField(null=True, blank=True)

    objects = ContactImportRowQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["id"], name="contact_import_row_kept", condition=~Q(given=NOTHING)),
            Index(fields=["contact"], name="contact_import_row_contact", condition=Q(contact__isnull=False)),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["upload", "line"], name="contact_import_row_line_once"),
            CheckConstraint(condition=Q(message="") | ~Q(code=""), name="contact_import_row_told_by_code"),
        ]

    def __str__(self) -> str:
        """Read as the line of the file."""
        return f"{self.line}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells as they stand in the file; none once they are gone."""
        return tuple(json.loads(self.given)) if self.given else ()


def written(cells: Collection[str]) -> str:
    """Write the cells of a row as they are kept: not as JSON of the database's, which knows no NUL."""
    return json.dumps(list(cells), ensure_ascii=False)
