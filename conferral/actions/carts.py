"""How does a seat get into somebody's cart, held for a while, and out of it again?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.asked_requirement import asked_requirement
from conferral.actions.locks import locked_enrollment
from conferral.actions.log import day_of
from conferral.models import Cart, Contact, Hold, Offering, Registration
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.models.registration import taken
from conferral.rules.actors import Actor
from conferral.rules.progress import progress
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.registering import HELD_FOR, check_currency, check_seat, is_held, may_begin, may_register

NO_ACCOUNT = Refusal("no_account", "Only who signs in has a cart.")


@transaction.atomic
def add(*, enrollment: int, requirement: str, offering: int, by: Actor, at: datetime) -> Hold:
    """Put a seat in an event into the actor's cart, for the enrollee, and hold it for 20 minutes.

    "Click the Register Now link to begin registering the contact for the event." `requirement` is a code. What is in
    the cart already and still held stays as it is; one whose time is over is held anew. Raises Refused:
    `no_account`, `enrollment_unknown`, `requirement_unknown`, `offering_unknown`, those of `may_begin`, `may_register`,
    `check_currency` and `check_seat`.
    """
    cart = open_cart(by, at)
    row = locked_enrollment(enrollment)
    found = asked_requirement(row, requirement)
    definition = definitions_of([row.version_id])[row.version_id]
    refusal = may_begin(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        requirement=found.as_rule(),
        progress=progress(definition, attempts_of([row.pk])[row.pk], day_of(at)),
        today=day_of(at),
    )
    if refusal:
        raise Refused(refusal)
    event = locked_offerings([offering]).get(offering)
    if event is None or event.component_id != found.component_id:
        raise Refused(Refusal("offering_unknown", f"That offering does not belong to {found.title}."))
    refusal = may_register(
        by, event.as_occasion(), name=row.contact.full_name, is_registered=is_registered(row.contact, event), at=at
    ) or check_currency(currency_of(cart), event.currency if event.price_for(row.contact) else "")
    if refusal:
        raise Refused(refusal)
    held = Hold.objects.filter(cart=cart, offering=event, contact=row.contact).first()
    if held is not None and is_held(held.held_until, at):
        return held
    if refusal := check_seat(event.as_occasion(), taken=taken([event.pk], at=at)[event.pk]):
        raise Refused(refusal)
    line, _ = Hold.objects.update_or_create(
        cart=cart,
        offering=event,
        contact=row.contact,
        defaults={"held_until": at + HELD_FOR},
        create_defaults={"added_at": at, "held_until": at + HELD_FOR},
    )
    return line


@transaction.atomic
def remove(*, line: UUID, by: Actor) -> None:
    """Take a line out of the actor's own cart; one that is not there (any more) is out of it. Nobody is told."""
    Hold.objects.filter(key=line, cart__account=by.account, cart__ordered_at=None).delete()


def open_cart(by: Actor, at: datetime) -> Cart:
    """Return the actor's open cart, locked before anything else is; there is one from the first line on."""
    if by.account is None:
        raise Refused(NO_ACCOUNT)
    while True:
        cart, _ = Cart.objects.get_or_create(account_id=by.account, ordered_at=None, defaults={"opened_at": at})
        locked = Cart.objects.select_for_update().filter(pk=cart.pk, ordered_at=None).first()
        if locked is not None:  # None where it was checked out in another window meanwhile: then there is a next one
            return locked


def locked_offerings(keys: Collection[int]) -> dict[int, Offering]:
    """Return events by primary key, locked in its order: their seats are counted by one action at a time."""
    rows = Offering.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def is_registered(contact: Contact, event: Offering) -> bool:
    """Whether a contact has a seat in an event that was checked out and not cancelled."""
    return Registration.objects.standing().filter(contact=contact, offering=event).exists()


def currency_of(cart: Cart) -> str:
    """Return the currency of what is in a cart; blank where all of it is free."""
    lines = Hold.objects.filter(cart=cart, offering__price__gt=0).select_related("offering", "contact").order_by("pk")
    return next((line.offering.currency for line in lines if line.price), "")
