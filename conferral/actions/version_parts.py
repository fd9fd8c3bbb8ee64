"""How is a definition written into rows: the version and the parts it is built from?

Components, unit types and grade scales that a definition names are created when they are new.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from conferral.models import Category, Component, GradeScale, Program, Requirement, Stage, UnitType, Version
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.contacts import check_line
from conferral.rules.definition import Definition
from conferral.rules.grades import Scale
from conferral.rules.refusals import Refusal, Refused


def write_parts(
    version: Version, definition: Definition, by: Actor, *, titles: Mapping[str, str] | None = None
) -> Version:
    """Write a definition into a version that is not published yet, replacing what it had.

    `titles` are those of components that are new; one without gets the title of its requirement. Raises Refused:
    `prerequisite_unknown`, `..._too_long` and the like for texts that do not fit, `role_needed` for a new unit type
    or grade scale, which are not every staff member's to add.
    """
    _refuse_misfits(definition, titles or {})
    if _names_new_vocabulary(definition) and (refusal := permits.may_set_policies(by)):
        raise Refused(refusal)
    version.name = definition.name
    version.description = definition.description
    version.designation = definition.designation
    version.deadline_count = definition.terms.deadline.count
    version.deadline_unit = definition.terms.deadline.unit.value
    grace = definition.terms.grace
    version.grace_count = grace.count if grace else None
    version.grace_unit = grace.unit.value if grace else ""
    version.unit_type = _unit_type(definition.unit_type)
    version.units_required = definition.units_required
    version.in_order = definition.in_order
    version.requires_approval = definition.requires_approval
    if version.pk is not None:
        version.revision += 1
    version.save()
    version.prerequisites.set(_prerequisites(definition))
    _write_requirements(version, definition, titles or {})
    return version


def _write_requirements(version: Version, definition: Definition, titles: Mapping[str, str]) -> None:
    version.requirements.all().delete()
    version.categories.all().delete()
    version.stages.all().delete()
    Stage.objects.bulk_create(Stage(version=version, number=number, name=name) for number, name in definition.stages)
    categories = _write_categories(version, definition)
    components = _components(definition, titles)
    scales = _scales(definition)
    Requirement.objects.bulk_create(
        Requirement(
            version=version,
            position=position,
            code=item.code,
            title=item.title,
            component=components[item.component],
            stage=item.stage,
            is_required=item.is_required,
            units=item.units,
            grade_scale=scales[item.scale] if item.scale else None,
            requires_approval=item.requires_approval,
            enrollees_may_record=item.enrollees_may_record,
            category=categories[item.category] if item.category else None,
            is_repeatable=item.is_repeatable,
        )
        for position, item in enumerate(definition.requirements, start=1)
    )


def _write_categories(version: Version, definition: Definition) -> dict[str, Category]:
    """Write the categories, those that others are within first; return them by code."""
    written: dict[str, Category] = {}
    numbered = list(enumerate(definition.categories, start=1))
    for are_inner in (False, True):
        written |= {
            row.code: row
            for row in Category.objects.bulk_create(
                Category(
                    version=version,
                    within=written[item.within] if item.within else None,
                    position=position,
                    code=item.code,
                    name=item.name,
                    minimum=item.minimum,
                    maximum=item.maximum,
                )
                for position, item in numbered
                if bool(item.within) is are_inner
            )
        }
    return written


def _refuse_misfits(definition: Definition, titles: Mapping[str, str]) -> None:
    """Refuse texts longer than their columns before anything is written."""
    texts = [
        ("name", definition.name, 300),
        ("designation", definition.designation, 100),
        ("unit_type", definition.unit_type, 100),
    ]
    texts += [(f"stage {number}", name, 200) for number, name in definition.stages]
    texts += [(f"component {code} title", title, 300) for code, title in titles.items()]
    for category in definition.categories:
        texts += [("category code", category.code, 64), (f"category {category.code} name", category.name, 200)]
    for item in definition.requirements:
        texts += [
            ("requirement code", item.code, 64),
            (f"requirement {item.code} title", item.title, 300),
            (f"requirement {item.code} component", item.component, 64),
        ]
    for field, value, longest in texts:
        if refusal := check_line(field, value, longest):
            raise Refused(refusal)
    if "\0" in definition.description:
        raise Refused(Refusal("description_control_character", "description: it has a NUL character; remove it."))


def _names_new_vocabulary(definition: Definition) -> bool:
    """Whether a unit type or a grade scale would have to be created."""
    unit_type = definition.unit_type
    if unit_type and not UnitType.objects.filter(name=unit_type).exists():
        return True
    signatures = {GradeScale.signature_of(item.scale) for item in definition.requirements if item.scale}
    return GradeScale.objects.filter(signature__in=signatures).count() < len(signatures)


def _unit_type(name: str) -> UnitType | None:
    if not name:
        return None
    taken = UnitType.objects.select_for_update(no_key=True).filter(name=name).first()
    if taken is None:
        new = [UnitType(name=name)]
        UnitType.objects.bulk_create(new, update_conflicts=True, unique_fields=["name"], update_fields=["name"])
    return taken or UnitType.objects.get(name=name)


def _components(definition: Definition, given: Mapping[str, str]) -> dict[str, Component]:
    """Return the components by code, those that are new created under the title given or their requirement's."""
    titles = {item.component: given[item.component] for item in definition.requirements if item.component in given}
    for item in definition.requirements:
        titles.setdefault(item.component, item.title)
    # What is taken is locked: nobody removes or renames it under the hands of whoever takes it.
    taken = Component.objects.select_for_update(no_key=True).filter(code__in=titles).order_by("code")
    known = {component.code for component in taken}
    # Two people may publish the same new component at once: the second finds it there and leaves it. In the order of
    # their codes, so that neither waits for the other.
    Component.objects.bulk_create(
        [Component(code=code, title=title) for code, title in sorted(titles.items()) if code not in known],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["code"],
    )
    return {component.code: component for component in Component.objects.filter(code__in=titles)}


def _scales(definition: Definition) -> dict[Scale, GradeScale]:
    """Return a row for each grade scale, those that are new created."""
    scales = {GradeScale.signature_of(item.scale): item.scale for item in definition.requirements if item.scale}
    taken = GradeScale.objects.select_for_update(no_key=True).filter(signature__in=scales).order_by("signature")
    known = {row.signature for row in taken}
    GradeScale.objects.bulk_create(
        [
            GradeScale(
                signature=signature,
                kind=scale.kind.value,
                maximum=scale.maximum,
                pass_mark=scale.pass_mark,
                letters=list(scale.letters),
            )
            for signature, scale in sorted(scales.items(), key=itemgetter(0))
            if signature not in known
        ],
        update_conflicts=True,
        unique_fields=["signature"],
        update_fields=["signature"],
    )
    rows = {row.signature: row for row in GradeScale.objects.filter(signature__in=scales)}
    return {scale: rows[signature] for signature, scale in scales.items()}


def _prerequisites(definition: Definition) -> list[Program]:
    known = {program.code: program for program in Program.objects.filter(code__in=definition.prerequisites)}
    for code in definition.prerequisites:
        if code not in known:
            raise Refused(Refusal("prerequisite_unknown", f"prerequisites: there is no program with the code {code}."))
    return list(known.values())
