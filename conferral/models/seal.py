"""Which entries of the log are sealed, in which order, and up to where?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, QuerySet, Subquery

from conferral.models.event import Event
from conferral.rules import sealing

THE_ONE = 1
SEALED = (
    "key", "at", "kind", "account_id", "batch", "program_id", "contact_id", "enrollment_id", "completion_id", "subject",
    "actor", "actor_salt", "before", "after", "reason", "salt",
)  # fmt: skip
"""The columns of an entry in the order of `rules.sealing.Entry`."""


class Seal(models.Model):
    """The seal of one entry: its number, from one on without a gap, and what holds the entry to it.

    It names the entry by number and key and refers to it by neither: what was removed shall be missed, and not taken
    along. `contents` and `actor` are digests (rules/sealing.py). The database lets nobody change or remove a row.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    key = models.UUIDField()
    contents = models.BinaryField(max_length=32)
    actor = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(number__gt=0), name="seal_number_above_zero")]

    def __str__(self) -> str:
        """Read as the number."""
        return f"no. {self.number}"

    def as_link(self) -> sealing.Link:
        """Return it as the rules of sealing know it."""
        return sealing.Link(self.number, self.key, bytes(self.contents), bytes(self.actor), bytes(self.hash))


class LogHead(models.Model):
    """Up to where the log is sealed: one row, which whoever seals holds, and which only goes forward.

    It is kept apart from the seals, so that the last of them are missed as well. Entries up to the place `settled` are
    all sealed. `seen` is the last place that was sealed at the instant `seen_at`, and becomes settled an hour later:
    an entry of a lower place is committed by then, or never (actions/sealing.py).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField(max_length=32, default=sealing.BEGINNING.hash)
    settled = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [CheckConstraint(condition=Q(id=THE_ONE), name="log_head_only_one")]

    def __str__(self) -> str:
        """Read as it is handed out."""
        return str(self.as_head())

    def as_head(self) -> sealing.Head:
        """Return it as the rules of sealing know it."""
        return sealing.Head(self.number, bytes(self.hash))


def waiting(after: int = 0) -> QuerySet[Event]:
    """Return the entries past a place of the log that are not sealed, in the order of their places."""
    seals = Seal.objects.filter(event_id=OuterRef("pk"))
    return Event.objects.filter(~Exists(seals), pk__gt=after).order_by("pk")


def entries_of(events: QuerySet[Event]) -> dict[int, sealing.Entry]:
    """Return entries by their places as the rules of sealing know them, in the order of the query. One query."""
    return {pk: sealing.Entry(*values) for pk, *values in events.values_list("pk", *SEALED)}


def head_and_last() -> tuple[sealing.Head | None, int]:
    """Return the head that is kept, and the number of the last seal; None and 0 where there is none. One query."""
    last = Seal.objects.order_by("-number").values("number")[:1]
    found: Any = LogHead.objects.annotate(last=Subquery(last)).first()
    if found is None:
        return None, Seal.objects.aggregate(last=models.Max("number"))["last"] or 0
    return found.as_head(), found.last or 0


def head_now() -> sealing.Head | None:
    """Return up to where the log is sealed; None where nothing is. One query."""
    row = LogHead.objects.filter(number__gt=0).first()
    return row.as_head() if row else None


def links_after(number: int, *, until: int, size: int) -> Sequence[tuple[int, sealing.Link]]:
    """Return the next seals after a number, each with the place of its entry in the log. One query."""
    rows = Seal.objects.filter(number__gt=number, number__lte=until).order_by("number")[:size]
    return [(row.event_id, row.as_link()) for row in rows]
