"""Who may register whom for an event, and cancel that?"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from conferral.actions import carts, offerings, registrations
from conferral.models import Component, Order, Registration
from conferral.rules import payments
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.offerings import Details, Kind
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

REGISTERING_WITHIN = {
    "carts.open_cart": "a step of putting something into one's own cart",
    "carts.remove": "one's own cart alone; another's is not found",
    "checking_out.check_out": "one's own cart alone; what lies in it was asked about when it was put there",
}
