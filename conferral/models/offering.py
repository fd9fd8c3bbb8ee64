"""On which occasions can a component be met?"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Func, Index, Q
from django.db.models.functions import Lower
from django.utils import timezone

from conferral.models.contact import Contact
from conferral.models.ranges import not_blank
from conferral.rules import prices, recording
from conferral.rules.offerings import Kind
from conferral.rules.registering import Occasion


class Dated(Func):
    """When an offering begins, or long ago for a resource, which is there all the time: what a list is sorted by.

    The constant stands in the statement itself, so that both databases know the expression of their index again.
    """

    arity = 1
    template = "COALESCE(%(expressions)s, '1900-01-01 00:00:00')"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Say in which time zone the constant is meant."""
        return self.as_sql(
            compiler, connection, template="COALESCE(%(expressions)s, '1900-01-01 00:00:00+00'::timestamptz)", **more
        )


class Offering(models.Model):
    """A concrete occasion that meets a component: an event with a time, or a resource without seats.

    Offerings are live: adding one helps current enrollees at once.
    """

    class Kind(models.TextChoices):
        """An event (class or exam), or a resource (self-paced, external)."""

        EVENT = "event"
        RESOURCE = "resource"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    component = models.ForeignKey("Component", on_delete=models.PROTECT, related_name="offerings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    price = models.PositiveIntegerField(default=0, help_text="In minor units of the currency.")
    price_for_members = models.PositiveIntegerField(null=True, blank=True, help_text="Blank where it is the price.")
    currency = models.CharField(max_length=3, blank=True)
    registers_until = models.DateTimeField(null=True, blank=True)
    cancels_until = models.DateTimeField(null=True, blank=True)
    instructor = models.ForeignKey(
        "Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="offerings_taught"
    )
    records_completions = models.BooleanField(default=True, help_text="Whether attendance records completions.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When the roster was closed.")
    is_retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            Index(Dated("starts_at"), "id", name="offering_dated"),
            Index(Lower("title"), "id", name="offering_title"),
            Index(fields=["ends_at"], name="offering_ends", condition=Q(ends_at__isnull=False)),
        ]
        constraints: ClassVar = [
            not_blank("offering", "title"),
            CheckConstraint(
                condition=Q(kind="event", starts_at__isnull=False, ends_at__isnull=False, ends_at__gte=F("starts_at"))
                | Q(kind="resource", starts_at=None, ends_at=None, seats=None),
                name="offering_event_has_times",
            ),
            CheckConstraint(condition=Q(closed_at=None) | Q(kind="event"), name="offering_closed_event"),
            CheckConstraint(
                condition=Q(price_for_members=None) | Q(price_for_members__lte=F("price")),
                name="offering_members_pay_no_more",
            ),
            CheckConstraint(
                condition=Q(registers_until=None) | Q(starts_at__isnull=False, registers_until__lte=F("starts_at")),
                name="offering_registers_before_start",
            ),
            CheckConstraint(
                condition=Q(cancels_until=None) | Q(starts_at__isnull=False, cancels_until__lte=F("starts_at")),
                name="offering_cancels_before_start",
            ),
            CheckConstraint(condition=Q(price=0) | ~Q(currency=""), name="offering_price_has_currency"),
        ]

    def __str__(self) -> str:
        """Read as the title."""
        return self.title

    def as_occasion(self) -> Occasion:
        """Return it as the rules of registering know it."""
        return Occasion(
            title=self.title,
            kind=Kind(self.kind),
            is_retired=self.is_retired,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            seats=self.seats,
            registers_until=self.registers_until,
            cancels_until=self.cancels_until,
        )

    def price_for(self, contact: Contact) -> int:
        """Return what a contact pays, in minor units."""
        return prices.for_whom(self.price, self.price_for_members, is_member=contact.is_member)

    def has_begun(self, on: date) -> bool:
        """Return whether it can have been completed on a day."""
        return recording.has_begun(self.begins_on(), on)

    def begins_on(self) -> date | None:
        """Return the day an event begins, in the organization's time zone; None for a resource."""
        return None if self.starts_at is None else timezone.localdate(self.starts_at)
