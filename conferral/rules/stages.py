"""Which stages are open to an enrollee, and which opened by what was just done?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from conferral.rules import days
from conferral.rules.attempts import Attempt
from conferral.rules.definition import Definition, Requirement
from conferral.rules.progress import Progress, progress


def is_open(far: Progress, stage: int) -> bool:
    """Whether everything required of every earlier stage is Complete, or the version has no order."""
    return any(not far.blocking(item.requirement) for item in far.requirements if item.requirement.stage == stage)


def left_in(far: Progress, stage: int) -> tuple[Requirement, ...]:
    """Return the requirements of a stage that are not Complete."""
    return tuple(
        item.requirement for item in far.requirements if item.requirement.stage == stage and not item.is_complete
    )


def opened(definition: Definition, attempts: Sequence[Attempt], *, newly: Collection[int]) -> tuple[int, ...]:
    """Return the stages that opened when the attempts of these keys became Complete, and in which something is left.

    None once everything is met. Only a version in order has stages that open.
    """
    if not definition.in_order or not any(attempt.key in newly for attempt in attempts):
        return ()
    now = progress(definition, attempts, days.LATEST)
    if now.is_met:
        return ()
    before = progress(definition, [attempt for attempt in attempts if attempt.key not in newly], days.LATEST)
    stages = sorted({requirement.stage for requirement in definition.requirements})
    return tuple(
        stage for stage in stages if is_open(now, stage) and not is_open(before, stage) and left_in(now, stage)
    )
