"""Who takes the money in a test? A card that is taken, refused, or about which nobody answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from conferral.rules.payments import NoAnswer
from conferral.rules.refusals import Refusal

DECLINED = Refusal("card_declined", "The card was declined; nothing was ordered.")


@dataclass(slots=True)
class Card:
    """A provider that keeps what was paid under each key, and takes nothing twice."""

    declines: bool = False
    is_silent: bool = False
    answers_late: bool = False
    paid: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    code: str = "card"
    said: str = "Paid by card."

    def takes(self, total: int) -> bool:
        return total > 0

    def pay(self, *, key: UUID, total: int, currency: str) -> Refusal | None:
        if self.is_silent:
            raise NoAnswer
        if self.declines:
            return DECLINED
        is_new = key not in self.paid
        self.paid.setdefault(key, (total, currency))
        if self.answers_late and is_new:  # it took the money, and the answer came too late
            raise NoAnswer
        return None
