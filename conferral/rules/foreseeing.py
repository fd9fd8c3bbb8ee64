"""How would an enrollment stand under another version? Computed from what carries over; nothing is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from conferral.rules.attempts import Attempt
from conferral.rules.carrying import Carried, Carrying
from conferral.rules.definition import Definition
from conferral.rules.milestones import milestones
from conferral.rules.standing import Facts
from conferral.rules.terms import Dates


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would be: the facts from which the standing follows, and what of the completions comes along."""

    facts: Facts
    carried: Carried


def foreseen(
    way: Carrying,
    after: Definition,
    attempts: Collection[Attempt],
    *,
    dates: Dates,
    begins_on: date,
    approved_on: date | None = None,
) -> Foreseen:
    """Return how an enrollment with these attempts and dates would stand under the version `after`.

    `way` leads there from the version it is on; `approved_on` is the day of the program approval
    that is taken to hold, if any.
    """
    return with_carried(way.of(attempts), after, dates=dates, begins_on=begins_on, approved_on=approved_on)


def with_carried(
    carried: Carried, after: Definition, *, dates: Dates, begins_on: date, approved_on: date | None = None
) -> Foreseen:
    """Return the same for an enrollment that begins with what is carried."""
    due = milestones(after, carried.attempts(), enrolled_on=dates.enrolled_on, approved_on=approved_on)
    return Foreseen(
        Facts(
            begins_on=begins_on,
            enrolled_on=dates.enrolled_on,
            grace_begins_on=dates.grace_begins_on,
            expires_on=dates.expires_on,
            started_on=due.started_on,
            requirements_met_on=due.requirements_met_on,
            earned_on=due.earned_on,
        ),
        carried,
    )
