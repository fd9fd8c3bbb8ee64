"""How is one version of a program written in a file?

Keeps docs/files.md, programs.json: what each key says and which may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from conferral.rules import grades
from conferral.rules.days import shortened
from conferral.rules.definition import LAST_STAGE, Category, Definition, Requirement, within_problem
from conferral.rules.grades import Scale, ScaleKind
from conferral.rules.program_file_values import Members, Place, clean
from conferral.rules.quantities import ZERO
from conferral.rules.terms import LONGEST_PERIOD, Period, Terms, Unit

LONGEST_CODE, LONGEST_NAME, LONGEST_TITLE, LONGEST_WORD = 64, 200, 300, 100
VERSION_KEYS = (
    "name", "description", "designation", "deadline_period", "grace_period", "unit_type", "units_required",
    "in_order", "requires_approval", "prerequisites", "categories", "stages", "requirements",
)  # fmt: skip
CATEGORY_KEYS = ("code", "name", "minimum", "maximum", "within")
REQUIREMENT_KEYS = (
    "code", "title", "component", "stage", "required", "units", "grade", "requires_approval",
    "enrollees_may_record", "category", "repeatable",
)  # fmt: skip
SCALE_KEYS = {
    ScaleKind.POINTS: ("scale", "max", "pass"),
    ScaleKind.PASS_FAIL: ("scale",),
    ScaleKind.LETTERS: ("scale", "letters", "pass"),
}
_KEY_AT_FAULT = {"scale_maximum": "max", "scale_pass_mark": "pass", "scale_letters": "letters"}
_STAGE = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_NO_PERIOD = Period(1, Unit.DAYS)


@dataclass(frozen=True, slots=True)
class GivenVersion:
    """A version as a file gives it. `prerequisites` keeps the file's order, for their paths."""

    definition: Definition
    prerequisites: tuple[str, ...]


def read_version(place: Place) -> GivenVersion | None:
    """Read a version; what is wrong with it is noted at the place. None when it is no object."""
    members = place.members(VERSION_KEYS, needed=("name", "deadline_period", "requirements"))
    if members is None:
        return None
    prerequisites = tuple(item.line("prerequisite", LONGEST_CODE) or "" for item in members.items("prerequisites"))
    categories = _categories(members)
    description = members.get("description")
    deadline, grace = members.get("deadline_period"), members.get("grace_period")
    definition = Definition(
        name=members.needed_line("name", LONGEST_TITLE),
        description=(description.prose() if description else None) or "",
        designation=members.line("designation", LONGEST_WORD),
        terms=Terms(
            (_period(deadline, fewest=1) if deadline else None) or _NO_PERIOD,
            _period(grace, fewest=0) if grace else None,
        ),
        unit_type=members.line("unit_type", LONGEST_WORD),
        units_required=members.quantity("units_required") or ZERO,
        in_order=members.truth("in_order"),
        requires_approval=members.truth("requires_approval"),
        prerequisites=tuple(sorted(prerequisites)),
        categories=categories,
        stages=tuple(sorted(_stages(members))),
        requirements=tuple(
            _requirement(item, [category.code for category in categories]) for item in members.items("requirements")
        ),
    )
    return GivenVersion(definition, prerequisites)


def cleaned(definition: Definition) -> Definition:
    """Return a definition as a file would give it: texts of one line trimmed and in one Unicode form.

    A stored version and its own export are equal by this, however its texts came into the register.
    """
    return replace(
        definition,
        name=clean(definition.name),
        designation=clean(definition.designation),
        unit_type=clean(definition.unit_type),
        prerequisites=tuple(sorted(map(clean, definition.prerequisites))),
        categories=tuple(
            replace(item, code=clean(item.code), name=clean(item.name), within=clean(item.within))
            for item in definition.categories
        ),
        stages=tuple(sorted((number, clean(name)) for number, name in definition.stages)),
        requirements=tuple(
            replace(
                item,
                code=clean(item.code),
                title=clean(item.title),
                component=clean(item.component),
                category=clean(item.category),
                scale=_cleaned(item.scale) if item.scale else None,
            )
            for item in definition.requirements
        ),
    )


def _cleaned(scale: Scale) -> Scale:
    return replace(scale, pass_mark=clean(scale.pass_mark), letters=tuple(map(clean, scale.letters)))


def _period(place: Place, *, fewest: int) -> Period | None:
    members = place.members(("count", "unit"), needed=("count", "unit"))
    if members is None:
        return None
    given, unit_given = members.get("count"), members.get("unit")
    count = given.whole(fewest, LONGEST_PERIOD) if given else None
    unit = unit_given.word(Unit) if unit_given else None
    return Period(count, unit) if count and unit else None


def _stages(members: Members) -> Iterable[tuple[int, str]]:
    place = members.get("stages")
    if place is None:
        return
    if not isinstance(place.value, dict):
        place.no("wrong_type", 'an object of numbers and names is expected here, for example {"1": "Course"}.')
        return
    place.no_repeated_keys(place.value)
    for number, name in place.value.items():
        stage = place.at(number, name)
        if not _STAGE.fullmatch(number):
            stage.no("stage_unknown", f"a stage is a number in quotes from 1 to {LAST_STAGE}, not {shortened(number)}.")
        elif text := stage.line("stage", LONGEST_NAME):
            yield int(number), text


def _categories(members: Members) -> tuple[Category, ...]:
    places = list(members.items("categories"))
    categories = tuple(map(_category, places))
    codes = [category.code for category in categories]
    for place, category in zip(places, categories, strict=True):
        refusal = within_problem(category, categories)
        if refusal and category.within in codes:
            place.at("within").refuse(refusal)
        elif refusal:
            _unknown_category(place.at("within"), refusal.code, category.within, codes)
    return categories


def _category(place: Place) -> Category:
    members = place.members(CATEGORY_KEYS, needed=("code", "name"))
    if members is None:
        return Category("", "")
    category = Category(
        code=members.needed_line("code", LONGEST_CODE),
        name=members.needed_line("name", LONGEST_NAME),
        minimum=members.quantity("minimum"),
        maximum=members.quantity("maximum"),
        within=members.line("within", LONGEST_CODE),
    )
    if category.minimum is not None and category.maximum is not None and category.minimum > category.maximum:
        place.at("minimum").no(
            "category_bounds", f"it is {category.minimum} and above the maximum {category.maximum}; exchange the two?"
        )
    return category


def _requirement(place: Place, categories: list[str]) -> Requirement:
    members = place.members(REQUIREMENT_KEYS, needed=("code", "title", "component"))
    if members is None:
        return Requirement("", "", "")
    stage, grade = members.get("stage"), members.get("grade")
    requirement = Requirement(
        code=members.needed_line("code", LONGEST_CODE),
        title=members.needed_line("title", LONGEST_TITLE),
        component=members.needed_line("component", LONGEST_CODE),
        stage=(stage.whole(1, LAST_STAGE) if stage else None) or 1,
        is_required=members.truth("required", default=True),
        units=members.quantity("units") or ZERO,
        scale=_scale(grade) if grade else None,
        requires_approval=members.truth("requires_approval"),
        enrollees_may_record=members.truth("enrollees_may_record"),
        category=members.line("category", LONGEST_CODE),
        is_repeatable=members.truth("repeatable"),
    )
    if requirement.category and requirement.category not in categories:
        _unknown_category(place.at("category"), "category_unknown", requirement.category, categories)
    return requirement


def _unknown_category(place: Place, code: str, given: str, categories: list[str]) -> None:
    guess = get_close_matches(given, categories, n=1)
    hint = f"Did you mean “{guess[0]}”?" if guess else "Add it to the categories of the version."
    place.no(code, f"the version has no category {shortened(given)}. {hint}")


def _scale(place: Place) -> Scale | None:
    every_key = tuple(dict.fromkeys(key for keys in SCALE_KEYS.values() for key in keys))
    given = place.value.get("scale") if isinstance(place.value, dict) else None
    kind = next((kind for kind in ScaleKind if kind.value == given), None)
    if kind is None:
        members = place.members(every_key, needed=("scale",))
        word = members.get("scale") if members else None
        if word:
            word.word(ScaleKind)
        return None
    members = place.members(SCALE_KEYS[kind], needed=SCALE_KEYS[kind])
    scale = _scale_of(kind, members) if members else None
    if scale and (refusal := grades.check_scale(scale)):
        place.at(_KEY_AT_FAULT[refusal.code]).refuse(refusal)
    return scale


def _scale_of(kind: ScaleKind, members: Members) -> Scale | None:
    if kind is ScaleKind.PASS_FAIL:
        return grades.pass_fail()
    if kind is ScaleKind.POINTS:
        maximum, passing = members.quantity("max"), members.quantity("pass")
        return None if maximum is None or passing is None else grades.points(maximum, passing)
    letters = [item.line("letter", grades.LONGEST_LETTER) for item in members.items("letters")]
    mark = members.needed_line("pass", grades.LONGEST_LETTER)
    known = tuple(letter for letter in letters if letter)
    return grades.letters(known, mark) if mark and len(known) == len(letters) else None


def differing_keys(one: Definition, other: Definition) -> tuple[str, ...]:
    """Name the keys of a version in which two definitions differ, in the order of the file."""
    return tuple(key for key in VERSION_KEYS if _value(one, key) != _value(other, key))


def _value(definition: Definition, key: str) -> object:
    if key == "deadline_period":
        return definition.terms.deadline
    if key == "grace_period":
        return definition.terms.grace
    value: object = getattr(definition, key)
    return value
