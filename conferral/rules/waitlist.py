"""Who waits for a seat in a full event, when is one offered to whom, and for how long?

In the order in which they came; nobody passes them while they wait. A seat that is offered is held for a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal
from conferral.rules.registering import Occasion, may_register

OFFERED_FOR = timedelta(hours=24)


def may_join(
    by: Actor, occasion: Occasion, *, name: str, is_registered: bool, is_waiting: bool, has_seat: bool, at: datetime
) -> Refusal | None:
    """Refuse to wait for what nobody can register for (any more), twice, and where there is a seat.

    Codes: those of `may_register`, `event_begun`, `already_waiting`, `seat_left`.
    """
    if refusal := may_register(by, occasion, name=name, is_registered=is_registered, at=at):
        return refusal
    if offers_end_at(occasion) <= at:
        return Refusal("event_begun", f"Seats of {occasion.title} are offered no more; register, if one is left.")
    if is_waiting:
        return Refusal("already_waiting", f"{name} is on the waitlist of {occasion.title} already.")
    if has_seat:
        return Refusal("seat_left", f"{occasion.title} has a seat left; register instead of waiting.")
    return None


def may_leave(by: Actor, *, contact: int, is_ended: bool) -> Refusal | None:
    """Refuse to take another's name off the list, and one that is off it. Codes: `not_yours`, `place_ended`."""
    if not by.is_staff and not by.is_contact(contact):
        return Refusal("not_yours", "You can take only yourself off a waitlist.")
    return Refusal("place_ended", "This place on the waitlist has ended already.") if is_ended else None


def offers_end_at(occasion: Occasion) -> datetime:
    """Return until when seats are offered: until members register no more. Only of an event with its times."""
    until = occasion.registers_until or occasion.starts_at
    if until is None:
        message = "only an event has a waitlist"
        raise ValueError(message)
    return until


def offered_until(occasion: Occasion, at: datetime) -> datetime | None:
    """Return until when a seat that is offered now is held; None where seats are offered no more."""
    ends_at = offers_end_at(occasion)
    if occasion.is_retired or ends_at <= at:
        return None
    return min(at + OFFERED_FOR, ends_at)


def how_many(left: int | None, waiting: int) -> int:
    """Return to how many of those who wait a seat is offered; `left` is None where there is no limit."""
    return waiting if left is None else min(left, waiting)
