"""Which units are still short once every required requirement is Complete, and what could give them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from conferral.rules.definition import WITHOUT_LIMIT, CountedUnits, Definition, Requirement, units_of
from conferral.rules.outlook_times import Times, left, waiting_units
from conferral.rules.progress import Progress
from conferral.rules.quantities import ZERO


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Units that are still to be gathered: of a category (its code), or of any kind that counts (empty).

    `candidates` could give some of them in time; `is_in_reach` whether all of them together give enough.
    """

    category: str
    name: str
    units: Decimal
    candidates: tuple[Requirement, ...]
    is_in_reach: bool


def shortfalls(times: Times) -> tuple[Shortfall, ...]:
    """Return what is short beside the required requirements: each category below its least, then the rest of the total.

    Units of what waits are taken as if they counted; so are those that the required ones will give.
    """
    definition = times.progress.definition
    given = _assumed(times.progress)
    found = []
    codes = {category.code for category in definition.categories}
    for category in sorted(definition.categories, key=lambda one: one.within not in codes):
        short = (category.minimum or ZERO) - units_of(definition.categories, given).of[category.code].gathered
        if short > ZERO:
            found.append(_shortfall(times, given, category.code, name=category.name, short=short))
            given = _more(given, category.code, short)
    short = definition.units_required - units_of(definition.categories, given).total
    if short > ZERO:
        found.append(_shortfall(times, given, "", name=definition.unit_type or "units", short=short))
    return tuple(found)


def _assumed(progress: Progress) -> dict[str, Decimal]:
    """Return the units by category once all that is required is Complete and all that waits is approved."""
    given: dict[str, Decimal] = {}
    for item in progress.requirements:
        units = item.units + waiting_units(item)
        if item.requirement.is_required:
            units = max(units, item.requirement.units)
        given = _more(given, item.requirement.category, units)
    return given


def _shortfall(times: Times, given: Mapping[str, Decimal], category: str, *, name: str, short: Decimal) -> Shortfall:
    progress = times.progress
    definition = progress.definition
    now = _units(definition, given, category)
    candidates = []
    all_of_them = dict(given)
    for item in progress.requirements:
        requirement = item.requirement
        could = requirement.is_repeatable or (not requirement.is_required and left(item) > ZERO)
        if not could or times.another(requirement) is None:
            continue
        units = WITHOUT_LIMIT if requirement.is_repeatable else requirement.units
        if _units(definition, _more(given, requirement.category, units), category) > now:
            candidates.append(requirement)
            all_of_them = _more(all_of_them, requirement.category, units)
    reach = _units(definition, all_of_them, category)
    return Shortfall(category, name, short, tuple(candidates), is_in_reach=reach >= now + short)


def _units(definition: Definition, given: Mapping[str, Decimal], category: str) -> Decimal:
    found: CountedUnits = units_of(definition.categories, given)
    return found.of[category].gathered if category else found.total


def _more(given: Mapping[str, Decimal], category: str, units: Decimal) -> dict[str, Decimal]:
    return {**given, category: given.get(category, ZERO) + units}
