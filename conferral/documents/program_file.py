"""How is a stored program handed out as a file? In the shape that the import reads.

Keeps docs/files.md: "a program as a file: export gives the same shape back". Importing an export
changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from conferral.models import Program, Version
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.grades import Scale, ScaleKind
from conferral.rules.program_file_examples import in_order
from conferral.rules.quantities import in_json
from conferral.rules.terms import Period

Json = dict[str, object]


def program_file(programs: Iterable[Program]) -> Json:
    """Return the whole file for these programs, by code, in a fixed number of queries."""
    wanted = sorted(programs, key=lambda program: program.code)
    definitions: dict[int, list[Definition]] = {program.pk: [] for program in wanted}
    versions = Version.objects.whole().published().filter(program__in=wanted).order_by("program", "number")
    for version in versions:
        definitions[version.program_id].append(version.definition())
    return {"programs": [_program(program, definitions[program.pk]) for program in wanted]}


def as_text(file: Json) -> str:
    """Write a file as people read and compare it: a line for each value, ending in a line break."""
    return json.dumps(file, ensure_ascii=False, indent=2) + "\n"


def _program(program: Program, versions: Iterable[Definition]) -> Json:
    """A draft stays out: it is nobody's yet, and only published versions can be compared."""
    written: Json = {
        "code": program.code,
        "status": "active" if program.is_active else "inactive",
        "maintenance": program.is_maintenance,
        "enrollees_may_cancel": program.enrollees_may_cancel,
        "separation_of_duties": program.separates_duties,
        "retention_years": program.retention_years,
    }
    if program.examples:
        written["examples"] = in_order(program.examples)
    return {**written, "versions": [version_as_json(definition) for definition in versions]}


def version_as_json(definition: Definition) -> Json:
    """Write a version in the shape that a file has."""
    written: Json = {
        "name": definition.name,
        "description": definition.description,
        "designation": definition.designation,
        "deadline_period": _period(definition.terms.deadline),
    }
    if definition.terms.grace:
        written["grace_period"] = _period(definition.terms.grace)
    written |= {
        "unit_type": definition.unit_type,
        "units_required": in_json(definition.units_required),
        "in_order": definition.in_order,
        "requires_approval": definition.requires_approval,
        "prerequisites": list(definition.prerequisites),
    }
    if definition.categories:
        written["categories"] = [_category(category) for category in definition.categories]
    if definition.stages:
        written["stages"] = {str(number): name for number, name in definition.stages}
    return {**written, "requirements": [_requirement(requirement) for requirement in definition.requirements]}


def _category(category: Category) -> Json:
    written: Json = {"code": category.code, "name": category.name}
    for key, bound in (("minimum", category.minimum), ("maximum", category.maximum)):
        if bound is not None:
            written[key] = in_json(bound)
    if category.within:
        written["within"] = category.within
    return written


def _requirement(requirement: Requirement) -> Json:
    written: Json = {
        "code": requirement.code,
        "title": requirement.title,
        "component": requirement.component,
        "stage": requirement.stage,
        "required": requirement.is_required,
        "units": in_json(requirement.units),
    }
    if requirement.scale:
        written["grade"] = _scale(requirement.scale)
    written |= {
        "requires_approval": requirement.requires_approval,
        "enrollees_may_record": requirement.enrollees_may_record,
        "repeatable": requirement.is_repeatable,
    }
    if requirement.category:
        written["category"] = requirement.category
    return written


def _scale(scale: Scale) -> Json:
    written: Json = {"scale": scale.kind.value}
    if scale.kind is ScaleKind.POINTS and scale.maximum is not None:
        written |= {"max": in_json(scale.maximum), "pass": in_json(Decimal(scale.pass_mark))}
    if scale.kind is ScaleKind.LETTERS:
        written |= {"letters": list(scale.letters), "pass": scale.pass_mark}
    return written


def _period(period: Period) -> Json:
    return {"count": period.count, "unit": period.unit.value}
