"""Which offerings would still meet a requirement in time, and when could that be at the earliest?

An event counts from the day it begins, up to the last day that counts; a resource, and a requirement without offerings,
on any day. In order, an occasion counts from the day on which its stage can open at the earliest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from conferral.rules.attempts import Attempt, AttemptState, live_attempts, state_of
from conferral.rules.definition import Requirement
from conferral.rules.progress import Progress, RequirementProgress
from conferral.rules.quantities import ZERO

WAITING = (AttemptState.AWAITING_GRADE, AttemptState.AWAITING_APPROVAL)


@dataclass(frozen=True, slots=True)
class Occasion:
    """An offering as far as time goes: an event begins and ends on a day, a resource does not."""

    key: int
    begins_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """The days between today and the last one that counts, and what is offered in them, by component."""

    progress: Progress
    occasions: Mapping[str, Sequence[Occasion]]
    on: date
    last: date

    def in_time(self, requirement: Requirement) -> tuple[Occasion, ...]:
        """Return the occasions that would do it: resources first, then events in the order of their days."""
        opens = self.opens_on(requirement)
        if opens is None or opens > self.last:
            return ()
        good = [
            occasion
            for occasion in self.occasions.get(requirement.component, ())
            if occasion.begins_on is None or opens <= occasion.begins_on <= self.last
        ]
        return tuple(sorted(good, key=lambda one: (one.begins_on or date.min, one.key)))

    def earliest(self, requirement: Requirement) -> date | None:
        """Return the first day on which it could be Complete; None where that is in time no more.

        What waits for a decision could be Complete today: that takes a person.
        """
        item = self.progress.of(requirement.code)
        return self.on if item.is_complete or left(item) <= ZERO else self.another(requirement)

    def another(self, requirement: Requirement) -> date | None:
        """Return the first day for one more completion of it; None where that is in time no more."""
        opens = self.opens_on(requirement)
        if opens is None or opens > self.last:
            return None
        if not self.occasions.get(requirement.component):
            return opens
        days = [opens if one.begins_on is None else one.begins_on for one in self.in_time(requirement)]
        return min(days, default=None)

    def opens_on(self, requirement: Requirement) -> date | None:
        """Return the first day on which its turn could come; None where one before it is in time no more."""
        days = [self.earliest(blocking) for blocking in self.progress.blocking(requirement)]
        if None in days:
            return None
        return max((day for day in days if day is not None), default=self.on)

    def next_after(self, requirement: Requirement) -> date | None:
        """Return the day on which the next event after the last day that counts begins."""
        days = [one.begins_on for one in self.occasions.get(requirement.component, ()) if one.begins_on is not None]
        return min((day for day in days if day > self.last and day >= self.on), default=None)

    def has_begun(self, requirement: Requirement) -> bool:
        """Whether an event of it has begun before today."""
        days = [one.begins_on for one in self.occasions.get(requirement.component, ())]
        return any(day is not None and day < self.on for day in days)


def waiting(item: RequirementProgress) -> tuple[Attempt, ...]:
    """Return the live attempts of a requirement that wait for a grade or an approval."""
    live = live_attempts(item.requirement, item.attempts)
    return tuple(one for one in live if state_of(item.requirement, one) in WAITING)


def waiting_units(item: RequirementProgress) -> Decimal:
    """Return the units that would count if all that waits were approved."""
    found = waiting(item)
    if item.requirement.is_repeatable:
        return sum((one.units or ZERO for one in found), ZERO)
    return item.requirement.units if found else ZERO


def left(item: RequirementProgress) -> Decimal:
    """Return how much of a requirement is neither done nor waits: units where it is repeatable, else one or none."""
    if item.is_complete:
        return ZERO
    if item.requirement.is_repeatable:
        return max(item.requirement.units - item.units - waiting_units(item), ZERO)
    return ZERO if waiting(item) else Decimal(1)
