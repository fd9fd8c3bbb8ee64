"""What does an example say, in sentences? And with which one does somebody begin who writes the first?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from conferral.rules.days import in_words
from conferral.rules.definition import Definition, Requirement
from conferral.rules.examples import Done, Example, Expected
from conferral.rules.grades import PASS, ScaleKind
from conferral.rules.quantities import written
from conferral.rules.standing import Status

SUGGESTED_ON = date(2025, 3, 1)


def facts(example: Example, definition: Definition | None) -> tuple[str, ...]:
    """Return the record an example makes up, in sentences; the definition gives requirements their titles."""
    return tuple(_facts(example, _titles(definition)))


def expectations(example: Example, definition: Definition | None) -> tuple[str, ...]:
    """Return what an example says must come out on its day, in short phrases."""
    return tuple(_expectations(example.expect, definition))


def suggested(definition: Definition) -> Example:
    """Return an example to begin with: everything required is done on the day of enrolling."""
    return Example(
        name="Everything done on the first day",
        enrolled_on=SUGGESTED_ON,
        on=SUGGESTED_ON,
        completions=tuple(_done(item) for item in definition.requirements if item.is_required),
        expect=Expected(status=Status.AWAITING_APPROVAL if definition.requires_approval else Status.EARNED, missing=0),
    )


def _done(item: Requirement) -> Done:
    scale = item.scale
    grade = "" if scale is None else PASS if scale.kind is ScaleKind.PASS_FAIL else scale.pass_mark
    return Done(
        requirement=item.code,
        completed_on=SUGGESTED_ON,
        grade=grade,
        units=item.units if item.is_repeatable else None,
        approved_on=SUGGESTED_ON if item.requires_approval else None,
    )


def _titles(definition: Definition | None) -> dict[str, str]:
    return {item.code: item.title for item in definition.requirements} if definition else {}


def _facts(example: Example, titles: dict[str, str]) -> Iterator[str]:
    enrolled = f"Enrolled on {in_words(example.enrolled_on)}"
    if example.grace_begins_on:
        enrolled += f"; the grace period begins on {in_words(example.grace_begins_on)}"
    if example.expires_on:
        without = "" if example.grace_begins_on else ", without a grace period"
        enrolled += f"; expires after {in_words(example.expires_on)}{without}"
    yield f"{enrolled}."
    for done in example.completions:
        yield _completion(done, titles)
    if example.approved_on:
        yield f"The program was approved on {in_words(example.approved_on)}."
    if example.cancelled_on:
        yield f"Cancelled on {in_words(example.cancelled_on)}."


def _completion(done: Done, titles: dict[str, str]) -> str:
    title = titles.get(done.requirement)
    said = f"{title} ({done.requirement})" if title else done.requirement
    said += f" on {in_words(done.completed_on)}"
    if done.units is not None:
        said += f", {_counted(done.units)}"
    if done.grade:
        said += f", grade {done.grade}"
    if done.approved_on:
        said += f", approved on {in_words(done.approved_on)}"
    return f"{said}."


def _expectations(expect: Expected, definition: Definition | None) -> Iterator[str]:
    if expect.status is not None:
        yield expect.status.label
    for label, day in (
        ("completion deadline", expect.completion_deadline),
        ("started on", expect.started_on),
        ("requirements met on", expect.requirements_met_on),
        ("earned on", expect.earned_on),
    ):
        if day is not None:
            yield f"{label} {in_words(day)}"
    if expect.complete is not None:
        yield f"{expect.complete} {'requirement' if expect.complete == 1 else 'requirements'} complete"
    if expect.missing is not None:
        things = "thing" if expect.missing == 1 else "things"
        yield f"{expect.missing} {things} missing" if expect.missing else "nothing missing"
    if expect.units is not None:
        yield f"{_counted(expect.units)} in all"
    titles = _titles(definition)
    for code, status in expect.requirements:
        yield f"{titles.get(code, code)}: {status.label}"
    names = {item.code: item.name for item in definition.categories} if definition else {}
    for code, units in expect.categories:
        yield f"{names.get(code, code)}: {_counted(units)}"


def _counted(units: Decimal) -> str:
    return f"{written(units)} {'unit' if units == 1 else 'units'}"
