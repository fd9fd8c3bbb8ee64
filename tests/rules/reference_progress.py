"""How far is an enrollee, and since when? Said a second time, in plain Python, day by day.

Written from the rules of progress and completions, importing nothing from conferral. Days are whole numbers, units
are whole tenths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """A requirement; `grading` is None, ("points", max, pass), ("pass_fail",) or ("letters", best first, pass)."""

    code: str
    stage: int = 1
    required: bool = True
    units: int = 0
    category: str = ""
    repeatable: bool = False
    grading: tuple | None = None
    approval: bool = False


@dataclass(frozen=True)
class Kind:
    """A category with its bounds, and the category it is part of ("" = none)."""

    code: str
    minimum: int | None = None
    maximum: int | None = None
    within: str = ""


@dataclass(frozen=True)
class Version:
    """A program version."""

    needs: tuple[Need, ...]
    kinds: tuple[Kind, ...] = ()
    units: int = 0
    in_order: bool = False
    approval: bool = False


@dataclass(frozen=True)
class Try:
    """One attempt; `rejection` is None, "notify" or "rejected"; `number` the order of recording."""

    need: str
    on: int
    number: int
    grade: str = ""
    units: int | None = None
    approved: bool = False
    rejection: str | None = None
    voided: bool = False


def passed(grading: tuple, grade: str) -> bool:
    """Whether the grade reaches the scale's pass."""
    if grading[0] == "points":
        return float(grade) >= grading[2]
    if grading[0] == "pass_fail":
        return grade == "pass"
    best_first, worst_passing = grading[1], grading[2]
    return grade in best_first[: best_first.index(worst_passing) + 1]


def became(need: Need, attempt: Try) -> str:  # noqa: PLR0911 - a sentence each
    """Say what became of an attempt."""
    if attempt.voided:
        return "voided"
    if attempt.rejection == "notify":
        return "returned"
    if attempt.rejection == "rejected":
        return "rejected"
    if need.grading is not None and attempt.grade == "":
        return "awaiting_grade"
    if need.grading is not None and not passed(need.grading, attempt.grade):
        return "not_passed"
    if need.approval and not attempt.approved:
        return "awaiting_approval"
    return "complete"


def of(need: Need, tries: Sequence[Try], by: int) -> list[Try]:
    """Return the attempts of a requirement dated by that day, as they were recorded."""
    return sorted((one for one in tries if one.need == need.code and one.on <= by), key=lambda one: one.number)


def gathered(need: Need, tries: Sequence[Try], by: int) -> int:
    """Return the units a requirement gives by that day."""
    if need.repeatable:
        return sum(one.units or 0 for one in of(need, tries, by) if became(need, one) == "complete")
    return need.units if is_complete(need, tries, by) else 0


def is_complete(need: Need, tries: Sequence[Try], by: int) -> bool:
    """Whether a requirement is Complete by that day."""
    complete = [one for one in of(need, tries, by) if became(need, one) == "complete"]
    if need.repeatable:
        return bool(complete) and sum(one.units or 0 for one in complete) >= need.units
    return bool(complete)


def status(need: Need, tries: Sequence[Try], by: int) -> str:
    """Return the status of a requirement on that day."""
    if is_complete(need, tries, by):
        return "complete"
    states = [became(need, one) for one in of(need, tries, by)]
    waiting = ["awaiting_grade", "awaiting_approval"] if need.repeatable else ["awaiting_approval", "awaiting_grade"]
    for state in waiting:
        if state in states:
            return state
    remaining = [state for state in states if state != "voided"]
    return "rejected" if remaining and remaining[-1] == "rejected" else "no_status"


def kind_units(version: Version, kind: str, tries: Sequence[Try], by: int) -> int:
    """Return the units gathered in a category ("" = in none): its own, and what its parts let through."""
    units = sum(gathered(need, tries, by) for need in version.needs if need.category == kind)
    if kind:
        for part in version.kinds:
            if part.within == kind:
                units += let_through(version, part, tries, by)
    return units


def let_through(version: Version, kind: Kind, tries: Sequence[Try], by: int) -> int:
    """Return what counts of a category: what is above its maximum does not."""
    units = kind_units(version, kind.code, tries, by)
    if kind.maximum is not None and units > kind.maximum:
        return kind.maximum
    return units


def counted(version: Version, tries: Sequence[Try], by: int) -> int:
    """Return the units that count; those of a part count as far as the whole lets them through."""
    total = kind_units(version, "", tries, by)
    for kind in version.kinds:
        if kind.within == "":
            total += let_through(version, kind, tries, by)
    return total


def is_met(version: Version, tries: Sequence[Try], by: int) -> bool:
    """Every required requirement Complete, enough units, every category minimum reached."""
    for need in version.needs:
        if need.required and not is_complete(need, tries, by):
            return False
    for kind in version.kinds:
        if kind.minimum is not None and kind_units(version, kind.code, tries, by) < kind.minimum:
            return False
    return counted(version, tries, by) >= version.units


def blocking(version: Version, need: Need, tries: Sequence[Try], by: int) -> list[str]:
    """Return which requirements of earlier stages keep this one closed."""
    if not version.in_order:
        return []
    return [
        earlier.code
        for earlier in version.needs
        if earlier.stage < need.stage and earlier.required and not is_complete(earlier, tries, by)
    ]


def milestones(
    version: Version, tries: Sequence[Try], enrolled: int, approved: int | None
) -> tuple[int | None, int | None, int | None]:
    """Return started, met and earned by asking every day in turn."""
    everything = [one.on for one in tries] + [enrolled]
    days = range(min(everything) - 1, max(everything) + 2)
    started = next((on for on in days if any(is_complete(need, tries, on) for need in version.needs)), None)
    met = next((on for on in days if on >= enrolled and is_met(version, tries, on)), None)
    if not version.approval:
        return started, met, met
    return started, met, max(met, approved) if met is not None and approved is not None else None
