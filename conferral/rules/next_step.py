"""What is the one next thing for an enrollee to do? What was sent back first, then what can be done, then what comes.

It follows from what it would take to complete the program (rules/outlook.py), and is told in the enrollee's own words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conferral.rules.attempts import Attempt, AttemptState, state_of
from conferral.rules.definition import Requirement
from conferral.rules.outlook import Outlook, Step
from conferral.rules.progress import Progress
from conferral.rules.recording import may_open

SENT_BACK = (AttemptState.RETURNED, AttemptState.REJECTED)


class Deed(StrEnum):
    """What there is to do next; the value is what a page chooses by."""

    RESUBMIT = "resubmit"
    RECORD = "record"
    REGISTER = "register"
    ATTEND = "attend"
    ASK = "ask"
    CHOOSE = "choose"
    WAIT = "wait"
    LATE = "late"


LATER = (Deed.ATTEND, Deed.ASK)
"""What is not in the enrollee's own hands today: whatever is comes before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The one next thing: `requirement` is what it is about, None where it is about no single one.

    `attempt` is what was sent back, `occasion` the key of the event to register for or to go to.
    """

    deed: Deed
    requirement: Requirement | None = None
    attempt: int | None = None
    occasion: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """What is there to do it with: keys of events, and components by their codes.

    `registered` and `offered` are the events to come that the enrollee has a seat in, and those with a seat to have.
    `any_time` are components that are met at any time: nothing is offered of them, or something that is no event;
    `begun` those of which an event has begun since the enrollment.
    """

    registered: Collection[int] = ()
    offered: Collection[int] = ()
    any_time: Collection[str] = ()
    begun: Collection[str] = ()


def next_step(progress: Progress, found: Outlook | None, chances: Chances, *, on: date) -> NextStep | None:
    """Return the next thing to do on a day; None where nothing is: earned, cancelled, replaced or not begun.

    With no event left in time, what was done at one that has begun is still to be recorded, or submitted again, until
    the last day that counts.
    """
    if found is None:
        return None
    if on > found.last_on:
        return NextStep(deed=Deed.LATE)
    todo = [step for step in found.steps if may_open(step.requirement, progress) is None]
    if back := _sent_back(progress, todo):
        return back
    ways = [_way(step, chances) for step in todo]
    if not found.can_be_done:
        return next((way for way in ways if way.deed is Deed.RECORD), NextStep(deed=Deed.LATE))
    if ways:
        return min(ways, key=lambda way: way.deed in LATER)
    candidates = [one for choice in found.choices for one, _ in choice.candidates]
    is_open = any(may_open(one, progress) is None for one in candidates)
    return NextStep(deed=Deed.CHOOSE if is_open else Deed.WAIT)


def sent_back(requirement: Requirement, attempts: Collection[Attempt]) -> Attempt | None:
    """Return the last attempt if it was sent back or rejected, so that it is to be recorded again."""
    told = [one for one in sorted(attempts, key=lambda one: one.number) if not one.is_voided]
    return told[-1] if told and state_of(requirement, told[-1]) in SENT_BACK else None


def _sent_back(progress: Progress, todo: Collection[Step]) -> NextStep | None:
    for step in todo:
        attempt = sent_back(step.requirement, progress.of(step.requirement.code).attempts)
        if attempt is not None:
            return NextStep(deed=Deed.RESUBMIT, requirement=step.requirement, attempt=attempt.key)
    return None


def _way(step: Step, chances: Chances) -> NextStep:
    """Return how a requirement that is open is met: recorded as it is, at an event, or by asking the staff."""
    rule = step.requirement
    if rule.enrollees_may_record and rule.component in chances.any_time:
        return NextStep(deed=Deed.RECORD, requirement=rule)
    for deed, keys in ((Deed.ATTEND, chances.registered), (Deed.REGISTER, chances.offered)):
        occasion = next((one.key for one in step.occasions if one.key in keys), None)
        if occasion is not None:
            return NextStep(deed=deed, requirement=rule, occasion=occasion)
    may_record = rule.enrollees_may_record and rule.component in chances.begun
    return NextStep(deed=Deed.RECORD if may_record else Deed.ASK, requirement=rule)
