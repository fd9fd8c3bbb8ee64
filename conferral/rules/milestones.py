"""When did an enrollee start, meet the requirements and earn the program?

Keeps the rules of earning. The three days are facts kept by the actions that change
completions, and recomputable from them at any time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from conferral.rules import days
from conferral.rules.attempts import Attempt
from conferral.rules.definition import Definition
from conferral.rules.progress import progress


@dataclass(frozen=True, slots=True)
class Milestones:
    """The three kept days of an enrollment; None where it has not come to that."""

    started_on: date | None
    requirements_met_on: date | None
    earned_on: date | None


def milestones(
    definition: Definition,
    attempts: Collection[Attempt],
    *,
    enrolled_on: date,
    approved_on: date | None,
    cancelled_on: date | None = None,
) -> Milestones:
    """Return the milestones that follow from all attempts of one enrollment.

    `started_on`: the first day a requirement was Complete. `requirements_met_on`: the first day,
    not before `enrolled_on`, on which the Complete ones dated by then suffice. `earned_on`: that
    day, or the later of it and the program approval where the version requires one; nothing is
    earned after a cancellation, which only history brought in afterwards could ask for.
    """
    final = progress(definition, attempts, days.LATEST)
    complete = [item.complete_on for item in final.requirements if item.complete_on is not None]
    started_on = min(complete) if complete else None
    if not final.is_met:
        return Milestones(started_on, None, None)
    # Progress only grows with the day, so the first sufficient day is found by halving.
    candidates = sorted({enrolled_on, *(day for attempt in attempts if (day := attempt.completed_on) > enrolled_on)})
    met_on = candidates[bisect_left(candidates, True, key=lambda day: progress(definition, attempts, day).is_met)]
    earned_on = _earned_on(met_on, approved_on) if definition.requires_approval else met_on
    if earned_on is not None and cancelled_on is not None and earned_on > cancelled_on:
        earned_on = None
    return Milestones(started_on, met_on, earned_on)


def _earned_on(met_on: date, approved_on: date | None) -> date | None:
    return max(met_on, approved_on) if approved_on else None
