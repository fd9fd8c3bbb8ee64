"""Who may register whom for an event, and cancel that?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from conferral.actions import attending, carts, offerings, registrations
from conferral.actions.log import Log
from conferral.actions.opened import Outcome
from conferral.models import Component, Offering, Order, Registration
from conferral.rules.actors import COMMAND_LINE, Actor
from conferral.rules.attending import Attendance
from conferral.rules.offerings import Details, Kind
from conferral.rules.refusals import Refusal
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
    order = Order.objects.create(billed_to=ada, placed_at=NOW, total=0, payment="free")
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

REGISTERING_WITHIN = {
    "carts.open_cart": "a step of putting something into one's own cart",
    "carts.remove": "one's own cart alone; another's is not found",
    "checking_out.check_out": "one's own cart alone; what lies in it was asked about when it was put there",
}
