"""Does a program give the standing that an example says it must? An example is a record made up, and what comes of it.

Judged by the very rules of the register, as history that a file brings in: neither the order of stages nor who may
record is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from conferral.rules import completion_file, days, enrollment_file
from conferral.rules.attempts import Attempt
from conferral.rules.days import in_words
from conferral.rules.definition import Definition
from conferral.rules.differences import Difference
from conferral.rules.enrollment_file import Content
from conferral.rules.milestones import Milestones, milestones
from conferral.rules.progress import Progress, progress
from conferral.rules.quantities import written
from conferral.rules.reasons import Completed, why
from conferral.rules.refusals import Refusal
from conferral.rules.requirement_status import RequirementStatus
from conferral.rules.standing import Facts, Standing, Status, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One completion of an example: of the requirement of that code, approved where `approved_on` says so."""

    requirement: str
    completed_on: date
    grade: str = ""
    units: Decimal | None = None
    approved_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come out on the day; None and empty say nothing.

    `complete` is how many requirements are Complete, `missing` how many things are still missing, `units` how many
    count; `categories` are the units that count of each, by its code.
    """

    status: Status | None = None
    completion_deadline: date | None = None
    complete: int | None = None
    missing: int | None = None
    units: Decimal | None = None
    started_on: date | None = None
    requirements_met_on: date | None = None
    earned_on: date | None = None
    requirements: tuple[tuple[str, RequirementStatus], ...] = ()
    categories: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A record made up and the day on which it is looked at. Dates left out follow from the version's periods."""

    name: str
    enrolled_on: date
    on: date
    expect: Expected
    grace_begins_on: date | None = None
    expires_on: date | None = None
    approved_on: date | None = None
    cancelled_on: date | None = None
    completions: tuple[Done, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Found:
    """What the register says of an example."""

    content: Content
    days: Milestones
    standing: Standing
    progress: Progress
    why: str


def judge(definition: Definition, example: Example) -> tuple[Difference, ...]:
    """Return what comes out otherwise than the example says, with the reason; empty exactly when all of it does.

    A record that the version could not have (a requirement it lacks, a grade off the scale, a completion after the
    expiration) is a difference too: then nothing else is looked at.
    """
    content = _content(definition, example)
    if isinstance(content, Refusal):
        return (Difference("Dates", content.message),)
    attempts = _attempts(definition, example, content)
    impossible = tuple(item for item in attempts if isinstance(item, Difference))
    if impossible:
        return impossible
    found = _found(definition, example, content, [item for item in attempts if isinstance(item, Attempt)])
    if found is None:
        begins = f"the enrollment begins on {in_words(example.enrolled_on)} and is not there yet"
        return (Difference(f"On {in_words(example.on)}", begins),)
    return tuple(_differences(example.expect, found, example.on))


def _content(definition: Definition, example: Example) -> Content | Refusal:
    given = enrollment_file.Given(
        member_number="",
        program="",
        enrolled_on=example.enrolled_on,
        grace_begins_on=example.grace_begins_on,
        expires_on=example.expires_on,
        approved_on=example.approved_on,
        cancelled_on=example.cancelled_on,
    )
    return enrollment_file.content(
        given, held=None, periods=definition.terms, registered_on=example.enrolled_on, today=days.LATEST
    )


def _attempts(definition: Definition, example: Example, content: Content) -> list[Attempt | Difference]:
    known = {item.code: item for item in definition.requirements}
    attempts: list[Attempt | Difference] = []
    for number, done in enumerate(example.completions):
        about = f"Completion {number + 1}, {done.requirement}"
        if done.requirement not in known:
            attempts.append(Difference(about, "the version has no requirement of that code"))
            continue
        given = completion_file.Given(
            member_number="",
            program="",
            enrolled_on=example.enrolled_on,
            requirement=done.requirement,
            completed_on=done.completed_on,
            grade=done.grade,
            units=done.units,
            approved_on=done.approved_on,
        )
        refusal = completion_file.check_dates(
            given, expires_on=content.dates.expires_on, cancelled_on=content.cancelled_on, today=days.LATEST
        )
        kept = refusal or completion_file.content(given, known[done.requirement], held=None, today=days.LATEST)
        if isinstance(kept, Refusal):
            attempts.append(Difference(about, kept.message.removesuffix(".")))
            continue
        attempts.append(
            Attempt(
                key=number,
                requirement=done.requirement,
                completed_on=done.completed_on,
                grade=kept.grade,
                units=kept.units,
                is_approved=kept.approved_on is not None,
                number=number,
            )
        )
    return attempts


def _found(definition: Definition, example: Example, content: Content, attempts: list[Attempt]) -> _Found | None:
    followed = milestones(
        definition,
        attempts,
        enrolled_on=example.enrolled_on,
        approved_on=content.approved_on,
        cancelled_on=content.cancelled_on,
    )
    facts = Facts(
        begins_on=example.enrolled_on,
        enrolled_on=example.enrolled_on,
        grace_begins_on=content.dates.grace_begins_on,
        expires_on=content.dates.expires_on,
        started_on=followed.started_on,
        requirements_met_on=followed.requirements_met_on,
        earned_on=followed.earned_on,
        cancelled_on=content.cancelled_on,
    )
    now = standing(facts, example.on)
    if now is None:
        return None
    far = progress(definition, attempts, example.on)
    complete_on = [item.complete_on for item in far.requirements if item.complete_on is not None]
    reasons = why(facts, Completed(complete_on, len(far.requirements)), example.on)
    return _Found(content, followed, now, far, reasons)


def _differences(expect: Expected, found: _Found, on: date) -> Iterator[Difference]:
    far = found.progress
    if expect.status is not None and expect.status is not found.standing.status:
        said = f"{expect.status.label} is expected, {found.standing.status.label} comes out ({found.why})"
        yield Difference("Status", said)
    deadline = found.content.dates.completion_deadline(on)
    for about, wanted_on, found_on in (
        ("Completion deadline", expect.completion_deadline, deadline),
        ("Started", expect.started_on, found.days.started_on),
        ("Requirements met", expect.requirements_met_on, found.days.requirements_met_on),
        ("Earned", expect.earned_on, found.days.earned_on),
    ):
        if wanted_on is not None and wanted_on != found_on:
            yield _otherwise(about, in_words(wanted_on), in_words(found_on) if found_on else "no day")
    missing = far.missing()
    if expect.complete is not None and expect.complete != far.complete:
        yield _otherwise("Requirements complete", str(expect.complete), str(far.complete))
    if expect.units is not None and expect.units != far.units:
        yield _otherwise("Units that count", written(expect.units), written(far.units))
    if expect.missing is not None and expect.missing != len(missing):
        named = f" ({' '.join(missing)})" if missing else ""
        yield Difference("Still missing", f"{expect.missing} is expected, {len(missing)} comes out{named}")
    yield from _parts(expect, far)


def _parts(expect: Expected, far: Progress) -> Iterator[Difference]:
    statuses = {item.requirement.code: item.status for item in far.requirements}
    for code, wanted in expect.requirements:
        if code not in statuses:
            yield Difference(f"Requirement {code}", "the version has no requirement of that code")
        elif statuses[code] is not wanted:
            yield _otherwise(f"Requirement {code}", wanted.label, statuses[code].label)
    counted = {item.category.code: item.counted for item in far.categories}
    for code, units in expect.categories:
        if code not in counted:
            yield Difference(f"Category {code}", "the version has no category of that code")
        elif counted[code] != units:
            yield _otherwise(f"Category {code}", f"{written(units)} units", written(counted[code]))


def _otherwise(about: str, wanted: str, found: str) -> Difference:
    return Difference(about, f"{wanted} is expected, {found} comes out")
