"""How does a seat get into somebody's cart, held for a while, and out of it again?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.asked_requirement import asked_requirement
from conferral.actions.locks import locked_enrollment
from conferral.actions.log import Log, day_of
from conferral.actions.offering_seats import end_places, locked_offerings, offer_seats
from conferral.models import Cart, Contact, Hold, Offering, Registration
from conferral.models.histories import attempts_of
from conferral.models.registration import costs, taken
from conferral.models.waitlist import offers_of
from conferral.rules.actors import Actor
from conferral.rules.progress import progress
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.registering import HELD_FOR, check_currency, check_seat, is_held, may_begin, may_register

NO_ACCOUNT = Refusal("no_account", "Only who signs in has a cart.")


@transaction.atomic
def add(*, enrollment: int, requirement: str, offering: int, by: Actor, at: datetime) -> Hold:
    """Put a seat in an event into the actor's cart, for the enrollee, and hold it for 20 minutes.

    "Click the Register Now link to begin registering the contact for the event." `requirement` is a code. What is in
    the cart already and still held stays as it is; one whose time is over is held anew. A seat that was offered to
    the contact, who waited for it, is held as long as it was offered. Raises Refused:
    `no_account`, `enrollment_unknown`, `requirement_unknown`, `offering_unknown`, those of `may_begin`, `may_register`,
    `check_currency` and `check_seat`.
    """
    cart = open_cart(by, at)
    contact, event = asked_seat(enrollment=enrollment, requirement=requirement, offering=offering, by=by, at=at)
    refusal = may_register(
        by, event.as_occasion(), name=contact.full_name, is_registered=is_registered(contact, event), at=at
    ) or check_currency(costs(Hold.objects.all().lines(cart))[1], event.currency if event.price_for(contact) else "")
    if refusal:
        raise Refused(refusal)
    held = Hold.objects.filter(cart=cart, offering=event, contact=contact).first()
    if held is not None and is_held(held.held_until, at):
        return held
    log = Log(by, at)
    offer_seats([event], log)
    own = offers_of([event.pk], [contact.pk], at).get((event.pk, contact.pk))
    if refusal := check_seat(event.as_occasion(), taken=taken([event.pk], at=at)[event.pk] - (own is not None)):
        raise Refused(refusal)
    until = at + HELD_FOR
    if own is not None:
        until = max(until, own.offered_until or until)
        end_places([own], at)
    line, _ = Hold.objects.update_or_create(
        cart=cart,
        offering=event,
        contact=contact,
        defaults={"held_until": until},
        create_defaults={"added_at": at, "held_until": until},
    )
    log.write()
    return line


def asked_seat(
    *, enrollment: int, requirement: str, offering: int, by: Actor, at: datetime
) -> tuple[Contact, Offering]:
    """Return for whom a seat is asked for in which event, the event locked last, if they may begin at all.

    Raises Refused: `enrollment_unknown`, `requirement_unknown`, `offering_unknown`, those of `may_begin`.
    """
    row = locked_enrollment(enrollment)
    asked = asked_requirement(row, requirement)
    refusal = may_begin(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        requirement=asked.rule,
        progress=progress(asked.definition, attempts_of([row.pk])[row.pk], day_of(at)),
        today=day_of(at),
    )
    if refusal:
        raise Refused(refusal)
    event = locked_offerings([offering]).get(offering)
    if event is None or event.component_id != asked.row.component_id:
        raise Refused(Refusal("offering_unknown", f"That offering does not belong to {asked.rule.title}."))
    return row.contact, event


@transaction.atomic
def remove(*, line: UUID, by: Actor, at: datetime) -> None:
    """Take a line out of the actor's own cart, and offer its seat to whoever waits for one.

    One that is not there (any more) is out of it.
    """
    found = Hold.objects.filter(key=line, cart__account=by.account, cart__ordered_at=None).first()
    if found is None or not Cart.objects.select_for_update().filter(pk=found.cart_id, ordered_at=None).first():
        return
    events = locked_offerings([found.offering_id])
    Hold.objects.filter(pk=found.pk).delete()
    log = Log(by, at)
    offer_seats(list(events.values()), log)
    log.write()


def open_cart(by: Actor, at: datetime) -> Cart:
    """Return the actor's open cart, locked before anything else is; there is one from the first line on."""
    if by.account is None:
        raise Refused(NO_ACCOUNT)
    while True:
        cart, _ = Cart.objects.get_or_create(account_id=by.account, ordered_at=None, defaults={"opened_at": at})
        locked = Cart.objects.select_for_update().filter(pk=cart.pk, ordered_at=None).first()
        if locked is not None:  # None where it was checked out in another window meanwhile: then there is a next one
            return locked


def is_registered(contact: Contact, event: Offering) -> bool:
    """Whether a contact has a seat in an event that was checked out and not cancelled."""
    return Registration.objects.standing().filter(contact=contact, offering=event).exists()
