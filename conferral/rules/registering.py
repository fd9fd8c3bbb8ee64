"""May a contact be registered for an event, is there a seat, and may the registration be cancelled?

Keeps "Click the Register Now link to begin registering the contact for the event": a seat is held while somebody
gets to the check out, and sold there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from conferral.rules import recording
from conferral.rules.actors import Actor
from conferral.rules.definition import Requirement
from conferral.rules.offerings import Kind
from conferral.rules.progress import Progress
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts

HELD_FOR = timedelta(minutes=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What has to be known of an offering to register for it; `seats` is None where there is no limit.

    `registers_until` and `cancels_until` are when that ends for members, None where it is the start.
    """

    title: str
    kind: Kind
    is_retired: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seats: int | None = None
    registers_until: datetime | None = None
    cancels_until: datetime | None = None


def may_begin(
    by: Actor, *, contact: int, facts: Facts, requirement: Requirement, progress: Progress, today: date
) -> Refusal | None:
    """Refuse **Register Now** for a requirement: not one's own, closed, not its turn, or one that has a Status.

    "If no status is displayed for the requirement, you can register the enrollee." One that is repeatable may be met
    again, and so may one whose completion was rejected. Codes: `not_yours`, those of `recording.may_work_on`,
    `already_recorded`.
    """
    if not by.is_staff and not by.is_contact(contact):
        return Refusal("not_yours", "You can register only yourself.")
    return recording.may_work_on(requirement, progress, facts, today) or recording.check_live(requirement, progress)


def may_register(by: Actor, occasion: Occasion, *, name: str, is_registered: bool, at: datetime) -> Refusal | None:
    """Refuse an offering nobody can register for (any more), and a contact who is registered already.

    Members register until it starts or an instant before, staff until it ends. Codes: `not_an_event`,
    `offering_retired`, `event_begun`, `registering_over`, `event_over`, `already_registered`.
    """
    title = occasion.title
    if occasion.kind is not Kind.EVENT or occasion.starts_at is None or occasion.ends_at is None:
        return Refusal("not_an_event", f"{title} is there all the time; nobody has to register for it.")
    if occasion.is_retired:
        return Refusal("offering_retired", f"{title} is offered no more; choose another event.")
    if is_over(occasion.ends_at, at):
        return Refusal("event_over", f"{title} is over; choose an event to come.")
    if not by.is_staff and (refusal := _too_late_to_register(occasion, at)):
        return refusal
    if is_registered:
        return Refusal("already_registered", f"{name} is registered for {title} already.")
    return None


def _too_late_to_register(occasion: Occasion, at: datetime) -> Refusal | None:
    ask = "ask the staff whether somebody can still come."
    if is_over(occasion.starts_at, at):
        return Refusal("event_begun", f"{occasion.title} has begun; {ask}")
    if is_over(occasion.registers_until, at):
        return Refusal("registering_over", f"Registering for {occasion.title} has ended; {ask}")
    return None


def seats_left(seats: int | None, *, taken: int) -> int | None:
    """Return how many more can come; None where there is no limit, 0 where more came than there are seats."""
    return None if seats is None else max(seats - taken, 0)


def check_seat(occasion: Occasion, *, taken: int) -> Refusal | None:
    """Refuse one more where every seat is registered or held; code `no_seat_left`."""
    if seats_left(occasion.seats, taken=taken) != 0:
        return None
    return Refusal("no_seat_left", f"{occasion.title} is full: every seat is taken or held for somebody.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A line of a cart: somebody wants a seat in an event, told apart by its key; `is_held` is whether it is theirs.

    `is_offered` is whether one is held for them because they waited for it.
    """

    event: int
    occasion: Occasion
    name: str
    is_registered: bool
    is_held: bool
    is_offered: bool = False


def refusals_of_lines(
    by: Actor, lines: Sequence[Wanted], *, taken: Mapping[int, int], at: datetime
) -> list[Refusal | None]:
    """Say of each line of a cart why it cannot be had, or None; those that are held come before the others.

    `taken` is how many seats of each event are registered, held in another cart, or offered to whoever waits, which may
    be one of these. Codes: those of `may_register` and `check_seat`. Erasing takes a contact out of every cart, so
    nobody erased is among them.
    """
    seats = Counter(taken)
    found: dict[int, Refusal | None] = {}
    for place, line in sorted(enumerate(lines), key=lambda one: not one[1].is_held):
        found[place] = may_register(
            by, line.occasion, name=line.name, is_registered=line.is_registered, at=at
        ) or check_seat(line.occasion, taken=seats[line.event] - line.is_offered)
        seats[line.event] += found[place] is None and not line.is_offered
    return [found[place] for place in range(len(lines))]


def check_currency(cart: str, line: str) -> Refusal | None:
    """Refuse a second currency in one cart, each a code such as EUR or blank where it is free; `currency_differs`."""
    if not cart or not line or cart == line:
        return None
    return Refusal(
        "currency_differs",
        f"What is in the cart is paid in {cart} and this in {line}; check out what is there first.",
    )


def is_held(held_until: datetime, at: datetime) -> bool:
    """Whether the seat of a line of a cart is still held."""
    return at < held_until


def is_over(until: datetime | None, at: datetime) -> bool:
    """Whether a deadline has passed, if there is one."""
    return until is not None and until <= at


def order_not_yours(by: Actor, *, billed_to: int, placed_by: int | None) -> Refusal | None:
    """Refuse as one's own an order that was neither placed by oneself nor is billed to one; `not_yours`."""
    if by.is_contact(billed_to) or by.is_account(placed_by):
        return None
    return Refusal("not_yours", "You can see only your own orders.")


def may_cancel(
    by: Actor, occasion: Occasion, *, contact: int, is_cancelled: bool, is_marked: bool = False, at: datetime
) -> Refusal | None:
    """Refuse to cancel what is cancelled or marked, and what is too late.

    Members cancel until it starts or an instant before, staff until it ends. `is_marked` is whether it is written down
    that they came or did not. Codes: `not_yours`, `registration_cancelled`, `event_begun`, `cancelling_over`,
    `event_over`, `attendance_marked`.
    """
    if not by.is_staff and not by.is_contact(contact):
        return Refusal("not_yours", "You can cancel only your own registrations.")
    title = occasion.title
    if is_cancelled:
        return Refusal("registration_cancelled", f"This registration for {title} is cancelled already.")
    if is_over(occasion.ends_at, at):
        return Refusal("event_over", f"{title} is over, so the registration stays.")
    if not by.is_staff and (refusal := _too_late_to_cancel(occasion, at)):
        return refusal
    if is_marked:
        return Refusal(
            "attendance_marked",
            f"It is written down who came to {title}; take that back on its roster before cancelling.",
        )
    return None


def _too_late_to_cancel(occasion: Occasion, at: datetime) -> Refusal | None:
    title, ask = occasion.title, "only the staff can cancel the registration now."
    if is_over(occasion.starts_at, at):
        return Refusal("event_begun", f"{title} has begun; {ask}")
    if is_over(occasion.cancels_until, at):
        return Refusal("cancelling_over", f"The time to cancel for {title} has passed; {ask}")
    return None
