"""What does an entry say that is about the cart: an order, and seats in events taken and given back?"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Kept = Mapping[str, object]

LABELS = {
    "order.placed": "Order placed",
    "registration.made": "Registered for an event",
    "registration.cancelled": "Registration cancelled",
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


SENTENCES: dict[str, Callable[[Kept, Kept, str], str]] = {
    "order.placed": _placed,
    "registration.made": _made,
    "registration.cancelled": _cancelled,
}
"""The sentence of each kind."""
