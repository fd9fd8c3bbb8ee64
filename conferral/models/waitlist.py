"""Who waits for a seat in which event, since when, and to whom is one offered?"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Count, Index, OuterRef, Q, QuerySet, Subquery, UniqueConstraint
from django.db.models.functions import Coalesce


class PlaceQuerySet(QuerySet["Place"]):
    """Questions about places on waitlists."""

    def waiting(self) -> PlaceQuerySet:
        """Only those that have not ended, the first in line first."""
        return self.filter(ended_at=None).order_by("joined_at", "pk")

    def in_line(self) -> PlaceQuerySet:
        """Annotate `number`: which place in line it is among those to whom no seat is offered yet, from one on."""
        before = Q(joined_at__lt=OuterRef("joined_at")) | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk"))
        ahead = Place.objects.filter(before, offering=OuterRef("offering"), ended_at=None, offered_until=None)
        counted = ahead.order_by().values("offering").annotate(count=Count("pk")).values("count")
        return self.annotate(number=Coalesce(Subquery(counted), 0) + 1)

    def offered(self, at: datetime) -> PlaceQuerySet:
        """Only those for whom a seat is held at an instant."""
        return self.filter(ended_at=None, offered_until__gt=at)

    def lapsed(self, at: datetime) -> PlaceQuerySet:
        """Only those whose offer was not taken up in time."""
        return self.filter(ended_at=None, offered_until__lte=at)


class Place(models.Model):
    """A contact's place on the waitlist of an event: until a seat is taken up, the offer lapses, or they leave.

    `offered_until` is until when a seat is held for them, None as long as they wait. An offer that lapses is over
    whether or not anybody has ended the place yet.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offering = models.ForeignKey("Offering", on_delete=models.PROTECT, related_name="places")
    contact = models.ForeignKey("Contact", on_delete=models.PROTECT, related_name="places")
    joined_at = models.DateTimeField()
    offered_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    number: int
    """Annotated by `in_line`."""

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            Index(fields=["offering", "joined_at", "id"], name="place_waiting", condition=Q(ended_at=None)),
            Index(
                fields=["offered_until"], name="place_offered", condition=Q(ended_at=None, offered_until__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            UniqueConstraint(fields=["offering", "contact"], condition=Q(ended_at=None), name="place_once"),
            CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("joined_at")), name="place_ends_after_joining"
            ),
        ]

    def __str__(self) -> str:
        """Read as the key."""
        return str(self.key)


def offers_of(offerings: Collection[int], contacts: Collection[int], at: datetime) -> dict[tuple[int, int], Place]:
    """Return the places of these contacts for which a seat is held at an instant, by event and contact; one query."""
    rows = Place.objects.offered(at).filter(offering__in=offerings, contact__in=contacts)
    return {(row.offering_id, row.contact_id): row for row in rows}
