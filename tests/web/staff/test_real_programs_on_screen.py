"""Can programs as they are out there be defined on the screens alone, field by field, and come out as their files say?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import programs as program_actions
from conferral.documents.program_file import as_text, program_file
from conferral.models import Component, GradeScale, Program, UnitType
from conferral.rules import grades
from conferral.rules.actors import Role
from conferral.rules.definition import Definition, Requirement
from conferral.rules.program_file import GivenProgram, parse
from conferral.rules.quantities import written
from tests.sample_programs import decoded
from tests.web.signed_in import signed_in
from tests.web.typed import forms

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[3] / "docs" / "example" / "real"


class Screens:
    """A Certification Manager at the screens: each step opens a page, fills its form and sends it."""

    def __init__(self) -> None:
        self.browser = signed_in(Role.MANAGER)

    def save(self, address: str, **said: object) -> None:
        """Fill the form of a page as a person does, and send it."""
        opened = self.browser.get(address)
        assert opened.status_code == 200, (address, opened.status_code)
        fields = next(fields for action, fields in forms(opened) if action in ("", address))
        fields |= {name: value if isinstance(value, list) else [value] for name, value in said.items() if value}
        left = {name: values for name, values in fields.items() if said.get(name, "") is not None}
        answer = self.browser.post(address, left)
        assert answer.status_code == 302, (address, answer.content.decode())

    def program(self, given: GivenProgram) -> None:
        """Define a whole program, publish it, and add its examples."""
        (version,) = given.versions
        defined = version.definition
        self._vocabulary(defined)
        self._begin(given.code, given.policies, defined)
        for inner in (False, True):
            for item in defined.categories:
                if bool(item.within) is inner:
                    self.save(
                        self.at("category-new", given.code),
                        code=item.code,
                        name=item.name,
                        minimum=_number(item.minimum),
                        maximum=_number(item.maximum),
                        within=item.within,
                    )
        for item in defined.requirements:
            self.save(self.at("requirement-new", given.code), **_requirement(item))
        if defined.stages:
            names = {f"name-{number}": name for number, name in defined.stages}
            self.save(self.at("requirements", given.code), **names)
        self.save(self.at("publication", given.code))
        for example in given.policies.get("examples", []):
            self.save(self.at("example-new", given.code), example=json.dumps(example))
        self._guarded(given.code, given.policies)

    def at(self, part: str, code: str) -> str:
        return reverse(f"staff:certification-{part}", args=[code])

    def _vocabulary(self, defined: Definition) -> None:
        if defined.unit_type and not UnitType.objects.filter(name=defined.unit_type).exists():
            self.save(reverse("staff:unit-type-new"), name=defined.unit_type)
        for scale in {item.scale for item in defined.requirements if item.scale}:
            if not GradeScale.objects.filter(signature=GradeScale.signature_of(scale)).exists():
                kinds = {
                    grades.ScaleKind.POINTS: {"maximum": _number(scale.maximum), "pass_mark": scale.pass_mark},
                    grades.ScaleKind.LETTERS: {"letters": "\n".join(scale.letters), "passing": scale.pass_mark},
                    grades.ScaleKind.PASS_FAIL: {},
                }
                self.save(reverse("staff:grade-scale-new"), kind=scale.kind.value, **kinds[scale.kind])

    def _begin(self, code: str, policies: dict, defined: Definition) -> None:
        deadline, grace = defined.terms.deadline, defined.terms.grace
        self.save(
            reverse("staff:certification-new"),
            code=code,
            name=defined.name,
            description=defined.description,
            designation=defined.designation,
            deadline_count=str(deadline.count),
            deadline_unit=deadline.unit.value,
            grace_count=str(grace.count) if grace else "",
            grace_unit=grace.unit.value if grace else "days",
            unit_type=defined.unit_type,
            units_required=_number(defined.units_required),
            in_order=_tick(defined.in_order),
            requires_approval=_tick(defined.requires_approval),
            prerequisites=list(defined.prerequisites),
            is_active="1" if policies.get("is_active", True) else "0",
            is_maintenance=_tick(policies.get("is_maintenance")),
            enrollees_may_cancel=_tick(policies.get("enrollees_may_cancel")),
        )

    def _guarded(self, code: str, policies: dict) -> None:
        held = program_actions.policies_of(Program.objects.get(code=code))
        for name in ("separates_duties", "retention_years"):
            wanted = policies.get(name, getattr(held, name))
            if wanted != getattr(held, name):
                revision = Program.objects.get(code=code).revision
                said = {"retention_years": wanted} if name == "retention_years" else {"policy": name, "is_on": "1"}
                answer = self.browser.post(self.at("policies", code), {"revision": revision, **said})
                assert answer.status_code == 302


def _requirement(item: Requirement) -> dict[str, object]:
    known = Component.objects.filter(code=item.component).exists()
    scale = GradeScale.objects.get(signature=GradeScale.signature_of(item.scale)).key if item.scale else ""
    return {
        "component": item.component if known else "",
        "new_component": "" if known else item.component,
        "new_component_title": "" if known else item.title,
        "code": item.code,
        "title": item.title,
        "is_required": "1" if item.is_required else "0",
        "stage": str(item.stage),
        "units": _number(item.units),
        "category": item.category,
        "is_repeatable": _tick(item.is_repeatable),
        "scale": str(scale),
        "requires_approval": _tick(item.requires_approval),
        "enrollees_may_record": _tick(item.enrollees_may_record),
    }


def _number(value: object) -> str:
    return "" if value is None else written(value)


def _tick(value: object) -> str | None:
    return "on" if value else None


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.json")), ids=lambda file: file.stem)
@zeal_ignore()  # one program after the other, one form after the other
def test_a_program_as_it_is_out_there_is_defined_on_the_screens_as_its_file_says(file) -> None:
    screens = Screens()
    for item in decoded(file.read_text(encoding="utf-8"))["programs"]:
        given = parse(item)
        screens.program(given)
        found = parse(decoded(as_text(program_file([Program.objects.get(code=given.code)])))["programs"][0])
        assert _sorted(found.versions[0].definition) == _sorted(given.versions[0].definition)
        assert {name: found.policies[name] for name in given.policies} == given.policies


def _sorted(defined: Definition) -> Definition:
    """Categories are typed the outer ones first, whatever their order in the file."""
    return replace(defined, categories=tuple(sorted(defined.categories, key=lambda one: one.code)))
