"""How far is an enrollee on a day: which requirements are complete, which units count?

Keeps the rules of progress and completions. A completion counts by its own date, never by the day of its approval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from conferral.rules.attempts import Attempt, AttemptState, live_attempts, state_of
from conferral.rules.definition import Category, Definition, Requirement, units_of
from conferral.rules.quantities import ZERO, written
from conferral.rules.requirement_status import RequirementStatus, status_of


@dataclass(frozen=True, slots=True)
class RequirementProgress:
    """How one requirement stands: its status, since when it is Complete, the units it counts."""

    requirement: Requirement
    status: RequirementStatus
    complete_on: date | None
    units: Decimal
    attempts: tuple[Attempt, ...]

    @property
    def is_complete(self) -> bool:
        """Whether its status is Complete."""
        return self.status is RequirementStatus.COMPLETE


@dataclass(frozen=True, slots=True)
class CategoryProgress:
    """The units of one category: gathered, and counted up to the category's maximum.

    What counts of the categories within it is gathered too.
    """

    category: Category
    gathered: Decimal
    counted: Decimal

    @property
    def reaches_minimum(self) -> bool:
        """Whether the category's minimum, where it has one, is reached."""
        return self.category.minimum is None or self.gathered >= self.category.minimum


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an enrollee is: every requirement, every category, the units that count."""

    definition: Definition
    requirements: tuple[RequirementProgress, ...]
    categories: tuple[CategoryProgress, ...]
    units: Decimal

    @property
    def complete(self) -> int:
        """How many requirements are Complete, required and elective ones."""
        return sum(1 for item in self.requirements if item.is_complete)

    @property
    def is_met(self) -> bool:
        """Requirements met: every required one Complete, enough units, every category minimum."""
        return (
            all(item.is_complete for item in self.requirements if item.requirement.is_required)
            and self.units >= self.definition.units_required
            and all(category.reaches_minimum for category in self.categories)
        )

    def of(self, code: str) -> RequirementProgress:
        """Return the progress of one requirement; KeyError when the version has none of that code."""
        for item in self.requirements:
            if item.requirement.code == code:
                return item
        raise KeyError(code)

    def blocking(self, requirement: Requirement) -> tuple[Requirement, ...]:
        """Return the requirements that have to be Complete before this one is open.

        "If the requirements must be completed in order, the program enrollee cannot progress to
        the next stage until the previous requirement has been approved": every required one of
        every earlier stage; Awaiting anything blocks. Empty when the version has no order.
        """
        if not self.definition.in_order:
            return ()
        return tuple(
            item.requirement
            for item in self.requirements
            if item.requirement.is_required and item.requirement.stage < requirement.stage and not item.is_complete
        )

    def missing(self) -> tuple[str, ...]:
        """Return in sentences what is still missing; empty when the requirements are met."""
        said = [
            f"{item.requirement.title} ({item.requirement.code}) is not complete: {item.status.label}."
            for item in self.requirements
            if item.requirement.is_required and not item.is_complete
        ]
        said += [
            f"{category.category.name}: {written(category.gathered)} of at least "
            f"{written(category.category.minimum or ZERO)} units."
            for category in self.categories
            if not category.reaches_minimum
        ]
        if self.units < self.definition.units_required:
            unit = self.definition.unit_type or "units"
            said.append(f"{written(self.units)} of {written(self.definition.units_required)} {unit} count so far.")
        return tuple(said)


def progress(definition: Definition, attempts: Iterable[Attempt], on: date) -> Progress:
    """Return the progress on a day: attempts dated after it have not happened yet.

    Every attempt names a requirement of the definition by its code.
    """
    by_code: dict[str, list[Attempt]] = {requirement.code: [] for requirement in definition.requirements}
    for attempt in attempts:
        if attempt.completed_on <= on:
            by_code[attempt.requirement].append(attempt)
    items = tuple(_progress_of(requirement, by_code[requirement.code]) for requirement in definition.requirements)
    return _summed(definition, items)


def with_complete(far: Progress, code: str, *, more: Decimal = ZERO) -> Progress:
    """Return the progress as it would be if one requirement more, the one of this code, were Complete.

    `more` is what a further completion of a repeatable one claims beyond that.
    """
    items = tuple(
        replace(item, status=RequirementStatus.COMPLETE, units=max(item.units, item.requirement.units) + more)
        if item.requirement.code == code
        else item
        for item in far.requirements
    )
    return _summed(far.definition, items)


def _summed(definition: Definition, items: tuple[RequirementProgress, ...]) -> Progress:
    given: dict[str, Decimal] = {}
    for item in items:
        category = item.requirement.category
        given[category] = given.get(category, ZERO) + item.units
    units = units_of(definition.categories, given)
    return Progress(
        definition=definition,
        requirements=items,
        categories=tuple(
            CategoryProgress(category, units.of[category.code].gathered, units.of[category.code].counted)
            for category in definition.categories
        ),
        units=units.total,
    )


def _progress_of(requirement: Requirement, attempts: Sequence[Attempt]) -> RequirementProgress:
    complete = [
        attempt
        for attempt in live_attempts(requirement, attempts)
        if state_of(requirement, attempt) is AttemptState.COMPLETE
    ]
    complete_on = _complete_on(requirement, complete)
    if requirement.is_repeatable:
        units = sum((attempt.units or ZERO for attempt in complete), ZERO)
    else:
        units = requirement.units if complete_on else ZERO
    return RequirementProgress(
        requirement=requirement,
        status=status_of(requirement, attempts, is_complete=complete_on is not None),
        complete_on=complete_on,
        units=units,
        attempts=tuple(attempts),
    )


def _complete_on(requirement: Requirement, complete: Sequence[Attempt]) -> date | None:
    """Return the first day on which the complete attempts suffice for the requirement."""
    reached = ZERO
    for attempt in sorted(complete, key=lambda attempt: attempt.completed_on):
        if not requirement.is_repeatable:
            return attempt.completed_on
        reached += attempt.units or ZERO
        if reached >= requirement.units:
            return attempt.completed_on
    return None
