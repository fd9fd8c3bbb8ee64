"""May an expiration date be extended, and to which day?

"Staff users can extend the Grace period for enrollees by editing and extending the Expiration date." The enrollment
date and Grace period begins stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from conferral.rules import days, permits, terms
from conferral.rules.actors import Actor, Role
from conferral.rules.days import in_words
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts
from conferral.rules.terms import Dates, Period, Unit

FIELD = "Expiration date"


@dataclass(frozen=True, slots=True)
class Extension:
    """To a day that is the same for all, or by a period that counts from the expiration date each has: one of both."""

    to: date | None = None
    by: Period | None = None

    def of(self, expires_on: date) -> date | Refusal:
        """Return the expiration date after it (`date_out_of_range` where the calendar ends before)."""
        if self.by is not None:
            return terms.add(expires_on, self.by)
        if self.to is None:
            return expires_on
        return days.out_of_range(FIELD, self.to) or self.to

    def named(self) -> dict[str, object]:
        """Return it as plain values, as a job keeps them."""
        if self.by is not None:
            return {"count": self.by.count, "unit": self.by.unit.value}
        return {"to": self.to.isoformat() if self.to else None}


def extension_of(named: Mapping[str, object]) -> Extension:
    """Read an extension that was written by `named`."""
    if named.get("unit"):
        return Extension(by=Period(int(str(named["count"])), Unit(str(named["unit"]))))
    return Extension(to=date.fromisoformat(str(named["to"])))


def may_extend(actor: Actor, *, facts: Facts, extension: Extension, on: date) -> Dates | Refusal:
    """Return the dates after an extension, or why there is none; a reason is asked for beside it (`WHY_DATES`).

    Refused are what is cancelled or replaced, what is Earned and so never expires (`already_earned`), a day beyond
    the calendar, and what would not be extended by it (`not_later`).
    """
    if refusal := permits.needs(actor, Role.STAFF, permits.CHANGE_DATES) or permits.dates_stay(facts, on):
        return refusal
    if facts.replaced_on is not None:
        return permits.NOT_EXTENDED
    if facts.earned_on is not None and facts.earned_on <= on:
        return Refusal("already_earned", f"It is Earned since {in_words(facts.earned_on)} and never expires.")
    later = extension.of(facts.expires_on)
    if isinstance(later, Refusal):
        return later
    if later <= facts.expires_on:
        return Refusal(
            "not_later",
            f"{FIELD}: it is {in_words(facts.expires_on)} already; {in_words(later)} would not extend it.",
        )
    return Dates(facts.enrolled_on, facts.grace_begins_on, later)
