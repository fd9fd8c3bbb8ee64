"""Who is registered for which events, by which order, and what can still be registered for?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from conferral.documents.requirement_details import RequirementDetails
from conferral.documents.standing import EnrollmentStanding
from conferral.models import Contact, Enrollment, Offering, Order, Place, Registration, Requirement
from conferral.models.registration import taken
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal
from conferral.rules.registering import (
    Occasion,
    check_seat,
    may_begin,
    may_cancel,
    may_register,
    order_not_yours,
    seats_left,
)
from conferral.rules.waitlist import may_join

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """A place on a waitlist: its number in line, or until when a seat is held for whoever waited.

    `way` is where they register: the enrollment and the code of the requirement, None where nothing asks for it.
    """

    key: UUID
    offering: Offering
    number: int
    offered_until: datetime | None
    way: tuple[UUID, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShown:
    """One event as somebody sees it who may register the enrollee for it.

    `left` is how many seats are left, None without a limit and once it is over; `registration` the enrollee's own.
    `is_offered` is whether **Register Now** is, and `until` when that ends, where it is before the start. `place` is
    theirs on the waitlist, with its number in line or until when a seat is held for them; `may_wait` whether they may
    join it.
    """

    left: int | None
    until: datetime | None
    registration: UUID | None
    is_offered: bool
    is_full: bool
    place: PlaceShown | None
    may_wait: bool


def events_of(
    details: RequirementDetails, shown: EnrollmentStanding, *, by: Actor, on: date, at: datetime
) -> Mapping[int, EventShown]:
    """Return the events among the offerings of a requirement, by primary key, in five queries; none where none is."""
    events = [item for item in details.offerings if item.starts_at is not None]
    if not events:
        return {}
    keys = [item.pk for item in events]
    seats = taken(keys, at=at)
    standing = Registration.objects.standing().filter(contact=shown.enrollment.contact_id, offering__in=keys)
    own = dict(standing.values_list("offering", "key"))
    places = _places(shown.enrollment.contact_id, at, offering__in=keys)
    shut = may_begin(
        by,
        contact=shown.enrollment.contact_id,
        facts=shown.enrollment.facts(),
        requirement=details.item.requirement,
        progress=shown.progress,
        today=on,
    )
    found = {}
    for item in events:
        occasion = item.as_occasion()
        place = places.get(item.pk)
        is_theirs = place is not None and place.offered_until is not None
        is_full = check_seat(occasion, taken=seats[item.pk] - is_theirs) is not None
        refusal = shut or may_register(by, occasion, name="", is_registered=item.pk in own, at=at)
        found[item.pk] = EventShown(
            left=None if item.ends_at and item.ends_at <= at else seats_left(item.seats, taken=seats[item.pk]),
            until=item.registers_until if refusal is None else None,
            registration=own.get(item.pk),
            is_offered=refusal is None and not is_full,
            is_full=is_full and refusal is None,
            place=place,
            may_wait=refusal is None
            and may_wait_for(by, occasion, is_waiting=place is not None, is_full=is_full, at=at),
        )
    return found


def may_wait_for(by: Actor, occasion: Occasion, *, is_waiting: bool, is_full: bool, at: datetime) -> bool:
    """Whether **Join the waitlist** is offered beside an event that may be registered for."""
    found = may_join(by, occasion, name="", is_registered=False, is_waiting=is_waiting, has_seat=not is_full, at=at)
    return found is None


def waiting_for(contact: Contact, *, on: date, at: datetime) -> list[PlaceShown]:
    """Return the places of a contact on waitlists, the next event first, each with where to register; two queries."""
    places = list(_places(contact.pk, at).values())
    if not places:
        return []
    asked = Requirement.objects.filter(
        component__in=[one.offering.component_id for one in places],
        version__enrollments__in=Enrollment.objects.current(on=on).filter(contact=contact),
    )
    ways: dict[int, tuple[UUID, str]] = {}
    for component, key, code in asked.order_by("pk").values_list("component", "version__enrollments__key", "code"):
        ways.setdefault(component, (key, code))
    return [replace(one, way=ways.get(one.offering.component_id)) for one in places]


def line_of(offering: Offering, *, at: datetime) -> list[Place]:
    """Return who waits for an event, those first for whom a seat is held, then the line; one query."""
    rows = Place.objects.filter(offering=offering, ended_at=None).exclude(offered_until__lte=at)
    first = F("offered_until").asc(nulls_last=True)
    return list(rows.select_related("contact").order_by(first, "joined_at", "pk")[:MOST])


def _places(contact: int, at: datetime, **where: object) -> dict[int, PlaceShown]:
    """Return a contact's places on waitlists by event, the next event first, but for offers that lapsed."""
    rows = Place.objects.in_line().filter(contact=contact, ended_at=None, **where).exclude(offered_until__lte=at)
    return {
        row.offering_id: PlaceShown(
            key=row.key, offering=row.offering, number=row.number, offered_until=row.offered_until
        )
        for row in rows.select_related("offering").order_by("offering__starts_at", "pk")
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationShown:
    """A registration, why whoever looks at it cannot cancel it (any more), and whether its order is their own."""

    row: Registration
    refusal: Refusal | None
    is_own_order: bool


def registrations_of(contact: Contact, *, by: Actor, at: datetime) -> list[RegistrationShown]:
    """Return what a contact is registered for and not cancelled, the latest event first; one query."""
    rows = Registration.objects.standing().filter(contact=contact).select_related("offering", "order")
    return [seen(row, by=by, at=at) for row in rows.order_by("-offering__starts_at", "-pk")[:MOST]]


def seen(row: Registration, *, by: Actor, at: datetime) -> RegistrationShown:
    """Return a registration as an actor sees it; its offering and its order come along."""
    refusal = may_cancel(
        by,
        row.offering.as_occasion(),
        contact=row.contact_id,
        is_cancelled=row.cancelled_at is not None,
        is_marked=bool(row.attendance),
        at=at,
    )
    return RegistrationShown(row=row, refusal=refusal, is_own_order=not_own_order(by, row.order) is None)


def not_own_order(by: Actor, order: Order) -> Refusal | None:
    """Whose own an order is: theirs who placed it, and theirs to whom it is billed."""
    return order_not_yours(by, billed_to=order.billed_to_id, placed_by=order.account_id)


def lines_of(order: Order) -> list[Registration]:
    """Return the registrations of an order, as they were ordered; one query."""
    return list(order.registrations.select_related("offering", "contact", "order").order_by("pk"))


def to_come(contact: int, version: int, *, at: datetime) -> list[Registration]:
    """Return the events to come of a program version that a contact is registered for, the next first; one query."""
    rows = Registration.objects.to_come(at).filter(contact=contact, offering__component__requirements__version=version)
    return list(rows.select_related("offering").order_by("offering__starts_at", "pk").distinct())
