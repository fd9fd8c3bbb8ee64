"""Which orders and registrations are in a register that has something of everything, and which pages show them?"""

from __future__ import annotations

from conferral.actions import registrations
from conferral.models import Contact, Offering, Order, Registration
from conferral.rules import payments
from conferral.rules.actors import COMMAND_LINE
from tests.browser.addressed import Address
from tests.conftest import NOW


def furnish_events(member: Contact) -> None:
    """Order two events for somebody on one invoice, of which one was cancelled."""
    order = Order.objects.create(
        billed_to=member, placed_at=NOW, total=123_456_700, currency="EUR", payment=payments.INVOICE.code
    )
    for event in Offering.objects.filter(kind=Offering.Kind.EVENT, ends_at__gt=NOW).order_by("pk")[:2]:
        Registration.objects.create(order=order, offering=event, contact=member, price=61_728_350)
    registrations.cancel(registration=order.registrations.latest("pk").key, by=COMMAND_LINE, at=NOW)


def of_events(site: str) -> list[Address]:
    """Return the pages about them on a site."""
    standing = Registration.objects.standing().get()
    of_staff = [
        Address("staff:offering", (standing.offering.key,)),
        Address("staff:offering", (standing.offering.key,), query="?show=cancelled"),
    ]
    return [
        *(of_staff if site == "staff" else []),
        Address(f"{site}:cart"),
        Address(f"{site}:order", (standing.order.key,)),
        Address(f"{site}:registration-cancellation", (standing.key,)),
    ]
