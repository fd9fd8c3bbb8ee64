"""What becomes of a definition when one part of it is added, changed, taken out or moved?

Each function changes that part alone, so that what somebody else did to the others stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from conferral.rules.definition import LAST_STAGE, Category, Definition, Requirement
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Stage:
    """The requirements of one stage in their order; `name` is empty where it has none."""

    number: int
    name: str
    requirements: tuple[Requirement, ...]


def stages_of(definition: Definition) -> tuple[Stage, ...]:
    """Return the stages by number: those with requirements, and those that only have a name yet."""
    names = dict(definition.stages)
    held = {
        number: tuple(items)
        for number, items in groupby(_in_order(definition.requirements), key=lambda item: item.stage)
    }
    return tuple(Stage(number, names.get(number, ""), held.get(number, ())) for number in sorted(names.keys() | held))


def with_requirement(definition: Definition, requirement: Requirement, *, instead_of: str = "") -> Definition:
    """Put a requirement in the place of the one of that code or, where there is none, at the end."""
    kept = definition.requirements
    if any(item.code == instead_of for item in kept):
        kept = tuple(requirement if item.code == instead_of else item for item in kept)
    else:
        kept = (*kept, requirement)
    return replace(definition, requirements=kept)


def without_requirement(definition: Definition, code: str) -> Definition:
    """Take a requirement out."""
    return replace(definition, requirements=tuple(item for item in definition.requirements if item.code != code))


def with_category(definition: Definition, category: Category, *, instead_of: str = "") -> Definition:
    """Put a category in the place of the one of that code or at the end; what names the old code names the new one."""
    kept = definition.categories
    if not any(item.code == instead_of for item in kept):
        return replace(definition, categories=(*kept, category))
    return replace(
        definition,
        categories=tuple(
            category
            if item.code == instead_of
            else replace(item, within=category.code)
            if item.within == instead_of
            else item
            for item in kept
        ),
        requirements=tuple(
            replace(item, category=category.code) if item.category == instead_of else item
            for item in definition.requirements
        ),
    )


def without_category(definition: Definition, code: str) -> Definition | Refusal:
    """Take a category out; one that something else names is refused (`category_in_use`), by name."""
    using = [item.title for item in definition.requirements if item.category == code]
    using += [item.name for item in definition.categories if item.within == code]
    if using:
        return Refusal(
            "category_in_use",
            f"{definition.name_of_category(code)} is used by {', '.join(using)}; give them another category first.",
        )
    return replace(definition, categories=tuple(item for item in definition.categories if item.code != code))


def renumbered(definition: Definition, stages: Mapping[str, int]) -> Definition:
    """Give requirements other stages, by their codes; those that change stand last in their new stage."""
    moved = [item for item in definition.requirements if stages.get(item.code, item.stage) != item.stage]
    kept = [item for item in definition.requirements if item not in moved]
    return _ordered(definition, [*kept, *(replace(item, stage=stages[item.code]) for item in moved)])


def named(definition: Definition, names: Mapping[int, str]) -> Definition:
    """Give stages other names; an empty one takes the name away."""
    changed = {**dict(definition.stages), **names}
    return replace(definition, stages=tuple(sorted((number, name) for number, name in changed.items() if name)))


def placed(definition: Definition, code: str, *, stage: int, before: str = "") -> Definition:
    """Move a requirement into a stage, before the one of that code or, where it names none of that stage, last."""
    moved = next((item for item in definition.requirements if item.code == code), None)
    if moved is None or code == before:
        return definition
    kept = [item for item in _in_order(definition.requirements) if item.code != code]
    place = next((place for place, item in enumerate(kept) if item.code == before and item.stage == stage), len(kept))
    return _ordered(definition, [*kept[:place], replace(moved, stage=stage), *kept[place:]])


def moved_up(definition: Definition, code: str) -> Definition:
    """Move a requirement one place up: before its neighbour or, from the top of a stage, to the end of that above."""
    for stage in stages_of(definition):
        codes = _codes(stage)
        if codes[:1] == [code]:
            return placed(definition, code, stage=stage.number - 1) if stage.number > 1 else definition
        if code in codes:
            return placed(definition, code, stage=stage.number, before=codes[codes.index(code) - 1])
    return definition


def moved_down(definition: Definition, code: str) -> Definition:
    """Move a requirement one place down: behind its neighbour or, from the end of a stage, to the top of that below.

    Moving up again takes it back. Below the last stage is a new one.
    """
    held = {stage.number: _codes(stage) for stage in stages_of(definition)}
    for number, codes in held.items():
        if codes[-1:] == [code]:
            first = next(iter(held.get(number + 1, [])), "")
            return placed(definition, code, stage=number + 1, before=first) if number < LAST_STAGE else definition
        if code in codes:
            return placed(definition, codes[codes.index(code) + 1], stage=number, before=code)
    return definition


def _codes(stage: Stage) -> list[str]:
    return [item.code for item in stage.requirements]


def _in_order(requirements: tuple[Requirement, ...] | list[Requirement]) -> list[Requirement]:
    return sorted(requirements, key=lambda item: item.stage)


def _ordered(definition: Definition, requirements: list[Requirement]) -> Definition:
    return replace(definition, requirements=tuple(_in_order(requirements)))
