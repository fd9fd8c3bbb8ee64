"""What lies in somebody's cart, what does it cost, and which seats are held until when?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conferral.models import Cart, Contact, Hold, Offering
from conferral.models.registration import costs, refusals_of
from conferral.rules.actors import Actor
from conferral.rules.payments import WAYS
from conferral.rules.refusals import Refusal
from conferral.rules.registering import is_held


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
    """An open cart; `key` names its check out, None where nothing was ever put there.

    `total` is what all of it costs, in minor units of `currency`, which is blank where it is free.
    """

    key: UUID | None
    lines: tuple[Line, ...]
    total: int
    currency: str

    @property
    def payment(self) -> str:
        """What is said of how it will be paid."""
        return WAYS.way_for(self.total).said

    @property
    def people(self) -> list[Contact]:
        """Everybody in it, once, in the order in which they came."""
        return list({line.contact.pk: line.contact for line in self.lines}.values())


def cart_of(by: Actor, *, at: datetime) -> CartShown:
    """Return what lies in the actor's cart at an instant, in at most seven queries."""
    cart = Cart.objects.filter(account=by.account, ordered_at=None).first()
    rows = Hold.objects.all().lines(cart)
    lines = tuple(
        Line(
            key=row.key,
            contact=row.contact,
            offering=row.offering,
            held_until=row.held_until,
            is_held=is_held(row.held_until, at),
            refusal=refusal,
        )
        for row, refusal in zip(rows, refusals_of(rows, by=by, at=at), strict=True)
    )
    total, currency = costs(rows)
    return CartShown(key=cart.key if cart else None, lines=lines, total=total, currency=currency)
