"""How is an order paid? The port to whoever takes the money: for nothing, or on an invoice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payment:
    """A way to pay: what interfaces call it, and what the order says of it."""

    code: str
    said: str


FREE = Payment("free", "Nothing is to be paid.")
INVOICE = Payment("invoice", "To be paid on invoice.")
WAYS = {way.code: way for way in (FREE, INVOICE)}


def payment_of(total: int) -> Payment:
    """Return how an order over `total` (in minor units) is paid: what costs nothing needs no invoice."""
    return INVOICE if total else FREE
