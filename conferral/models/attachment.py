"""Which files prove a completion? What they are called, what they hold, and where their contents lie."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Index, Q, QuerySet, UniqueConstraint

from conferral.models.ranges import not_blank


class AttachmentQuerySet(QuerySet["Attachment"]):
    """Questions about files."""

    def of_form(self, form: uuid.UUID) -> AttachmentQuerySet:
        """Only what was uploaded for the form of that key and belongs to no completion yet."""
        return self.filter(form=form, completion=None)

    def seen_by(self, account: int | None) -> AttachmentQuerySet:
        """Only files of completions, and what the account itself uploaded for a form not saved yet."""
        return self.filter(Q(completion__isnull=False) | Q(added_by=account, added_by__isnull=False))


class Attachment(models.Model):
    """One file: uploaded for a form first, of a completion once that form is saved.

    `form` is the key that the form gives to its completion. `name` is for people only; the contents
    lie under `path`, which says nothing of the name. `sha256` is the hash of what was uploaded.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrollment = models.ForeignKey("Enrollment", on_delete=models.PROTECT, related_name="attachments")
    requirement = models.ForeignKey("Requirement", on_delete=models.PROTECT, related_name="+")
    form = models.UUIDField()
    completion = models.ForeignKey(
        "Completion", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments", db_index=False
    )
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["form"], name="attachment_form"),
            Index(fields=["completion"], name="attachment_completion", condition=Q(completion__isnull=False)),
            Index(fields=["added_at"], name="attachment_unsaved", condition=Q(completion=None)),
        ]
        constraints: ClassVar = [
            not_blank("attachment", "name"),
            not_blank("attachment", "media_type"),
            CheckConstraint(condition=Q(size__gt=0), name="attachment_size_above_zero"),
            not_blank("attachment", "sha256"),
            UniqueConstraint(fields=["path"], name="attachment_path_once"),
        ]

    def __str__(self) -> str:
        """Read as the name for people."""
        return self.name
