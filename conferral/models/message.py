"""Which notices are to go to whom, which went, and which did not and why?"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, Index, Q, QuerySet

from conferral.models.ranges import not_blank
from conferral.rules.notices import Notice

NAMESPACE = uuid.UUID("6f0b2b0e-6d43-5c7e-9d0a-3c1f6f6d2f11")


def key_of(*about: object) -> uuid.UUID:
    """Return the key of the one message about this: the same words give the same key wherever they are said."""
    return uuid.uuid5(NAMESPACE, ":".join(map(str, about)))


class State(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class MessageQuerySet(QuerySet["Message"]):
    """Questions about messages."""

    def waiting(self) -> MessageQuerySet:
        return self.filter(ended_at=None)

    def due(self, *, at: datetime) -> MessageQuerySet:
        """Only those that nobody has in hand and that are to go by the instant."""
        return self.waiting().filter(claimed_by="", due_at__lte=at)

    def failed(self) -> MessageQuerySet:
        return self.filter(state=State.FAILED.value)


class Message(models.Model):
    """A notice in the outbox, written with what it tells of and sent by a worker.

    `key` is that of the entry of the log that it tells of, or follows from what it is about (`key_of`), so the same
    thing is told once. The Message-ID is made of it, so a mail sent twice can be known for one. `contact` gets it, or
    `account` where it is for staff; `about` holds numbers and days, nothing of a person. Address and words are found
    when it goes; `sent_to` and `said` keep them as they went. `due_at` is when it goes, or is tried again, and
    `claimed_by` the worker that has it in hand. Enrollments are kept by number, because a message outlives an
    enrolment that is taken back.
    """

    key = models.UUIDField(unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Notice])
    contact = models.ForeignKey(
        "Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    account = models.ForeignKey(
        "Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    enrollment_id = models.BigIntegerField(null=True, blank=True)
    about = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=8, default=State.WAITING.value, choices=[(state.value, state.value) for state in State]
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    sent_to = models.CharField(max_length=254, blank=True)
    said = models.JSONField(default=dict, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["due_at", "id"], name="message_waiting", condition=Q(ended_at=None)),
            Index(fields=["id"], name="message_failed", condition=Q(state="failed")),
            # One for both: an enrollment and what tells of it have the same contact, and a bulk writes very many.
            Index(fields=["contact", "enrollment_id"], name="message_contact", condition=Q(contact__isnull=False)),
            Index(fields=["account"], name="message_account", condition=Q(account__isnull=False)),
        ]
        constraints: ClassVar = [
            not_blank("message", "kind"),
            CheckConstraint(
                condition=Q(contact=None, account__isnull=False) | Q(contact__isnull=False, account=None),
                name="message_to_one",
            ),
            CheckConstraint(
                condition=Q(state="waiting", ended_at=None)
                | Q(state__in=["sent", "failed", "dropped"], ended_at__isnull=False, claimed_by=""),
                name="message_ended_or_waiting",
            ),
            CheckConstraint(condition=~Q(state__in=["failed", "dropped"]) | ~Q(reason=""), name="message_says_why"),
        ]

    def __str__(self) -> str:
        """Read as its key: an address does not belong in a log."""
        return str(self.key)


class ToldThrough(models.Model):
    """Up to which day notices by the day have been written: one row, absent until that is first asked.

    What was due before is not told, so a register that gets notices with a new version is quiet about its past.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(id=1), name="told_through_only_one")]

    def __str__(self) -> str:
        """Read as the day."""
        return self.day.isoformat()
