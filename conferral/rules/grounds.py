"""On which facts does a standing rest? Each can be looked up where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from conferral.rules.changed import FIELDS
from conferral.rules.standing import Facts, Standing, Status


@dataclass(frozen=True, slots=True)
class Ground:
    """A dated fact: its name as the log keeps it, what people call it, and the day."""

    name: str
    label: str
    on: date


_NAMED = {
    Status.ENROLLED: ("enrolled_on", "grace_begins_on", "expires_on"),
    Status.GRACE: ("grace_begins_on", "expires_on"),
    Status.EXPIRED: ("expires_on",),
    Status.AWAITING_APPROVAL: ("requirements_met_on",),
    Status.EARNED: ("requirements_met_on", "earned_on"),
    Status.CANCELLED: ("cancelled_on",),
}


def grounds(facts: Facts, now: Standing) -> Iterator[Ground]:
    """Return the facts that decide the standing, in the order in which they are read."""
    for name in _NAMED[now.status]:
        day = getattr(facts, name)
        if day is not None:
            yield Ground(name, FIELDS[name], day)
    if facts.replaced_on is not None and facts.replaced_on <= now.on:
        yield Ground("replaced_on", "Replaced by a later enrollment", facts.replaced_on)
