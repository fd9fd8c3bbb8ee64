"""What does a program ask, in words that anybody understands? Said from its version, for those who might enroll."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.grades import Scale, ScaleKind
from conferral.rules.quantities import written
from conferral.rules.terms import Terms

UNITS = "units"


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement: its title, and in sentences what it takes."""

    title: str
    is_required: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageInWords:
    """The requirements of one stage; without a heading where there is only one stage and it has no name."""

    heading: str
    items: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """A program in plain words. `units` and `order` may be empty, and so may a prerequisite's name."""

    time: tuple[str, ...]
    order: str
    stages: tuple[StageInWords, ...]
    units: tuple[str, ...]
    prerequisites: tuple[str, ...]
    earning: tuple[str, ...]


def described(definition: Definition, *, is_maintenance: bool, names: Mapping[str, str] | None = None) -> Described:
    """Say what a version asks of somebody who enrolls today; every number in it is one of the version's.

    `names` are those of programs by their code; a prerequisite without one is called by its code.
    """
    known = names or {}
    return Described(
        time=tuple(_time(definition)),
        order=_order(definition),
        stages=tuple(_stages(definition)),
        units=tuple(_units(definition)),
        prerequisites=tuple(known.get(code, code) for code in definition.prerequisites),
        earning=tuple(_earning(definition, is_maintenance=is_maintenance)),
    )


def how_long(terms: Terms) -> str:
    """Say until when it is to be completed."""
    return f"You have {terms.deadline} from the day you enroll."


def _time(definition: Definition) -> Iterator[str]:
    yield how_long(definition.terms)
    if definition.terms.grace is None:
        yield "There is no grace period after that."
    else:
        yield (
            f"A grace period of {definition.terms.grace} follows: what is missing can still be completed then. "
            "After its last day the enrollment expires."
        )


def _order(definition: Definition) -> str:
    if len({item.stage for item in definition.requirements}) < 2:  # noqa: PLR2004 - one stage has no order
        return ""
    if definition.in_order:
        return "The stages come one after the other: each opens when everything required before it is complete."
    return "The stages may be done in any order."


def _stages(definition: Definition) -> Iterator[StageInWords]:
    ordered = sorted(definition.requirements, key=lambda item: item.stage)
    names = dict(definition.stages)
    several = len({item.stage for item in ordered}) > 1
    for number, items in groupby(ordered, key=lambda item: item.stage):
        heading = f"Stage {number}" if several else ""
        if name := names.get(number):
            heading = f"{heading}: {name}" if heading else name
        yield StageInWords(heading, tuple(_asked(item, definition) for item in items))


def _asked(item: Requirement, definition: Definition) -> Asked:
    return Asked(item.title, item.is_required, tuple(_sentences(item, definition)))


def _sentences(item: Requirement, definition: Definition) -> Iterator[str]:
    yield "Required." if item.is_required else "Elective."
    unit = definition.unit_type or UNITS
    names = {one.code: one.name for one in definition.categories}
    of = f" of {names[item.category]}" if item.category in names else ""
    if item.is_repeatable:
        yield f"{written(item.units)} {unit}{of}, in as many completions as you like; more than that counts too."
    elif item.units:
        yield f"It gives {written(item.units)} {unit}{of}."
    if item.scale is not None:
        yield _grade(item.scale)
    if item.requires_approval:
        yield "The organization approves it."
    if item.enrollees_may_record:
        yield "You may record it yourself."


def _grade(scale: Scale) -> str:
    if scale.kind is ScaleKind.POINTS and scale.maximum is not None:
        return f"To pass takes {scale.pass_mark} of {written(scale.maximum)} points."
    if scale.kind is ScaleKind.PASS_FAIL:
        return "It is passed or failed."
    if scale.pass_mark == scale.letters[0]:
        return f"To pass takes the grade {scale.pass_mark}."
    return f"To pass takes the grade {scale.pass_mark} or better ({', '.join(scale.letters)})."


def _units(definition: Definition) -> Iterator[str]:
    unit = definition.unit_type or UNITS
    if definition.units_required:
        yield f"{written(definition.units_required)} {unit} are needed in all."
    names = {one.code: one.name for one in definition.categories}
    for category in definition.categories:
        if sentence := _category(category, unit, names.get(category.within, "")):
            yield sentence


def _category(category: Category, unit: str, within: str) -> str:
    said = []
    if category.minimum:
        said.append(f"at least {written(category.minimum)} {unit}")
    if category.maximum is not None:
        said.append(f"at most {written(category.maximum)} {unit} count")
    part = f"they are part of {within}" if within else ""
    if not said and not part:
        return ""
    sentence = ", ".join(filter(None, [" and ".join(said), part]))
    return f"{category.name}: {sentence}."


def _earning(definition: Definition, *, is_maintenance: bool) -> Iterator[str]:
    if definition.requires_approval:
        yield "When everything is complete, the organization approves the certification; then it is earned."
    else:
        yield "It is earned on the day on which everything is complete."
    if definition.designation:
        yield f"Whoever earns it may use the designation {definition.designation}."
    if is_maintenance:
        yield "It is there to be renewed: once earned, you can enroll again for the next cycle."
    else:
        yield "It is earned once: after that you cannot enroll in it again."
