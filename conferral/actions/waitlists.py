"""How does somebody get onto the waitlist of an event and off it again, and who offers seats as time passes?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.carts import asked_seat, is_registered
from conferral.actions.locks import MERGED
from conferral.actions.log import Log
from conferral.actions.offering_seats import end_places, locked_offerings, offer_seats
from conferral.models import Contact, Place, Registration
from conferral.models.registration import taken
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.registering import check_seat
from conferral.rules.waitlist import may_join, may_leave

JOINED, LEFT = "waitlist.joined", "waitlist.left"


@transaction.atomic
def join(*, enrollment: int, requirement: str, offering: int, by: Actor, at: datetime) -> Place:
    """Put the enrollee at the end of the line for a full event; one who is in it already stays where they are.

    Raises Refused: those of `asked_seat` and `may_join`, but `already_waiting`.
    """
    contact, event = asked_seat(enrollment=enrollment, requirement=requirement, offering=offering, by=by, at=at)
    log = Log(by, at)
    offer_seats([event], log)
    if held := Place.objects.waiting().filter(offering=event, contact=contact).first():
        log.write()
        return held
    full = check_seat(event.as_occasion(), taken=taken([event.pk], at=at)[event.pk])
    refusal = may_join(
        by, event.as_occasion(), name=contact.full_name, is_registered=is_registered(contact, event),
        is_waiting=False, has_seat=full is None, at=at,
    )  # fmt: skip
    if refusal:
        raise Refused(refusal)
    place = Place.objects.create(offering=event, contact=contact, joined_at=at)
    log.add(JOINED, contact=contact.pk, subject=event.key)
    log.write()
    return place


@transaction.atomic
def leave(*, place: UUID, by: Actor, at: datetime) -> Place:
    """Take somebody off the waitlist; a seat that was held for them is offered to the next.

    Raises Refused: `place_unknown`, `contact_gone`, those of `may_leave`.
    """
    row = Place.objects.filter(key=place).first()
    if row is None:
        raise Refused(Refusal("place_unknown", "There is no such place on a waitlist."))
    if not Contact.objects.select_for_update(no_key=True).filter(pk=row.contact_id).first():
        raise Refused(MERGED)
    event = locked_offerings([row.offering_id])[row.offering_id]
    row.refresh_from_db()
    if refusal := may_leave(by, contact=row.contact_id, is_ended=row.ended_at is not None):
        raise Refused(refusal)
    log = Log(by, at)
    end_places([row], at)
    log.add(LEFT, contact=row.contact_id, subject=event.key)
    offer_seats([event], log)
    log.write()
    return row


def serve(*, at: datetime) -> int:
    """Offer the seats that came free as time passed, event by event; return how many were offered."""
    waiting = Place.objects.filter(ended_at=None).order_by("offering").values_list("offering", flat=True).distinct()
    return sum(_serve(offering, at) for offering in list(waiting))


@transaction.atomic
def _serve(offering: int, at: datetime) -> int:
    log = Log(COMMAND_LINE, at)
    offered = offer_seats(list(locked_offerings([offering]).values()), log)
    log.write()
    return offered


def move_places(stays: Contact, goes: Contact, at: datetime) -> None:
    """Give the places of a contact that is merged away to the one that stays; of two in one line the earlier one.

    Nobody waits for what they have a seat in. Called within the merging, in its transaction.
    """
    own = {place.offering_id: place for place in Place.objects.waiting().filter(contact=stays)}
    seated = set(Registration.objects.standing().filter(contact=stays).values_list("offering", flat=True))
    ended = [place for offering, place in own.items() if offering in seated]
    for place in Place.objects.waiting().filter(contact=goes):
        rival = own.get(place.offering_id)
        if place.offering_id in seated:
            ended.append(place)
        elif rival is not None:
            ended.append(max(rival, place, key=lambda one: (one.joined_at, one.pk)))
    end_places(ended, at)
    Place.objects.filter(contact=goes).update(contact=stays)


def end_places_of(contact: Contact, at: datetime) -> None:
    """Take somebody who is being erased off every waitlist. Called within the erasing, in its transaction."""
    end_places(list(Place.objects.waiting().filter(contact=contact)), at)
