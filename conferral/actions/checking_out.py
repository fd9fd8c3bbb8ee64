"""How does what is in a cart become an order and its registrations, once however often it is asked for?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.locks import MERGED
from conferral.actions.log import Log
from conferral.actions.offering_seats import end_places, locked_offerings, offer_seats
from conferral.models import Cart, Contact, Hold, Order, Place, Registration
from conferral.models.registration import costs, refusals_of
from conferral.rules.actors import Actor
from conferral.rules.payments import UNANSWERED, WAYS, NoAnswer
from conferral.rules.prices import written
from conferral.rules.refusals import Refusal, Refused

PLACED = "order.placed"
REGISTERED = "registration.made"
CHANGED = Refusal(
    "total_changed", "What is in the cart or what it costs has changed meanwhile; look at it, then check out."
)
NOTHING_THERE = Refusal("cart_empty", "There is nothing in the cart to check out.")


@transaction.atomic
def check_out(*, cart: UUID, billed_to: int | None = None, total: int | None = None, by: Actor, at: datetime) -> Order:
    """Register everybody in the actor's cart for their events, all or nobody, and return the order.

    "Register for the event and check out from the cart." Asked a second time for the same cart (a double click), the
    order made of it is returned. A seat whose time is over is asked for anew: it is sold where one is left.
    `billed_to` is a contact (by primary key) that is in the cart, the one put there first where nobody is named.
    `total` is what the actor has seen it costs, in minor units. Nothing is lost where it is refused. Raises Refused:
    `cart_unknown`, `cart_empty`, `contact_gone`, `total_changed`, `billed_to_unknown`, `payment_unanswered`, that of
    whoever takes the payment, and of several lines together `not_registered`, else those of `may_register` and
    `check_seat`.
    """
    row = Cart.objects.select_for_update().filter(key=cart, account=by.account).first()
    if row is None:
        raise Refused(Refusal("cart_unknown", "There is no such cart any more; nothing was ordered."))
    if placed := Order.objects.filter(cart=row).first():
        return placed
    lines = _locked_lines(row)
    log = Log(by, at)
    offer_seats({line.offering_id: line.offering for line in lines}.values(), log)
    if refusals := [refusal for refusal in refusals_of(lines, by=by, at=at) if refusal]:
        raise Refused(_together(refusals))
    if total is not None and total != costs(lines)[0]:
        raise Refused(CHANGED)
    people = {line.contact_id: line.contact for line in lines}
    payer = people.get(lines[0].contact_id if billed_to is None else billed_to)
    if payer is None:
        raise Refused(Refusal("billed_to_unknown", "Bill to: choose one of the contacts in the cart."))
    return _placed(row, lines, payer, log)


def _locked_lines(cart: Cart) -> list[Hold]:
    """Return the lines of a cart, read once their contacts and then their events are locked."""
    found = list(Hold.objects.filter(cart=cart).values_list("contact_id", "offering_id"))
    people = {contact for contact, _ in found}
    list(Contact.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))
    locked_offerings({offering for _, offering in found})
    lines = Hold.objects.all().lines(cart)
    if not lines:
        raise Refused(NOTHING_THERE)
    if not {line.contact_id for line in lines} <= people:
        raise Refused(MERGED)
    return lines


def _together(refusals: Sequence[Refusal]) -> Refusal:
    """Return the one refusal, or one that says all of them."""
    if len(refusals) == 1:
        return refusals[0]
    said = dict.fromkeys(refusal.message for refusal in refusals)
    return Refusal("not_registered", " ".join(said))


def _placed(cart: Cart, lines: Sequence[Hold], payer: Contact, log: Log) -> Order:
    """Have it paid, write the order and the registrations, empty the cart, and say so in the log."""
    total, currency = costs(lines)
    order = Order.objects.create(
        cart=cart, account_id=log.by.account, billed_to=payer, placed_at=log.at, total=total, currency=currency,
        payment=_paid(cart, total, currency),
    )  # fmt: skip
    registrations = Registration.objects.bulk_create(
        Registration(order=order, offering=line.offering, contact=line.contact, price=line.price) for line in lines
    )
    Hold.objects.filter(cart=cart).delete()
    _end_places(lines, log.at)
    cart.ordered_at = log.at
    cart.save(update_fields=["ordered_at"])
    said = {"order": order.number, "total": written(total, currency), "currency": currency, "payment": order.payment}
    log.add(PLACED, contact=payer.pk, after=said)
    for row in registrations:
        after = {
            "order": order.number, "price": written(row.price, currency), "currency": currency,
            "starts_at": row.offering.starts_at,
        }  # fmt: skip
        log.add(
            REGISTERED, contact=row.contact_id, subject=row.offering.key, after=after, about={"registration": row.pk}
        )
    log.write()
    return order


def _end_places(lines: Sequence[Hold], at: datetime) -> None:
    """Let nobody wait any more for what they have a seat in now."""
    seated = {(line.offering_id, line.contact_id) for line in lines}
    waiting = Place.objects.waiting().filter(
        offering__in=[line.offering_id for line in lines], contact__in=[line.contact_id for line in lines]
    )
    end_places([place for place in waiting if (place.offering_id, place.contact_id) in seated], at)


def _paid(cart: Cart, total: int, currency: str) -> str:
    """Have an order paid, under the name of its cart so that it is paid once; return the code of the way."""
    way = WAYS.way_for(total)
    try:
        refusal = way.pay(key=cart.key, total=total, currency=currency)
    except NoAnswer as silence:
        raise Refused(UNANSWERED) from silence
    if refusal:
        raise Refused(refusal)
    return way.code
