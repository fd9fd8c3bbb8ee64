"""How does a test get an event, and somebody who may register for it?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from zeal import zeal_ignore

from conferral.actions import carts, checking_out, offerings
from conferral.models import Account, Component, Contact, Enrollment, Hold, Offering, Order, Program
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.offerings import Details, Kind
from tests import make

DAY = date(2026, 3, 2)
AT = make.noon(DAY)
_numbers = count(1)


@zeal_ignore()
def program() -> Program:
    return make.program(f"EV-{next(_numbers)}", make.definition(make.requirement("CLASS"), make.requirement("EXAM")))


@zeal_ignore()
def event(
    seats: int | None = 10,
    *,
    title: str = "Evening class",
    price: int = 0,
    currency: str = "EUR",
    of: str = "CLASS",
    **said: object,
) -> Offering:
    """Add an event a week from the day of the tests."""
    begins = said.pop("starts_at", AT + timedelta(days=7))
    assert isinstance(begins, datetime)
    details = Details(
        kind=Kind.EVENT, title=title, starts_at=begins, ends_at=begins + timedelta(hours=2), place="Oslo", seats=seats,
        price=price, currency=currency if price else "", **said,
    )  # fmt: skip
    return offerings.add(component=Component.objects.get(code=of).pk, details=details, by=COMMAND_LINE, at=AT)


@zeal_ignore()
def enrolled(in_program: Program, contact: Contact | None = None) -> Enrollment:
    """Enroll somebody as of the day of the tests."""
    made = make.enrollment(contact, in_program, DAY)
    return Enrollment.objects.select_related("contact").get(pk=made.pk)


@zeal_ignore()
def member(enrollment: Enrollment) -> Actor:
    """Let the enrollee sign in."""
    held = Account.objects.filter(contact=enrollment.contact).first()
    return held.as_actor(DAY) if held else make.actor(Role.NONE, enrollment.contact)


@zeal_ignore()
def put(enrollment: Enrollment, event: Offering, by: Actor, at: datetime = AT, requirement: str = "CLASS") -> Hold:
    """Put a seat into somebody's cart."""
    return carts.add(enrollment=enrollment.pk, requirement=requirement, offering=event.pk, by=by, at=at)


@zeal_ignore()
def check_out(line: Hold, by: Actor, at: datetime = AT, **said: int) -> Order:
    """Check out the cart that a line lies in."""
    return checking_out.check_out(cart=line.cart.key, by=by, at=at, **said)
