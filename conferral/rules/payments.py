"""How is an order paid? The port to whoever takes the money, and the ways there are: for nothing, or on an invoice.

Another way is a class that keeps `Provider`, put into `WAYS` where the program starts (docs/decisions tells how).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from conferral.rules.refusals import Refusal

UNANSWERED = Refusal(
    "payment_unanswered",
    "Nothing was ordered: whoever takes the payment has not answered. Try again; nobody pays twice for one cart.",
)


class NoAnswer(Exception):  # noqa: N818 - nobody said no; nobody said anything
    """Raised by a provider that could not be reached or has not answered in time."""


class Provider(Protocol):
    """Whoever takes the money. `code` is what an order keeps, `said` what it tells; both never change."""

    @property
    def code(self) -> str:
        """What an order keeps: short, and never another's."""

    @property
    def said(self) -> str:
        """What an order says of it."""

    def takes(self, total: int) -> bool:
        """Whether orders over `total` (in minor units) are paid this way."""

    def pay(self, *, key: UUID, total: int, currency: str) -> Refusal | None:
        """Take the money, or refuse with a sentence for whoever pays; raises NoAnswer.

        `key` names what is paid for. Asked again under it, nothing is taken a second time.
        """


@dataclass(frozen=True, slots=True)
class Payment:
    """A way to pay in which nothing has to be taken at the check out."""

    code: str
    said: str
    is_free: bool

    def takes(self, total: int) -> bool:
        """What costs nothing needs no invoice, and only that is free."""
        return self.is_free is (total == 0)

    def pay(self, *, key: UUID, total: int, currency: str) -> Refusal | None:  # noqa: ARG002 - nothing is taken
        """Take nothing."""
        return None


class Ways:
    """The ways to pay there are; of several that take an order, the one put in last is asked."""

    def __init__(self, *providers: Provider) -> None:
        """Begin with these."""
        self._held = {provider.code: provider for provider in providers}

    def __iter__(self) -> Iterator[str]:
        """Go through their codes."""
        return iter(self._held)

    def put_in(self, provider: Provider) -> None:
        """Let orders be paid this way too."""
        self._held[provider.code] = provider

    @contextmanager
    def with_one_more(self, provider: Provider) -> Iterator[None]:
        """Let orders be paid this way too for a while: what a test does."""
        before = dict(self._held)
        self.put_in(provider)
        try:
            yield
        finally:
            self._held = before

    def way_for(self, total: int) -> Provider:
        """Return how an order over `total` (in minor units) is paid."""
        return next(provider for provider in reversed(self._held.values()) if provider.takes(total))

    def said_of(self, code: str) -> str:
        """Return what an order says of the way it was paid; one that is there no more is called by its code."""
        return self._held[code].said if code in self._held else code


FREE = Payment("free", "Nothing is to be paid.", is_free=True)
INVOICE = Payment("invoice", "To be paid on invoice.", is_free=False)
WAYS = Ways(FREE, INVOICE)


def codes() -> list[tuple[str, str]]:
    """Return what an order can keep of how it is paid: the codes of the ways there are, each called by itself."""
    return [(code, code) for code in WAYS]
