"""What does an entry say that is about the cart: an order, and seats in events taken and given back?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Kept = Mapping[str, object]

LABELS = {
    "order.placed": "Order placed",
    "registration.made": "Registered for an event",
    "registration.cancelled": "Registration cancelled",
    "registration.attended": "Attended an event",
    "registration.no_show": "Did not come to an event",
    "registration.attendance_taken_back": "Attendance taken back",
    "waitlist.joined": "Joined a waitlist",
    "waitlist.left": "Left a waitlist",
    "waitlist.offered": "Seat offered",
    "waitlist.lapsed": "Offer of a seat lapsed",
    "offering.closed": "Roster closed",
    "offering.opened_again": "Roster opened again",
}
"""What each kind is called in a list to choose from."""


def _placed(_before: Kept, after: Kept, _about: str) -> str:
    costs = f"over {after.get('total')} {after['currency']}, on invoice" if after.get("currency") else "for nothing"
    return f"Order {after.get('order') or '?'} was placed, {costs}."


def _made(_before: Kept, after: Kept, about: str) -> str:
    return f"Registered for {about or 'an event'} with order {after.get('order') or '?'}."


def _cancelled(before: Kept, after: Kept, about: str) -> str:
    kept = f" The seat came from order {before['order']}." if before.get("order") else ""
    why = " The event had another registration of the same person." if after.get("merged") else ""
    return f"The registration for {about or 'an event'} was cancelled.{why}{kept}"


def _told(sentence: str) -> Callable[[Kept, Kept, str], str]:
    return lambda _before, _after, about: sentence % (about or "an event")


SENTENCES: dict[str, Callable[[Kept, Kept, str], str]] = {
    "order.placed": _placed,
    "registration.made": _made,
    "registration.cancelled": _cancelled,
    "registration.attended": _told("Came to %s."),
    "registration.no_show": _told("Did not come to %s."),
    "registration.attendance_taken_back": _told("That somebody came or did not come to %s was taken back."),
    "waitlist.joined": _told("Waits for a seat in %s."),
    "waitlist.left": _told("Waits for a seat in %s no more."),
    "waitlist.offered": _told("A seat in %s came free and was offered to them."),
    "waitlist.lapsed": _told("The seat in %s that was offered was not taken up in time."),
    "offering.closed": _told("The roster of %s was closed; whoever was not marked did not come."),
    "offering.opened_again": _told("The roster of %s was opened again."),
}
"""The sentence of each kind."""
