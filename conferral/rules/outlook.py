"""What would it take to complete a program, and can it still be done in time?

Told from what the records say today: what is still needed, which offerings would do it before the last day that counts,
and what would help where none would. It promises nothing: grades and approvals take a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conferral.rules.days import day_before, in_words
from conferral.rules.definition import Requirement
from conferral.rules.outlook_times import Occasion, Times, left, waiting
from conferral.rules.outlook_units import Shortfall, shortfalls
from conferral.rules.progress import Progress, RequirementProgress
from conferral.rules.quantities import ZERO, counted, written
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Facts, Standing, Status, standing

OVER = (Status.EARNED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Step:
    """A required requirement that is still to be done: what of it, what would do it in time, what stands in the way.

    `is_possible` is whether it can be done by the last day that counts; `any_time` whether that takes no event.
    """

    requirement: Requirement
    said: str
    occasions: tuple[Occasion, ...]
    any_time: bool
    is_possible: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Units that are still to be gathered, in words, and what could give them in time."""

    said: str
    candidates: tuple[tuple[Requirement, tuple[Occasion, ...]], ...]
    is_possible: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What it would take: in one sentence, what is to be done, what waits for a person, and what would help.

    `in_the_way` says why it cannot be done in time any more, and `helps` what would change that; both are
    empty where it can be.
    """

    said: str
    last_on: date
    steps: tuple[Step, ...] = ()
    choices: tuple[Choice, ...] = ()
    waits: tuple[str, ...] = ()
    in_the_way: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()

    @property
    def can_be_done(self) -> bool:
        """Whether nothing is in the way of completing it in time."""
        return not self.in_the_way


def outlook(
    progress: Progress,
    facts: Facts,
    *,
    occasions: Mapping[str, Sequence[Occasion]],
    on: date,
    approved_on: date | None = None,
) -> Outlook | None:
    """Return what it would take as of a day; None where nothing is to be done: earned, cancelled, replaced, not begun.

    `occasions` are those offered of each component, by its code; of one that is not there nothing is offered, so it is
    recorded as a whole. `approved_on` is the approval that the program completion has already: it stays, whatever
    is voided.
    """
    now = standing(facts, on)
    if now is None or now.status in OVER or not now.is_current:
        return None
    last = facts.expires_on
    if now.status is Status.AWAITING_APPROVAL:
        return Outlook("All requirements are met. What is left is the approval of the program completion.", last)
    times = Times(progress, occasions, on, last)
    steps = tuple(_steps(progress, times))
    choices = tuple(_choice(one, times) for one in shortfalls(times))
    in_the_way = tuple(_in_the_way(steps, choices, times, now))
    return Outlook(
        said=_said(progress, steps, choices, now, facts, approved_on=_by(approved_on, on), is_possible=not in_the_way),
        last_on=last,
        steps=steps,
        choices=choices,
        waits=tuple(_waits(progress)),
        in_the_way=in_the_way,
        helps=tuple(_helps(steps, choices, times, now)) if in_the_way else (),
    )


def _by(approved_on: date | None, on: date) -> date | None:
    return approved_on if approved_on is not None and approved_on <= on else None


def _steps(progress: Progress, times: Times) -> Iterator[Step]:
    for item in progress.requirements:
        if item.requirement.is_required and left(item) > ZERO:
            good = times.in_time(item.requirement)
            is_possible = times.another(item.requirement) is not None
            yield Step(
                requirement=item.requirement,
                said=_step(item, progress),
                occasions=good,
                any_time=is_possible and (not good or good[0].begins_on is None),
                is_possible=is_possible,
            )


def _step(item: RequirementProgress, progress: Progress) -> str:
    """Say how much of a requirement is left, when it opens, and what it takes beside doing it."""
    rule = item.requirement
    said = []
    if rule.is_repeatable:
        unit = progress.definition.unit_type or "units"
        said.append(f"{written(left(item))} more {unit} of {written(rule.units)}.")
    if item.status is RequirementStatus.REJECTED:
        said.append("What was recorded is rejected; it is to be submitted again.")
    blocking = progress.blocking(rule)
    if blocking:
        said.append(f"It opens when these are Complete: {', '.join(one.title for one in blocking)}.")
    takes = [word for word, is_asked in (("a grade", rule.scale), ("an approval", rule.requires_approval)) if is_asked]
    if takes:
        said.append(f"Once recorded it takes {' and '.join(takes)}.")
    return " ".join(said)


def _choice(short: Shortfall, times: Times) -> Choice:
    if short.category:
        units = "unit" if short.units == 1 else "units"
        said = f"{written(short.units)} more {units} of {short.name}."
    else:
        said = f"{written(short.units)} more {short.name} of any kind that counts."
    return Choice(said, tuple((one, times.in_time(one)) for one in short.candidates), short.is_in_reach)


def _waits(progress: Progress) -> Iterator[str]:
    for item in progress.requirements:
        found = waiting(item)
        if found and not item.is_complete:
            what = "a grade" if item.status is RequirementStatus.AWAITING_GRADE else "an approval"
            days = ", ".join(in_words(one.completed_on) for one in found)
            yield f"{item.requirement.title} of {days} waits for {what}."


def _in_the_way(steps: Sequence[Step], choices: Sequence[Choice], times: Times, now: Standing) -> Iterator[str]:
    """Say why it cannot be done in time any more; nothing where it can."""
    if now.status is Status.EXPIRED:
        if steps or choices:
            yield f"The expiration date {in_words(times.last)} has passed, so nothing more can be recorded."
        return
    last = in_words(times.last)
    for step in steps:
        rule = step.requirement
        if step.is_possible:
            continue
        opens = times.opens_on(rule)
        if opens is None:
            yield f"{rule.title} cannot open in time: what comes before it cannot be done in time."
        elif opens > times.on:
            yield (
                f"No event of {rule.title} begins between {in_words(opens)}, when it can open at the earliest, "
                f"and the expiration date {last}."
            )
        else:
            yield f"No event of {rule.title} begins from today until the expiration date {last}."
    for choice in choices:
        if not choice.is_possible:
            needed = choice.said.removesuffix(".")
            yield f"{needed}: as things are offered they cannot be gathered until the expiration date {last}."


def _helps(steps: Sequence[Step], choices: Sequence[Choice], times: Times, now: Standing) -> Iterator[str]:
    late = [step.requirement for step in steps if not step.is_possible and times.opens_on(step.requirement) is not None]
    if now.status is Status.EXPIRED:
        yield "Extending the expiration date would reopen it. What was recorded in time and waits can still be decided."
        late = [rule for rule in late if times.occasions.get(rule.component)]
    elif begun := [rule.title for rule in late if times.has_begun(rule)]:
        yield f"What was completed at an event that has begun already can still be recorded: {', '.join(begun)}."
    for rule in late:
        day = times.next_after(rule)
        if day is not None:
            yield f"Extending the expiration date to {in_words(day)} or later would help: {rule.title} is offered then."
        elif now.status is not Status.EXPIRED:
            yield f"{rule.title} is not offered later either: an offering has to be added."
    if any(not choice.is_possible for choice in choices) and now.status is not Status.EXPIRED:
        yield "Further offerings of what gives such units, or a later expiration date, would help."


def _said(
    progress: Progress,
    steps: Sequence[Step],
    choices: Sequence[Choice],
    now: Standing,
    facts: Facts,
    *,
    approved_on: date | None,
    is_possible: bool,
) -> str:
    if not is_possible:
        return "As the records and the offerings stand, it can no longer be completed in time."
    if not steps and not choices:
        if progress.is_met:
            return "All requirements are met."
        return "Everything that is asked was recorded. What is left is for staff to decide."
    wanted = [counted(len(steps), "requirement")] if steps else []
    wanted += [choice.said.removesuffix(".") for choice in choices]
    listed = " and ".join(wanted) if len(wanted) < 3 else f"{', '.join(wanted[:-1])} and {wanted[-1]}"  # noqa: PLR2004
    approval = ""
    if progress.definition.requires_approval:
        approval = " Then the program completion takes an approval."
        if approved_on is not None:
            approval = f" The program approval of {in_words(approved_on)} stays, so no further one is needed."
    return f"Still needed by {_until(facts, now)}: {listed}.{approval}"


def _until(facts: Facts, now: Standing) -> str:
    """Say the last day that counts, and before it the completion deadline that enrollees are shown."""
    last = in_words(facts.expires_on)
    if now.status is Status.GRACE:
        return f"{last}, the last day of the grace period"
    if facts.grace_begins_on is None or now.status is not Status.ENROLLED:
        return last
    return f"{in_words(day_before(facts.grace_begins_on))}, or with the grace period by {last}"
