"""How are the requirements of a definition put on a page to edit: by stage, with what they ask and give together?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.forms import BoundField, Form
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferral.models import Component
from conferral.rules.definition import (
    LAST_STAGE,
    WITHOUT_LIMIT,
    Category,
    Definition,
    Requirement,
    most_of,
    most_units,
    outer_first,
)
from conferral.rules.editing import Stage, stages_of
from conferral.rules.quantities import written

_PLAIN = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement: what it asks in a few words, the field of its stage, and where it can be moved."""

    requirement: Requirement
    asked: str
    is_retired: bool
    stage: BoundField
    can_go_up: bool
    can_go_down: bool


@dataclass(frozen=True, slots=True)
class StageShown:
    """One stage: the field of its name, and its requirements."""

    number: int
    name: BoundField
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class CategoryShown:
    """One category: what its requirements can give at most, and what names it."""

    category: Category
    is_part: bool
    within: str
    most: str
    used_by: list[str]


def stage_field(code: str) -> str:
    """Return what the field of a requirement's stage is called: after its code, spelled out where that is no name."""
    return f"stage-{code}" if _PLAIN.fullmatch(code) else f"stage~{code.encode().hex()}"


def stages_shown(definition: Definition, form: Form) -> list[StageShown]:
    """Return the stages with the fields of a form: one for each requirement's stage, `name-NUMBER` for each stage."""
    retired = set(
        Component.objects.filter(
            code__in={item.component for item in definition.requirements}, is_retired=True
        ).values_list("code", flat=True)
    )
    return [
        StageShown(
            stage.number,
            form[f"name-{stage.number}"],
            [_line(definition, stage, place, form, retired) for place in range(len(stage.requirements))],
        )
        for stage in stages_of(definition)
    ]


def categories_shown(definition: Definition) -> list[CategoryShown]:
    """Return the categories, each that is within none followed by those within it."""
    most = most_of(definition)
    return [
        CategoryShown(
            category,
            is_part=bool(category.within),
            within=definition.name_of_category(category.within),
            most=units_said(most[category.code].gathered),
            used_by=[item.title for item in definition.requirements if item.category == category.code],
        )
        for category in outer_first(definition.categories)
    ]


def in_reach(definition: Definition) -> str:
    """Say how many units can count, against how many are required."""
    most = most_units(definition)
    said = {
        "units": units_said(WITHOUT_LIMIT if most is None else most),
        "required": written(definition.units_required),
        "unit": definition.unit_type or _("units"),
    }
    if not definition.units_required:
        return _("No %(unit)s are required; the requirements give %(units)s.") % said
    return _("%(required)s %(unit)s are required; %(units)s can be reached.") % said


def units_said(number: Decimal) -> str:
    """Write a number of units, or that there is no limit."""
    return _("any number") if number == WITHOUT_LIMIT else written(number)


def _line(definition: Definition, stage: Stage, place: int, form: Form, retired: Collection[str]) -> Line:
    requirement = stage.requirements[place]
    return Line(
        requirement,
        asked=_asked(definition, requirement),
        is_retired=requirement.component in retired,
        stage=form[stage_field(requirement.code)],
        can_go_up=place > 0 or stage.number > 1,
        can_go_down=place < len(stage.requirements) - 1 or stage.number < LAST_STAGE,
    )


def _asked(definition: Definition, item: Requirement) -> str:
    said = [_("required") if item.is_required else _("elective")]
    category = definition.name_of_category(item.category)
    if item.units:
        said.append(ngettext("%(units)s unit", "%(units)s units", int(item.units)) % {"units": written(item.units)})
        if item.is_repeatable:
            said[-1] = _("%(units)s in any number of completions") % {"units": said[-1]}
    if category:
        said.append(category)
    if item.scale:
        said.append(_("graded: %(scale)s") % {"scale": str(item.scale)})
    if item.requires_approval:
        said.append(_("approved by staff"))
    if item.enrollees_may_record:
        said.append(_("enrollees may record it"))
    return " · ".join(said)
