"""Which completions come along when an enrollee comes under another version, which are lost, and why?

Keeps the rules of enrolling, "carry over completions of the same component": linked copies. Only what is Complete
under the old version is carried; whether the copy is Complete follows from the new version alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from conferral.rules import grades
from conferral.rules.attempts import Attempt, AttemptState, live_attempts, state_of
from conferral.rules.days import in_words
from conferral.rules.definition import Definition, Requirement
from conferral.rules.grades import Scale
from conferral.rules.quantities import ZERO, written
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Kept:
    """A completion that is carried: the `original`, and the `copy` as the new version has it.

    The copy has the key and the number of the original; `said` is a whole sentence.
    """

    original: Attempt
    copy: Attempt
    state: AttemptState
    said: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A completion that is not carried, and why in a whole sentence."""

    original: Attempt
    said: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes along of one enrollment, and what does not, in the order of the old version."""

    kept: tuple[Kept, ...] = ()
    lost: tuple[Lost, ...] = ()

    def attempts(self) -> list[Attempt]:
        """Return the copies: the attempts that the new enrollment begins with."""
        return [one.copy for one in self.kept]


class Carrying:
    """The way of completions from one version to another, found once for any number of enrollees."""

    def __init__(self, before: Definition, after: Definition) -> None:
        """Find for each requirement of the old version the one of the new that its completions go to."""
        self._before = before
        self._destinations = destinations(before, after)
        self._asked = {requirement.component for requirement in after.requirements}

    def of(self, attempts: Iterable[Attempt]) -> Carried:
        """Return what of the attempts of one enrollment is carried, and what is lost.

        Attempts that count for nothing (not passed, returned, rejected, voided, or history beside
        the live one) are neither. What still waits for a decision is lost: a cancelled enrollment
        leaves the queue, so it is decided first or submitted again.
        """
        tried: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in attempts:
            tried[attempt.requirement].append(attempt)
        found: list[Kept | Lost] = []
        for requirement in self._before.requirements:
            if requirement.code in tried:
                found += self._of_requirement(requirement, tried[requirement.code])
        return Carried(
            kept=told_apart([one for one in found if isinstance(one, Kept)]),
            lost=tuple(one for one in found if isinstance(one, Lost)),
        )

    def _of_requirement(self, old: Requirement, attempts: Sequence[Attempt]) -> list[Kept | Lost]:
        complete: list[Attempt] = []
        found: list[Kept | Lost] = []
        for attempt in sorted(live_attempts(old, attempts), key=_place):
            state = state_of(old, attempt)
            if state is AttemptState.COMPLETE:
                complete.append(attempt)
            else:
                said = f"{_named(old, attempt)} is {state.label}, and only what is Complete is carried over."
                found.append(Lost(attempt, f"{said} Decide it first, or it has to be submitted again."))
        new = self._destinations.get(old.code)
        if new is None:
            return found + [Lost(attempt, self._unasked(old, attempt)) for attempt in complete]
        if old.is_repeatable and not new.is_repeatable:
            return found + _as_one(old, new, complete)
        return found + [_carried(old, new, attempt) for attempt in complete]

    def _unasked(self, old: Requirement, attempt: Attempt) -> str:
        if old.component in self._asked:
            return f"{_named(old, attempt)} has no place: the new version asks for {old.component} fewer times."
        return f"{_named(old, attempt)} has no place: the new version does not ask for {old.component}."


def carried(before: Definition, attempts: Iterable[Attempt], after: Definition) -> Carried:
    """Return what of the attempts under one version is carried to another, and what is lost."""
    return Carrying(before, after).of(attempts)


def destinations(before: Definition, after: Definition) -> Mapping[str, Requirement]:
    """Return for the code of each old requirement the new requirement that its completions go to.

    By component: the one of the same code first; those left over in the order of both versions, one
    to one; and what is left of the old ones after that, to the first repeatable one of the
    component, which takes any number. An old requirement without a place is not in the answer.
    """
    found: dict[str, Requirement] = {}
    for component in dict.fromkeys(requirement.component for requirement in before.requirements):
        olds = [item for item in before.requirements if item.component == component]
        news = [item for item in after.requirements if item.component == component]
        by_code = {item.code: item for item in news}
        found |= {item.code: by_code[item.code] for item in olds if item.code in by_code}
        left = [item for item in olds if item.code not in by_code]
        free = [item for item in news if item.code not in {old.code for old in olds}]
        found |= {old.code: new for old, new in zip(left, free, strict=False)}
        takes_any = next((item for item in news if item.is_repeatable), None)
        if takes_any is not None:
            found |= {old.code: takes_any for old in left[len(free) :]}
    return found


def _as_one(old: Requirement, new: Requirement, complete: Sequence[Attempt]) -> list[Kept | Lost]:
    """Carry from a requirement that several add up to, to one that is met by one: the one that completed it."""
    reached, completing = ZERO, None
    for attempt in complete:
        reached += attempt.units or ZERO
        if completing is None and reached >= old.units:
            completing = attempt
    if completing is None:
        why = f"{written(reached)} of {written(old.units)} units were reached, and {new.title} is met as a whole now."
        return [Lost(attempt, f"{_named(old, attempt)} is not enough: {why}") for attempt in complete]
    stands = f"that of {in_words(completing.completed_on)} stands for all, because one is enough now."
    return [
        _carried(old, new, attempt) if attempt is completing else Lost(attempt, f"{_named(old, attempt)}: {stands}")
        for attempt in complete
    ]


def _carried(old: Requirement, new: Requirement, attempt: Attempt) -> Kept | Lost:
    named = _named(old, attempt)
    units = None
    if new.is_repeatable:
        units = attempt.units if old.is_repeatable else old.units
        if not units:
            return Lost(attempt, f"{named} gave no units, and {new.title} is added up from units now.")
    grade = ""
    if new.scale is not None and old.scale is not None and attempt.grade:
        known = _on_scale(old.scale, new.scale, attempt.grade)
        if known is None:
            return Lost(attempt, f"{named}: its grade {attempt.grade} is not known to the new scale ({new.scale}).")
        if not grades.passes(new.scale, known):
            return Lost(attempt, f"{named}: its grade {known} does not pass any more ({new.scale}).")
        grade = known
    copy = replace(attempt, requirement=new.code, grade=grade, units=units)
    state = state_of(new, copy)
    place = "" if old.title == new.title else f" as {new.title}"
    waits = {
        AttemptState.AWAITING_GRADE: "; it then waits for a grade, which was not asked for before",
        AttemptState.AWAITING_APPROVAL: "; it then waits for approval, which was not asked for before",
    }.get(state, "")
    return Kept(attempt, copy, state, f"{named} is carried over{place}{waits}.")


def _on_scale(old: Scale, new: Scale, grade: str) -> str | None:
    """Return the grade as the new scale writes it; None where it says something else there, or nothing.

    90 of 100 points are not 90 of 200, and a letter is no mark of another kind of scale.
    """
    if (old.kind, old.maximum) != (new.kind, new.maximum):
        return None
    known = grades.normalised(new, grade)
    return None if isinstance(known, Refusal) else known


def told_apart(kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Give a reference of its own to a copy whose day and reference another copy of the requirement has already."""
    taken: set[tuple[str, date, str]] = set()
    found = []
    for one in kept:
        copy = one.copy
        free = (copy.reference, *(str(number) for number in range(2, len(kept) + 2)))
        reference = next(name for name in free if (copy.requirement, copy.completed_on, name) not in taken)
        taken.add((copy.requirement, copy.completed_on, reference))
        found.append(one if reference == copy.reference else replace(one, copy=replace(copy, reference=reference)))
    return tuple(found)


def _place(attempt: Attempt) -> tuple[date, str, int]:
    return attempt.completed_on, attempt.reference, attempt.number


def _named(requirement: Requirement, attempt: Attempt) -> str:
    return f"{requirement.title} of {in_words(attempt.completed_on)}"
