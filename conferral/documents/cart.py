"""What lies in somebody's cart, what does it cost, and which seats are held until when?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conferral.models import Cart, Contact, Hold, Offering, Registration
from conferral.models.registration import taken
from conferral.rules.actors import Actor
from conferral.rules.payments import WAYS
from conferral.rules.refusals import Refusal
from conferral.rules.registering import check_seat, is_held, may_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One contact and one event. `is_held` is whether the seat is still theirs; `refusal` why they cannot have it."""

    key: UUID
    contact: Contact
    offering: Offering
    held_until: datetime
    is_held: bool
    refusal: Refusal | None

    @property
    def price(self) -> int:
        """What the contact pays, in minor units."""
        return self.offering.price_for(self.contact)

    @property
    def has_two_prices(self) -> bool:
        """Whether members pay another price than the others."""
        return self.offering.price_for_members is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CartShown:
    """An open cart; `key` names its check out, None where nothing was ever put there. `total` is in minor units."""

    key: UUID | None
    lines: Sequence[Line]

    @property
    def total(self) -> int:
        """What all of it costs."""
        return sum(line.price for line in self.lines)

    @property
    def currency(self) -> str:
        """In what it is paid; blank where it is free."""
        return next((line.offering.currency for line in self.lines if line.price), "")

    @property
    def payment(self) -> str:
        """What is said of how it will be paid."""
        return WAYS.way_for(self.total).said

    @property
    def people(self) -> list[Contact]:
        """Everybody in it, once, in the order in which they came."""
        return list({line.contact.pk: line.contact for line in self.lines}.values())


def cart_of(by: Actor, *, at: datetime) -> CartShown:
    """Return what lies in the actor's cart at an instant, in at most six queries."""
    cart = Cart.objects.filter(account=by.account, ordered_at=None).first()
    rows = list(Hold.objects.filter(cart=cart).select_related("contact", "offering").order_by("added_at", "pk"))
    if cart is None or not rows:
        return CartShown(key=cart.key if cart else None, lines=())
    events = {row.offering_id for row in rows}
    elsewhere = taken(list(events), at=at, but=cart.pk)
    people = {row.contact_id for row in rows}
    registered = Registration.objects.standing().filter(offering__in=events, contact__in=people)
    standing = set(registered.values_list("offering_id", "contact_id"))

    def line(row: Hold) -> Line:
        occasion = row.offering.as_occasion()
        held = is_held(row.held_until, at)
        has_seat = (row.offering_id, row.contact_id) in standing
        refusal = may_register(by, occasion, name=row.contact.full_name, is_registered=has_seat, at=at)
        if refusal is None and not held:
            refusal = check_seat(occasion, taken=elsewhere[row.offering_id])
        return Line(
            key=row.key,
            contact=row.contact,
            offering=row.offering,
            held_until=row.held_until,
            is_held=held,
            refusal=refusal,
        )

    return CartShown(key=cart.key, lines=[line(row) for row in rows])
