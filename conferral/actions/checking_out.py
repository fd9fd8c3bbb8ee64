"""How does what is in a cart become an order and its registrations, once however often it is asked for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.locks import MERGED
from conferral.actions.log import Log
from conferral.actions.offering_seats import end_places, locked_offerings, offer_seats, offers_of
from conferral.models import Cart, Contact, Hold, Offering, Order, Registration
from conferral.models.registration import taken
from conferral.rules.actors import Actor
from conferral.rules.payments import UNANSWERED, WAYS, NoAnswer
from conferral.rules.permits import ERASED
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.registering import Occasion, check_seat, is_held, may_register

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
    `cart_unknown`, `cart_empty`, `total_changed`, `billed_to_unknown`, `contact_erased`, `payment_unanswered`, that of
    whoever takes the payment, and of several lines together `not_registered`, else those of `may_register` and
    `check_seat`.
    """
    row = Cart.objects.select_for_update().filter(key=cart, account=by.account).first()
    if row is None:
        raise Refused(Refusal("cart_unknown", "There is no such cart any more; nothing was ordered."))
    if placed := Order.objects.filter(cart=row).first():
        return placed
    lines = list(Hold.objects.filter(cart=row).order_by("added_at", "pk"))
    if not lines:
        raise Refused(NOTHING_THERE)
    contacts = _locked_contacts(lines)
    events = locked_offerings({line.offering_id for line in lines})
    log = Log(by, at)
    offer_seats(list(events.values()), log)
    refusals = list(_refusals(lines, contacts, events, by, at))
    if refusals:
        raise Refused(_together(refusals))
    prices = [events[line.offering_id].price_for(contacts[line.contact_id]) for line in lines]
    if total is not None and total != sum(prices):
        raise Refused(CHANGED)
    payer = billed_to if billed_to is not None else lines[0].contact_id
    if payer not in contacts:
        raise Refused(Refusal("billed_to_unknown", "Bill to: choose one of the contacts in the cart."))
    return _placed(row, lines, prices, contacts[payer], events, log)


def _locked_contacts(lines: Sequence[Hold]) -> dict[int, Contact]:
    keys = {line.contact_id for line in lines}
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if found.keys() != keys:
        raise Refused(MERGED)
    return found


def _refusals(
    lines: Sequence[Hold], contacts: Mapping[int, Contact], events: Mapping[int, Offering], by: Actor, at: datetime
) -> Iterator[Refusal]:
    """Say of each line why it cannot be had; seats that others of the cart hold are theirs."""
    elsewhere = taken(list(events), at=at, but=lines[0].cart_id)
    own = offers_of(list(events), list(contacts), at)
    standing = set(
        Registration.objects.standing()
        .filter(offering__in=events, contact__in=contacts)
        .values_list("offering_id", "contact_id")
    )
    for line in sorted(lines, key=lambda line: not is_held(line.held_until, at)):
        occasion: Occasion = events[line.offering_id].as_occasion()
        contact = contacts[line.contact_id]
        has_seat = (line.offering_id, line.contact_id) in standing
        refusal = (
            (ERASED if contact.erased_at else None)
            or may_register(by, occasion, name=contact.full_name, is_registered=has_seat, at=at)
            or check_seat(occasion, taken=elsewhere[line.offering_id] - ((line.offering_id, line.contact_id) in own))
        )
        if refusal:
            yield refusal
        elif (line.offering_id, line.contact_id) not in own:
            elsewhere[line.offering_id] += 1


def _together(refusals: Sequence[Refusal]) -> Refusal:
    """Return the one refusal, or one that says all of them."""
    if len(refusals) == 1:
        return refusals[0]
    said = dict.fromkeys(refusal.message for refusal in refusals)
    return Refusal("not_registered", " ".join(said))


def _placed(
    cart: Cart,
    lines: Sequence[Hold],
    prices: Sequence[int],
    payer: Contact,
    events: Mapping[int, Offering],
    log: Log,
) -> Order:
    """Have it paid, write the order and the registrations, empty the cart, and say so in the log."""
    total = sum(prices)
    priced = (events[line.offering_id].currency for line, price in zip(lines, prices, strict=True) if price)
    currency = next(priced, "")
    order = Order.objects.create(
        cart=cart, account_id=log.by.account, billed_to=payer, placed_at=log.at, total=total, currency=currency,
        payment=_paid(cart, total, currency),
    )  # fmt: skip
    registrations = Registration.objects.bulk_create(
        Registration(order=order, offering_id=line.offering_id, contact_id=line.contact_id, price=price)
        for line, price in zip(lines, prices, strict=True)
    )
    Hold.objects.filter(cart=cart).delete()
    seated = {(line.offering_id, line.contact_id) for line in lines}
    own = offers_of(list(events), [line.contact_id for line in lines], log.at)
    end_places([place for of, place in own.items() if of in seated], log.at)
    cart.ordered_at = log.at
    cart.save(update_fields=["ordered_at"])
    said = {"order": order.number, "total": total, "currency": currency, "payment": order.payment}
    log.add(PLACED, contact=payer.pk, after=said)
    for registration in registrations:
        event = events[registration.offering_id]
        after = {"order": order.number, "price": registration.price, "currency": currency, "starts_at": event.starts_at}
        log.add(
            REGISTERED, contact=registration.contact_id, subject=event.key,
            after=after, about={"registration": registration.pk},
        )  # fmt: skip
    log.write()
    return order


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
