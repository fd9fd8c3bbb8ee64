"""What is one attempt worth, and which attempt of a requirement is the live one?

Keeps the rules of progress and completions: one live attempt per requirement, earlier ones stay visible; any number
for a repeatable requirement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain, count

from conferral.rules import grades
from conferral.rules.definition import Definition, Requirement


class Rejection(StrEnum):
    """The two forms of rejecting."""

    NOTIFY = "notify"
    REJECTED = "rejected"


class Awaits(StrEnum):
    """What a live attempt waits for; blank where it waits for nothing."""

    NOTHING = ""
    GRADE = "grade"
    APPROVAL = "approval"


class AttemptState(StrEnum):
    """What has become of one attempt."""

    AWAITING_GRADE = "awaiting_grade"
    NOT_PASSED = "not_passed"
    AWAITING_APPROVAL = "awaiting_approval"
    COMPLETE = "complete"
    RETURNED = "returned"
    REJECTED = "rejected"
    VOIDED = "voided"

    @property
    def label(self) -> str:
        """The words people see in the list of attempts."""
        return _LABELS[self]


_LABELS = {
    AttemptState.AWAITING_GRADE: "Awaiting Grade",
    AttemptState.NOT_PASSED: "Not passed",
    AttemptState.AWAITING_APPROVAL: "Awaiting Approval",
    AttemptState.COMPLETE: "Complete",
    AttemptState.RETURNED: "Returned",
    AttemptState.REJECTED: "Rejected",
    AttemptState.VOIDED: "Voided",
}

_LIVE = {AttemptState.COMPLETE: 0, AttemptState.AWAITING_APPROVAL: 1, AttemptState.AWAITING_GRADE: 2}
"""The states in which an attempt can be the live one, the furthest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to meet one requirement.

    `requirement` is the requirement's code; `grade` a normalised grade or empty; `units` what a
    completion of a repeatable requirement claims; `number` the order of recording.
    """

    key: int = 0
    requirement: str
    completed_on: date
    reference: str = ""
    grade: str = ""
    units: Decimal | None = None
    is_approved: bool = False
    rejection: Rejection | None = None
    is_voided: bool = False
    number: int = 0


def state_of(requirement: Requirement, attempt: Attempt) -> AttemptState:
    """Return what has become of an attempt; first match wins.

    "Grade required and blank -> Awaiting Grade; grade below the scale's pass -> kept as Not
    passed; approval required -> Awaiting Approval; otherwise Complete."
    """
    if attempt.is_voided:
        return AttemptState.VOIDED
    if attempt.rejection is not None:
        return AttemptState.RETURNED if attempt.rejection is Rejection.NOTIFY else AttemptState.REJECTED
    if requirement.scale is not None:
        if not attempt.grade:
            return AttemptState.AWAITING_GRADE
        if not grades.passes(requirement.scale, attempt.grade):
            return AttemptState.NOT_PASSED
    if requirement.requires_approval and not attempt.is_approved:
        return AttemptState.AWAITING_APPROVAL
    return AttemptState.COMPLETE


def live_attempts(requirement: Requirement, attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Return the live attempts of one requirement: every one that counts or waits if it is
    repeatable, otherwise the one that is furthest, and of those the earliest.

    Imports bring in several passing attempts of one requirement: the earliest is live and the
    others are history, whatever the order of the rows.
    """  # noqa: D205
    candidates = [attempt for attempt in attempts if state_of(requirement, attempt) in _LIVE]
    if requirement.is_repeatable or not candidates:
        return tuple(candidates)
    furthest = min(
        candidates,
        key=lambda attempt: (
            _LIVE[state_of(requirement, attempt)],
            attempt.completed_on,
            attempt.reference,
            attempt.number,
        ),
    )
    return (furthest,)


def free_reference(requirement: str, completed_on: date, others: Iterable[Attempt], *, wanted: str = "") -> str:
    """Return what tells an attempt apart from the others of that requirement and day.

    The reference wanted, blank where nothing else is; where another has it, the first number from 2 on that none has.
    """
    taken = {one.reference for one in others if (one.requirement, one.completed_on) == (requirement, completed_on)}
    numbers = (str(number) for number in count(2))
    return next(reference for reference in chain([wanted], numbers) if reference not in taken)


_AWAITS = {AttemptState.AWAITING_GRADE: Awaits.GRADE, AttemptState.AWAITING_APPROVAL: Awaits.APPROVAL}


def live_keys(definition: Definition, attempts: Iterable[Attempt]) -> dict[int, Awaits]:
    """Return the keys of the attempts of one enrollment that have to be stored as live, and what each waits for."""
    of_requirement: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        of_requirement[attempt.requirement].append(attempt)
    live = {}
    for code, of_one in of_requirement.items():
        requirement = definition.requirement(code)
        for attempt in live_attempts(requirement, of_one):
            live[attempt.key] = _AWAITS.get(state_of(requirement, attempt), Awaits.NOTHING)
    return live
