"""Who did what, when, why, to what, before and after?"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Index, Q

from conferral.models.ranges import not_blank

DECISIONS = (
    Q(kind="completion.approved")
    | Q(kind="completion.rejected")
    | Q(kind="completion.approval_undone")
    | Q(kind="completion.rejection_undone")
)
"""What was decided about completions. The condition of an index, so asked for word for word like this."""


class Event(models.Model):
    """One entry of the log. Actions insert entries; nothing removes them, and one thing alone changes them.

    That is erasing (actions/erasing.py): it empties `before`, `after` and `reason` and says so in `erased_at`. Who did
    what kind of thing to which enrollment, and when, stays as it was written.
    What it is about is kept by number without a foreign key, because the entry outlives a purge.
    Entries of one bulk share a `batch`. `subject` is the key of anything else an entry is about: a component, an
    offering, a unit type, a grade scale.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    account_id = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=60)
    batch = models.UUIDField(null=True, blank=True)
    program_id = models.BigIntegerField(null=True, blank=True)
    contact_id = models.BigIntegerField(null=True, blank=True)
    enrollment_id = models.BigIntegerField(null=True, blank=True)
    completion_id = models.BigIntegerField(null=True, blank=True)
    subject = models.UUIDField(null=True, blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            Index(fields=["contact_id"], name="event_contact", condition=Q(contact_id__isnull=False)),
            Index(fields=["batch"], name="event_batch", condition=Q(batch__isnull=False)),
            Index(
                fields=["program_id"], name="event_program", condition=Q(enrollment_id=None, program_id__isnull=False)
            ),
            Index(fields=["at", "id"], name="event_decision", condition=DECISIONS),
            Index(fields=["subject"], name="event_subject", condition=Q(subject__isnull=False)),
            Index(fields=["completion_id"], name="event_completion", condition=Q(completion_id__isnull=False)),
            Index(fields=["enrollment_id"], name="event_enrollment", condition=Q(enrollment_id__isnull=False)),
        ]
        constraints: ClassVar = [
            not_blank("event", "actor"),
            not_blank("event", "kind"),
            CheckConstraint(
                condition=Q(erased_at=None) | Q(before={}, after={}, reason=""), name="event_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        """Read as what was done."""
        return self.kind
