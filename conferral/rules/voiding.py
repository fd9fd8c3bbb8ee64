"""What depends on a completion, and would be undone by voiding it?

Found by the very rules that test the program again afterwards; nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from conferral.rules.attempts import Attempt
from conferral.rules.days import in_words
from conferral.rules.definition import Definition
from conferral.rules.milestones import Milestones, milestones
from conferral.rules.progress import Progress, progress
from conferral.rules.quantities import ZERO, written
from conferral.rules.standing import Facts, Standing, Status, standing


@dataclass(frozen=True, slots=True)
class Undone:
    """What voiding does to one enrollment: its kept days and its standing afterwards; what is lost, in sentences."""

    after: Milestones
    standing: Standing | None
    is_unearned: bool
    said: tuple[str, ...]


def undone(
    definition: Definition,
    attempts: Sequence[Attempt],
    voided: Collection[int],
    *,
    facts: Facts,
    approved_on: date | None,
    on: date,
) -> Undone:
    """Return what voiding some attempts (by key) does to the enrollment they belong to, as of a day.

    `facts` are as they are before it; `approved_on` is the approval of the program, which stays.
    """
    left = [replace(attempt, is_voided=True) if attempt.key in voided else attempt for attempt in attempts]
    after = milestones(
        definition, left, enrolled_on=facts.enrolled_on, approved_on=approved_on, cancelled_on=facts.cancelled_on
    )
    then = replace(
        facts,
        started_on=after.started_on,
        requirements_met_on=after.requirements_met_on,
        earned_on=after.earned_on,
    )
    was, becomes = progress(definition, attempts, on), progress(definition, left, on)
    stands = standing(then, on)
    return Undone(
        after=after,
        standing=stands,
        is_unearned=facts.earned_on is not None and after.earned_on is None,
        said=(
            *_requirements(was, becomes, {attempt.requirement for attempt in attempts if attempt.key in voided}),
            *_units(was, becomes),
            *_categories(was, becomes),
            *_order(was, becomes),
            *_earning(facts, then, stands, approved_on),
        ),
    )


def _requirements(was: Progress, becomes: Progress, codes: Collection[str]) -> Iterator[str]:
    for before in was.requirements:
        if before.requirement.code not in codes:
            continue
        item, title = becomes.of(before.requirement.code), before.requirement.title
        if item.complete_on is not None and item.complete_on != before.complete_on:
            since = in_words(item.complete_on)
            yield f"{title} stays Complete, but as of {since}: other completions of it suffice from then on."
        elif item.is_complete:
            yield f"{title} stays Complete: other completions of it suffice."
        elif before.is_complete:
            yield f"{title} is not Complete any more: its status is {item.status.label}."
        else:
            yield f"{title} was not Complete and is not afterwards: its status is {item.status.label}."


def _units(was: Progress, becomes: Progress) -> Iterator[str]:
    if becomes.units != was.units:
        unit = was.definition.unit_type or "units"
        required = was.definition.units_required
        of = f"; {written(required)} are required" if required else ""
        yield f"{written(becomes.units)} {unit} count instead of {written(was.units)}{of}."


def _categories(was: Progress, becomes: Progress) -> Iterator[str]:
    for before, after in zip(was.categories, becomes.categories, strict=True):
        if before.reaches_minimum and not after.reaches_minimum:
            least = written(after.category.minimum or ZERO)
            yield f"{after.category.name} falls below its least: {written(after.gathered)} of {least}."


def _order(was: Progress, becomes: Progress) -> Iterator[str]:
    """Say which requirements close again; what is Complete in them stays so."""
    closed = [
        item.requirement
        for item in becomes.requirements
        if becomes.blocking(item.requirement) and not was.blocking(item.requirement)
    ]
    shut = [requirement.title for requirement in closed if not becomes.of(requirement.code).is_complete]
    done = [requirement.title for requirement in closed if becomes.of(requirement.code).is_complete]
    if shut:
        yield f"The order closes again what came after it: {', '.join(shut)}."
    if done:
        yield f"What was done after it stays Complete: {', '.join(done)}."


def _earning(facts: Facts, then: Facts, stands: Standing | None, approved_on: date | None) -> Iterator[str]:
    if facts.earned_on is not None and then.earned_on is None:
        yield f"The program was earned on {in_words(facts.earned_on)} and is not earned any more{_now(stands)}."
    elif facts.earned_on != then.earned_on and facts.earned_on is not None and then.earned_on is not None:
        yield f"The program counts as earned on {in_words(then.earned_on)} instead of {in_words(facts.earned_on)}."
    elif facts.requirements_met_on is not None and then.requirements_met_on is None:
        met_on = in_words(facts.requirements_met_on)
        yield f"The requirements were met on {met_on} and are not met any more{_now(stands)}."
    elif facts.requirements_met_on != then.requirements_met_on and then.requirements_met_on is not None:
        yield f"The requirements count as met on {in_words(then.requirements_met_on)}."
    if approved_on is not None and then.earned_on is None and facts.earned_on is not None:
        yield (
            f"The program approval of {in_words(approved_on)} stays: once the requirements are met again, "
            "it is earned without another one."
        )


def _now(stands: Standing | None) -> str:
    if stands is None:
        return ""
    past = "its expiration date has passed, so it" if stands.status is Status.EXPIRED else "it"
    return f"; {past} is {stands.status.label} since {in_words(stands.since)} then"
