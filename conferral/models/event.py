"""Who did what, when, why, to what, before and after?"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CharField, CheckConstraint, Func, Index, Q, UUIDField

from conferral.models.ranges import not_blank
from conferral.rules.erasing import ACTOR

DECISIONS = (
    Q(kind="completion.approved")
    | Q(kind="completion.rejected")
    | Q(kind="completion.approval_undone")
    | Q(kind="completion.rejection_undone")
)
"""What was decided about completions. The condition of an index, so asked for word for word like this."""


class Area(Func):
    """What a kind is about: the word before its point. An index is on it, so its text holds no parameters."""

    template = "split_part(%(expressions)s, '.', 1)"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write it as SQLite can."""
        cut = "substr(%(expressions)s, 1, instr(%(expressions)s, '.') - 1)"
        return super().as_sql(compiler, connection, template=cut, **more)


class Salt(Func):
    """A random number that the database gives each row of its own: whoever inserts thousands carries none along."""

    function = "gen_random_uuid"
    arity = 0
    allowed_default = True
    output_field = UUIDField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write it as SQLite can, which keeps such a number as 32 digits."""
        return super().as_sql(compiler, connection, template="lower(hex(randomblob(16)))", **more)


class Event(models.Model):
    """One entry of the log. Actions insert entries; nothing removes them, and one thing alone changes them.

    That is erasing: it empties `before`, `after` and `reason` and says so in `erased_at`, or takes away the name in
    `actor` (actions/erasing.py), and with either goes the salt under which it is sealed. Who did what kind of thing to
    which enrollment, and when, stays as it was written: the database refuses anything else, and models/seal.py holds
    it to that.
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
    salt = models.UUIDField(null=True, editable=False, db_default=Salt())
    actor_salt = models.UUIDField(null=True, editable=False, db_default=Salt())

    class Meta:
        indexes: ClassVar = [
            Index(fields=["at", "id"], name="event_at"),
            Index(fields=["kind", "at", "id"], name="event_kind"),
            Index(Area("kind"), "at", "id", name="event_area"),
            Index(fields=["account_id", "at", "id"], name="event_account"),
            Index(fields=["contact_id", "at", "id"], name="event_contact", condition=Q(contact_id__isnull=False)),
            Index(fields=["program_id", "at", "id"], name="event_anywhere_in", condition=Q(program_id__isnull=False)),
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
            CheckConstraint(
                condition=(Q(erased_at=None, salt__isnull=False) | Q(erased_at__isnull=False, salt=None))
                & (Q(actor_salt__isnull=False) | Q(actor=ACTOR)),
                name="event_salted_until_erased",
            ),
        ]

    def __str__(self) -> str:
        """Read as what was done."""
        return self.kind
