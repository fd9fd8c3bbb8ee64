"""What is a program version made of, and can it be published?

Keeps the rules of programs and versions: everything here is frozen once published; a version needs at
least one requirement and has to be satisfiable by some completions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from conferral.rules import grades, quantities
from conferral.rules.grades import Scale
from conferral.rules.quantities import ZERO
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Terms, check_period

LAST_STAGE = 999
WITHOUT_LIMIT = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of unit inside a version, with what of it is needed and what of it counts.

    `within` is the code of the category that this one is part of, or empty: what counts here counts
    there. That one is within none itself.
    """

    code: str
    name: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A component as it stands in one version.

    `units` is what it gives when Complete or, for a repeatable one, what its completions have to
    add up to. `category` is a category's code or empty.
    """

    code: str
    title: str
    component: str
    stage: int = 1
    is_required: bool = True
    units: Decimal = ZERO
    scale: Scale | None = None
    requires_approval: bool = False
    enrollees_may_record: bool = False
    category: str = ""
    is_repeatable: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """Everything about a program that is frozen in a version; equal definitions are one version."""

    name: str
    terms: Terms
    requirements: tuple[Requirement, ...]
    description: str = ""
    designation: str = ""
    unit_type: str = ""
    units_required: Decimal = ZERO
    in_order: bool = False
    requires_approval: bool = False
    prerequisites: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    stages: tuple[tuple[int, str], ...] = field(default=())

    def requirement(self, code: str) -> Requirement:
        """Return the requirement of that code; KeyError when the version has none."""
        for requirement in self.requirements:
            if requirement.code == code:
                return requirement
        raise KeyError(code)

    def name_of_category(self, code: str) -> str:
        """Return what a category is called, after the one it is within: "Giving back, Practice"; empty for none."""
        names = {category.code: category.name for category in self.categories}
        outer = next((category.within for category in self.categories if category.code == code), "")
        return ", ".join(names[one] for one in (outer, code) if one in names)


def problems(definition: Definition, *, program: str) -> tuple[Refusal, ...]:
    """Return everything that keeps a definition from being published; empty when it may be.

    `program` is the program's own code: a program cannot be its own prerequisite.
    """
    return tuple(_problems(definition, program))


def is_out_of_reach(problem: Refusal) -> bool:
    """Whether a problem says that a sound version can be met by nobody, as opposed to making no sense.

    Nobody publishes such a version; an import that brings in history takes it, and warns.
    """
    return problem.code in {"category_unreachable", "units_unreachable"}


def most_units(definition: Definition) -> Decimal | None:
    """Return the most units that can count under a version; None when there is no limit.

    Units of a category above its maximum do not count; a repeatable requirement gives any number.
    """
    most = units_of(definition.categories, _most(definition)).total
    return None if most == WITHOUT_LIMIT else most


def most_of(definition: Definition) -> dict[str, CategoryUnits]:
    """Return for each category the most that can be gathered and count; WITHOUT_LIMIT where anything can."""
    return units_of(definition.categories, _most(definition)).of


@dataclass(frozen=True, slots=True)
class CategoryUnits:
    """The units of one category: gathered, and what of them counts up to its maximum."""

    gathered: Decimal
    counted: Decimal


@dataclass(frozen=True, slots=True)
class CountedUnits:
    """The units of each category by its code, and the units that count in all."""

    of: dict[str, CategoryUnits]
    total: Decimal


def units_of(categories: Sequence[Category], given: Mapping[str, Decimal]) -> CountedUnits:
    """Return what counts of the units that requirements give: `given` by their category, "" for those of none.

    What counts of a category counts once more where it is within another, up to that one's maximum;
    in the total, once.
    """
    codes = {category.code for category in categories} - {""}
    gathered = {category.code: given.get(category.code, ZERO) for category in categories}
    inner_first = sorted(categories, key=lambda category: category.within not in codes)
    total = given.get("", ZERO)
    found = {}
    for category in inner_first:
        units = gathered[category.code]
        counted = units if category.maximum is None else min(units, category.maximum)
        found[category.code] = CategoryUnits(units, counted)
        if category.within in codes:
            gathered[category.within] += counted
        else:
            total += counted
    return CountedUnits({category.code: found[category.code] for category in categories}, total)


def outer_first(categories: Sequence[Category]) -> list[Category]:
    """Return the categories as they are listed: each that is within none, then those within it."""
    codes = {category.code for category in categories}
    listed = []
    for outer in categories:
        if outer.within not in codes:
            listed += [outer, *(one for one in categories if one.within == outer.code)]
    return listed


def within_problem(category: Category, categories: Sequence[Category]) -> Refusal | None:
    """Refuse a category within itself, within one that is not there, or within one that is within another."""
    if not category.within:
        return None
    if category.within == category.code:
        return Refusal("category_within_itself", f"Category {category.code} cannot be within itself.")
    outer = next((one for one in categories if one.code == category.within), None)
    if outer is None:
        return Refusal(
            "category_within_unknown",
            f"Category {category.code} is within the category {category.within}, which is not defined.",
        )
    if outer.within:
        return Refusal(
            "category_within_too_deep",
            f"Category {category.code} is within {outer.code}, which is itself within {outer.within}; "
            "a category can be within one that is within none.",
        )
    return None


def _problems(definition: Definition, program: str) -> Iterator[Refusal]:
    if not definition.name.strip():
        yield Refusal("name_missing", "A version needs a name.")
    for name, period in (("Deadline Period", definition.terms.deadline), ("Grace Period", definition.terms.grace)):
        if period is not None and (refusal := check_period(name, period)):
            yield refusal
    if program in definition.prerequisites:
        yield Refusal("prerequisite_itself", f"{program} cannot be its own prerequisite.")
    yield from _repeated("prerequisite", "prerequisite program", definition.prerequisites)
    yield from _repeated("category", "category", (category.code for category in definition.categories))
    yield from _repeated("requirement", "requirement", (item.code for item in definition.requirements))
    yield from _repeated("stage", "stage", (str(number) for number, _ in definition.stages))
    if not definition.requirements:
        yield Refusal("requirements_missing", "A version needs at least one requirement.")
    for requirement in definition.requirements:
        yield from _requirement_problems(definition, requirement)
    for number, name in definition.stages:
        if not 1 <= number <= LAST_STAGE or not name.strip():
            yield Refusal("stage_unknown", f"Stage {number}: a stage has a number from 1 to {LAST_STAGE} and a name.")
    yield from _unit_problems(definition)


def _requirement_problems(definition: Definition, requirement: Requirement) -> Iterator[Refusal]:
    named = f"Requirement {requirement.code}"
    if not requirement.code.strip() or not requirement.title.strip() or not requirement.component.strip():
        yield Refusal("requirement_unnamed", f"{named} needs a code, a title and a component.")
    if not 1 <= requirement.stage <= LAST_STAGE:
        yield Refusal("stage_out_of_range", f"{named}: its stage is a number from 1 to {LAST_STAGE}.")
    if not quantities.fits(requirement.units):
        yield Refusal("units_out_of_range", f"{named}: its units have to be {quantities.RANGE}.")
    if requirement.is_repeatable and requirement.units <= ZERO:
        yield Refusal(
            "repeatable_without_units",
            f"{named} is repeatable, so it needs the units (above 0) that its completions have to add up to.",
        )
    if requirement.category and requirement.category not in {category.code for category in definition.categories}:
        yield Refusal("category_unknown", f"{named} names the category {requirement.category}, which is not defined.")
    if requirement.scale is not None and (refusal := grades.check_scale(requirement.scale)):
        yield Refusal(refusal.code, f"{named}: {refusal.message}")


def _unit_problems(definition: Definition) -> Iterator[Refusal]:
    most = most_of(definition)
    for category in definition.categories:
        yield from _category_problems(definition, category, most[category.code].gathered)
    if not quantities.fits(definition.units_required):
        yield Refusal("units_out_of_range", f"The required units have to be {quantities.RANGE}.")
    reachable = most_units(definition)
    if reachable is not None and reachable < definition.units_required:
        yield Refusal(
            "units_unreachable",
            f"The version asks for {quantities.written(definition.units_required)} units, but its requirements "
            f"give at most {quantities.written(reachable)} that count.",
        )


def _category_problems(definition: Definition, category: Category, most: Decimal) -> Iterator[Refusal]:
    if not category.code.strip() or not category.name.strip():
        yield Refusal("category_unnamed", "A category needs a code and a name.")
    if refusal := within_problem(category, definition.categories):
        yield refusal
    for bound in (category.minimum, category.maximum):
        if bound is not None and not quantities.fits(bound):
            yield Refusal(
                "category_bounds",
                f"Category {category.code}: minimum and maximum have to be {quantities.RANGE}.",
            )
    if category.minimum is None:
        return
    minimum = quantities.written(category.minimum)
    if category.maximum is not None and category.minimum > category.maximum:
        yield Refusal(
            "category_bounds",
            f"Category {category.code}: its minimum {minimum} is above its maximum "
            f"{quantities.written(category.maximum)}.",
        )
    if most < category.minimum:
        has_inner = any(one.within == category.code for one in definition.categories)
        yield Refusal(
            "category_unreachable",
            f"Category {category.code} asks for {minimum} units, but its requirements "
            f"{'and what counts of the categories within it ' if has_inner else ''}give only "
            f"{quantities.written(most)}.",
        )


def _most(definition: Definition) -> dict[str, Decimal]:
    """Return the most units that requirements can give, by their category ("" for none)."""
    most: dict[str, Decimal] = {}
    for requirement in definition.requirements:
        units = WITHOUT_LIMIT if requirement.is_repeatable else requirement.units
        most[requirement.category] = most.get(requirement.category, ZERO) + units
    return most


def _repeated(code: str, word: str, values: Iterator[str] | tuple[str, ...]) -> Iterator[Refusal]:
    for value, count in Counter(values).items():
        if count > 1:
            yield Refusal(f"{code}_repeated", f"The {word} {value} stands {count} times; once is enough.")
