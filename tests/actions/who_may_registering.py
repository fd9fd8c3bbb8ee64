"""Who may register whom for an event, and cancel that?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from conferral.actions import attending, carts, offerings, registrations, waitlists
from conferral.actions.log import Log
from conferral.actions.opened import Outcome
from conferral.models import Component, Offering, Order, Place, Registration
from conferral.rules import payments
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.attending import Attendance
from conferral.rules.offerings import Details, Kind
from conferral.rules.refusals import Refusal
from tests import make
from tests.actions.who_may_cast import Cast
from tests.actions.who_may_row import DONE, Row
from tests.conftest import NOW


def event() -> int:
    """Offer a class that meets what Ada has left to do."""
    times = {"starts_at": NOW + timedelta(days=7), "ends_at": NOW + timedelta(days=7, hours=2)}
    meets = Component.objects.get(code="LEFT").pk
    details = Details(kind=Kind.EVENT, title="Evening", **times)
    return offerings.add(component=meets, details=details, by=COMMAND_LINE, at=NOW).pk


def registered(cast: Cast) -> UUID:
    """Give Ada a seat."""
    ada = cast.enrolled.contact
    order = Order.objects.create(billed_to=ada, placed_at=NOW, total=0, payment=payments.FREE.code)
    return Registration.objects.create(order=order, offering_id=event(), contact=ada, price=0).key


REGISTERING_ROWS: dict[str, Row] = {
    "carts.add": Row(
        lambda c, by: carts.add(enrollment=c.enrolled.pk, requirement="LEFT", offering=event(), by=by, at=NOW),
        foreign="not_yours",
        own=DONE,
    ),
    "registrations.cancel": Row(
        lambda c, by: registrations.cancel(registration=registered(c), by=by, at=NOW), foreign="not_yours", own=DONE
    ),
}


def held(cast: Cast, starts_at: datetime = NOW - timedelta(days=1)) -> Registration:
    """Give Ada a seat in an event that is over; nothing is recorded by it."""
    row = Registration.objects.get(key=registered(cast))
    ends_at = starts_at + timedelta(hours=2)
    Offering.objects.filter(pk=row.offering_id).update(starts_at=starts_at, ends_at=ends_at, records_completions=False)
    return row


def marked(cast: Cast, by: Actor) -> object:
    row = held(cast)
    done = attending.mark_chunk([row.pk], Attendance.ATTENDED, Log(by, NOW))[row.pk]
    return [Outcome(row.pk, Refusal(done.code, done.message) if done.is_refused else None)]


def opened_again(cast: Cast, by: Actor) -> object:
    row = held(cast)
    attending.close(offering=row.offering_id, by=COMMAND_LINE, at=NOW)
    return attending.open_again(offering=row.offering_id, by=by, at=NOW)


REGISTERING_ROWS |= {
    "attending.mark": Row(marked),
    "attending.close": Row(lambda c, by: attending.close(offering=held(c).offering_id, by=by, at=NOW)),
    "attending.open_again": Row(opened_again),
}


def full(_cast: Cast) -> int:
    """Offer a class without a seat left."""
    key = event()
    Offering.objects.filter(pk=key).update(seats=1)
    other = make.contact()
    order = Order.objects.create(billed_to=other, placed_at=NOW, total=0, payment="free")
    Registration.objects.create(order=order, offering_id=key, contact=other, price=0)
    return key


def waiting(cast: Cast) -> UUID:
    ada = cast.enrolled.contact
    return Place.objects.create(offering_id=event(), contact=ada, joined_at=NOW).key


REGISTERING_ROWS |= {
    "waitlists.join": Row(
        lambda c, by: waitlists.join(enrollment=c.enrolled.pk, requirement="LEFT", offering=full(c), by=by, at=NOW),
        foreign="not_yours",
        own=DONE,
    ),
    "waitlists.leave": Row(
        lambda c, by: waitlists.leave(place=waiting(c), by=by, at=NOW), foreign="not_yours", own=DONE
    ),
}

REGISTERING_WITHIN = {
    "carts.asked_seat": "carts.add and waitlists.join ask",
    "carts.open_cart": "a step of putting something into one's own cart",
    "carts.remove": "one's own cart alone; another's is not found",
    "checking_out.check_out": "one's own cart alone; what lies in it was asked about when it was put there",
}
