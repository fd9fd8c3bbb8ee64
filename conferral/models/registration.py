"""Who has a seat in which event, who holds one at the moment, and with which order was it bought?"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Count, Index, Q, QuerySet, UniqueConstraint

from conferral.models.waitlist import Place, offers_of
from conferral.rules.actors import Actor
from conferral.rules.attending import Attendance
from conferral.rules.payments import codes
from conferral.rules.refusals import Refusal
from conferral.rules.registering import Wanted, is_held, refusals_of_lines


class Cart(models.Model):
    """What somebody is about to check out: one open cart for each account, and afterwards the order made of it.

    Its key names the check out, so that asking twice makes one order.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("Account", on_delete=models.CASCADE, related_name="carts")
    opened_at = models.DateTimeField()
    ordered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["account"], condition=Q(ordered_at=None), name="cart_open_once"),
        ]

    def __str__(self) -> str:
        """Read as the key."""
        return str(self.key)


class HoldQuerySet(QuerySet["Hold"]):
    """Questions about lines of carts."""

    def holding(self, at: datetime) -> HoldQuerySet:
        """Only those whose seat is still held."""
        return self.filter(held_until__gt=at)

    def lines(self, cart: Cart | None) -> list[Hold]:
        """Return the lines of a cart with their contacts and events, as they were put there; one query."""
        return list(self.filter(cart=cart).select_related("contact", "offering").order_by("added_at", "pk"))


class Hold(models.Model):
    """A line of an open cart: one contact, one event, and until when the seat is held.

    The line stays when the time is over; the seat is then anybody's, and at the check out it is asked for again.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="holds")
    offering = models.ForeignKey("Offering", on_delete=models.PROTECT, related_name="holds")
    contact = models.ForeignKey("Contact", on_delete=models.PROTECT, related_name="holds")
    added_at = models.DateTimeField()
    held_until = models.DateTimeField()

    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [Index(fields=["offering", "held_until"], name="hold_of_offering")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["cart", "offering", "contact"], name="hold_once"),
        ]

    def __str__(self) -> str:
        """Read as the key."""
        return str(self.key)

    @property
    def price(self) -> int:
        """What it costs, in minor units; its offering and its contact have to come along."""
        return self.offering.price_for(self.contact)


class Order(models.Model):
    """What was checked out at once: who ordered, whom it is billed to, what it costs in all, and how it is paid.

    `payment` is the code of a way to pay (rules/payments.py).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cart = models.OneToOneField(Cart, null=True, on_delete=models.SET_NULL, related_name="order")
    account = models.ForeignKey("Account", null=True, on_delete=models.SET_NULL, related_name="orders")
    billed_to = models.ForeignKey("Contact", on_delete=models.PROTECT, related_name="orders")
    placed_at = models.DateTimeField()
    total = models.PositiveBigIntegerField(help_text="In minor units of the currency.")
    currency = models.CharField(max_length=3, blank=True)
    payment = models.CharField(max_length=20, choices=codes)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(total=0) | ~Q(currency=""), name="order_total_has_currency"),
            CheckConstraint(
                condition=Q(payment="free", total=0) | (~Q(payment__in=["", "free"]) & Q(total__gt=0)),
                name="order_paid",
            ),
        ]

    def __str__(self) -> str:
        """Read as the order number."""
        return self.number

    @property
    def number(self) -> str:
        """The order number, as it is printed."""
        return f"{self.pk:06d}"


class RegistrationQuerySet(QuerySet["Registration"]):
    """Questions about registrations."""

    def standing(self) -> RegistrationQuerySet:
        """Only those that are not cancelled."""
        return self.filter(cancelled_at=None)

    def to_come(self, at: datetime) -> RegistrationQuerySet:
        """Only those not cancelled for events that are not over."""
        return self.standing().filter(offering__ends_at__gt=at)


class Registration(models.Model):
    """A contact's seat in an event: bought through the cart, there after every purge, and kept once cancelled."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="registrations")
    offering = models.ForeignKey("Offering", on_delete=models.PROTECT, related_name="registrations")
    contact = models.ForeignKey("Contact", on_delete=models.PROTECT, related_name="registrations")
    price = models.PositiveIntegerField(help_text="In minor units of the order's currency.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attendance = models.CharField(max_length=8, blank=True, choices=[(one.value, one.label) for one in Attendance])

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [Index(fields=["offering", "cancelled_at"], name="registration_of_offering")]
        constraints: ClassVar = [
            UniqueConstraint(fields=["offering", "contact"], condition=Q(cancelled_at=None), name="registration_once"),
            CheckConstraint(
                condition=Q(attendance__in=[one.value for one in Attendance]), name="registration_attendance_known"
            ),
            CheckConstraint(condition=Q(cancelled_at=None) | Q(attendance=""), name="registration_cancelled_unmarked"),
        ]

    def __str__(self) -> str:
        """Read as the key."""
        return str(self.key)


def taken(offerings: Collection[int], *, at: datetime, but: int | None = None) -> Counter[int]:
    """Return how many seats of each event are registered, held or offered, by primary key.

    `but` leaves a cart's holds out. Three queries.
    """
    registered = Registration.objects.standing().filter(offering__in=offerings)
    held = Hold.objects.holding(at).filter(offering__in=offerings)
    if but is not None:
        held = held.exclude(cart=but)
    counted: Counter[int] = Counter()
    offered = Place.objects.offered(at).filter(offering__in=offerings)
    for rows in (registered, held, offered):
        counted.update(dict(rows.values("offering").annotate(count=Count("pk")).values_list("offering", "count")))
    return counted


def costs(lines: Sequence[Hold]) -> tuple[int, str]:
    """Return what the lines of a cart cost in minor units, and in which currency; blank where all of it is free."""
    priced = [line for line in lines if line.price]
    return sum(line.price for line in priced), priced[0].offering.currency if priced else ""


def refusals_of(lines: Sequence[Hold], *, by: Actor, at: datetime) -> list[Refusal | None]:
    """Return of each line of one cart why it cannot be had, or None. Five queries; none where there is no line."""
    if not lines:
        return []
    events, people = {line.offering_id for line in lines}, {line.contact_id for line in lines}
    standing = Registration.objects.standing().filter(offering__in=events, contact__in=people)
    registered = set(standing.values_list("offering_id", "contact_id"))
    offers = offers_of(events, people, at)
    wanted = [
        Wanted(
            event=line.offering_id,
            occasion=line.offering.as_occasion(),
            name=line.contact.full_name,
            is_registered=(line.offering_id, line.contact_id) in registered,
            is_held=is_held(line.held_until, at),
            is_offered=(line.offering_id, line.contact_id) in offers,
        )
        for line in lines
    ]
    return refusals_of_lines(by, wanted, taken=taken(events, at=at, but=lines[0].cart_id), at=at)
