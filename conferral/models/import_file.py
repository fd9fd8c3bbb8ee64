"""Which files were uploaded to be imported, and what stands in their rows?"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Exists, Index, OuterRef, Q, QuerySet, UniqueConstraint

from conferral.models.job import Job
from conferral.rules.importing import ImportKind

KINDS = [str(kind) for kind in ImportKind]

REPEATED, KEY_REPEATED = "repeated", "key_repeated"
SETTLED = (REPEATED, KEY_REPEATED)
"""The codes of rows of which another has the key too: the very same is unchanged, of others each is refused."""

NOTHING = ""
"""What a row holds of its cells once it has come in or was forgotten."""


class ImportFileQuerySet(QuerySet["ImportFile"]):
    """Questions about imports."""

    def never_asked_for(self, *, before: datetime) -> ImportFileQuerySet:
        """Only files uploaded before an instant that no job brings in."""
        return self.filter(~Exists(Job.objects.filter(key=OuterRef("key"))), uploaded_at__lt=before)

    def ended(self, *, before: datetime) -> ImportFileQuerySet:
        """Only files whose job ended before an instant."""
        return self.filter(Exists(Job.objects.filter(key=OuterRef("key"), ended_at__lt=before)))


class ImportFile(models.Model):
    """A file that was uploaded, of a kind (rules/importing.py). Its job has the same key, so there is one.

    `look` is the key of the job that looked at it last, if one did, and `looked` what that found: how many rows of
    each outcome, and the lines of the first of them, but nothing of what stands there.
    """

    kind = models.CharField(max_length=20)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey("Account", on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField(max_length=255, blank=True)
    columns = models.JSONField()
    is_workbook = models.BooleanField()
    look = models.UUIDField(null=True, blank=True, editable=False)
    looked = models.JSONField(default=dict, blank=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(kind__in=KINDS), name="import_file_kind_known")]

    def __str__(self) -> str:
        """Read as the name of the file."""
        return self.name


class ImportRowQuerySet(QuerySet["ImportRow"]):
    """Questions about rows."""

    def kept(self) -> ImportRowQuerySet:
        """Only rows whose cells are still there."""
        return self.exclude(given=NOTHING)

    def about(self, contacts: Collection[int], words: Collection[str]) -> ImportRowQuerySet:
        """Only rows that were about one of these contacts, or in whose cells one of these words still stands."""
        holding = Q(pk=None)
        for word in words:
            holding |= Q(given__icontains=written([word])[2:-2])
        return self.filter(Q(contact__in=contacts) | (~Q(given=NOTHING) & holding))


class ImportRow(models.Model):
    """A row of such a file: its cells as they stand there until it is in, and then whom it was about.

    `code` and `message` say why it could not be read, or what becomes of it because its key stands there twice.
    `contact` is a primary key and no reference, because it outlives what it is about. `email_mark` stands for the
    email that it would leave a contact with, while a job looks at the rows after it (documents/earlier_rows.py).
    """

    upload = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    given = models.TextField(blank=True)
    code = models.CharField(max_length=60, blank=True)
    message = models.TextField(blank=True)
    contact = models.BigIntegerField(null=True, blank=True)
    email_mark = models.BigIntegerField(null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["id"], name="import_row_kept", condition=~Q(given=NOTHING)),
            Index(fields=["contact"], name="import_row_contact", condition=Q(contact__isnull=False)),
            Index(fields=["upload", "email_mark"], name="import_row_email", condition=Q(email_mark__isnull=False)),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["upload", "line"], name="import_row_line_once"),
            CheckConstraint(condition=Q(message="") | ~Q(code=""), name="import_row_told_by_code"),
        ]

    def __str__(self) -> str:
        """Read as the line of the file."""
        return f"{self.line}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells as they stand in the file; none once they are gone."""
        return cells_of(self.given)


def written(cells: Collection[str]) -> str:
    """Write the cells of a row as they are kept: not as JSON of the database's, which knows no NUL."""
    return json.dumps(list(cells), ensure_ascii=False)


def cells_of(given: str) -> tuple[str, ...]:
    """Read what `written` wrote; none where nothing is kept."""
    return tuple(json.loads(given)) if given else ()
