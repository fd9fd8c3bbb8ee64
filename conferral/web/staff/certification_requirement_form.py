"""Which fields has a requirement of a program, and how do they become one?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferral.models import Component, GradeScale
from conferral.rules.contacts import check_line
from conferral.rules.definition import LAST_STAGE, Definition, Requirement, outer_first, problems
from conferral.rules.grades import Scale
from conferral.rules.program_file_versions import LONGEST_CODE, LONGEST_TITLE
from conferral.rules.quantities import ZERO, written
from conferral.rules.refusals import Refusal
from conferral.web.errors import add_refusal
from conferral.web.fields import Line, Units

GONE = {"invalid_choice": gettext_lazy("That is not there any more; choose another.")}
NUMBERED = gettext_lazy("Write the number of a stage, from 1 to 999.")
LINES = {
    "code": LONGEST_CODE,
    "title": LONGEST_TITLE,
    "new_component": LONGEST_CODE,
    "new_component_title": LONGEST_TITLE,
}
AT_FAULT = {
    "requirement_repeated": "code",
    "requirement_unnamed": "code",
    "stage_out_of_range": "stage",
    "units_out_of_range": "units",
    "repeatable_without_units": "units",
    "category_unknown": "category",
}
"""Which field a problem of a definition is about."""


class RequirementForm(forms.Form):
    """A requirement as the draft asks for it. Every field keeps beside it what the person saw there (merging.py)."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    component = forms.ChoiceField(
        label=gettext_lazy("Component"),
        required=False,
        help_text=gettext_lazy("What is to be done, whichever programs ask for it. Offerings belong to it."),
        error_messages=GONE,
        show_hidden_initial=True,
    )
    new_component = Line(label=gettext_lazy("Code of the new component"), required=False)
    new_component_title = Line(label=gettext_lazy("Title of the new component"), required=False)
    code = Line(
        label=gettext_lazy("Code"),
        required=False,
        help_text=gettext_lazy("Once in this program. Left blank, it is that of the component."),
        show_hidden_initial=True,
    )
    title = Line(
        label=gettext_lazy("Title"),
        required=False,
        help_text=gettext_lazy("What people read. Left blank, it is that of the component."),
        show_hidden_initial=True,
    )
    is_required = forms.TypedChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("1", gettext_lazy("Required")), ("0", gettext_lazy("Elective"))],
        coerce=lambda given: given == "1",
        show_hidden_initial=True,
    )
    stage = forms.IntegerField(
        label=gettext_lazy("Stage"),
        min_value=1,
        max_value=LAST_STAGE,
        help_text=gettext_lazy("Requirements of one stage run side by side."),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NUMBERED),
        show_hidden_initial=True,
    )
    units = Units(
        label=gettext_lazy("Units"),
        required=False,
        help_text=gettext_lazy("What it gives when Complete. Left blank, none."),
        show_hidden_initial=True,
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, error_messages=GONE, show_hidden_initial=True
    )
    is_repeatable = forms.BooleanField(
        label=gettext_lazy("Repeatable: any number of completions, each with units of its own"),
        required=False,
        help_text=gettext_lazy("It is Complete once they add up to its units; all of them count."),
        show_hidden_initial=True,
    )
    scale = forms.ChoiceField(
        label=gettext_lazy("Grade scale"), required=False, error_messages=GONE, show_hidden_initial=True
    )
    requires_approval = forms.BooleanField(
        label=gettext_lazy("Completions wait for the approval of staff"), required=False, show_hidden_initial=True
    )
    enrollees_may_record = forms.BooleanField(
        label=gettext_lazy("Enrollees may record it themselves"), required=False, show_hidden_initial=True
    )

    def __init__(
        self, given: Any, *, program: str, defined: Definition, held: Requirement | None, stage: int, revision: int
    ) -> None:
        """Begin from the requirement held, or from nothing in a stage; `program` is the program's code."""
        self.program, self.defined, self.held = program, defined, held
        self.scales = {str(row.key): row for row in _offered_scales(held.scale if held else None)}
        self.components = {row.code: row for row in _offered_components(held.component if held else "")}
        super().__init__(given, initial={**self.newest(stage), "revision": revision})
        self._choose(
            "component", _("Choose a component"), ((code, _named(row)) for code, row in self.components.items())
        )
        self._choose("scale", _("none: no grade is asked"), ((key, _called(row)) for key, row in self.scales.items()))
        listed = outer_first(defined.categories)
        self._choose("category", _("none"), ((one.code, defined.name_of_category(one.code)) for one in listed))

    def newest(self, stage: int = 1) -> dict[str, Any]:
        """Return what the fields show of the requirement as it stands now."""
        held = self.held
        if held is None:
            return {"is_required": "1", "stage": stage, "component": "", "category": "", "scale": ""}
        return {
            "component": held.component,
            "code": held.code,
            "title": held.title,
            "is_required": "1" if held.is_required else "0",
            "stage": held.stage,
            "units": written(held.units) if held.units else "",
            "category": held.category,
            "is_repeatable": held.is_repeatable,
            "scale": next((key for key, row in self.scales.items() if row.scale == held.scale), ""),
            "requires_approval": held.requires_approval,
            "enrollees_may_record": held.enrollees_may_record,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse texts that do not fit, a component that is neither chosen nor named."""
        for name, longest in LINES.items():
            text = self.cleaned_data.get(name, "")
            if refusal := check_line(str(self.fields[name].label), text, longest):
                add_refusal(self, refusal)
        if not self.errors:
            self._clean_component()
        return self.cleaned_data

    def titles(self) -> dict[str, str]:
        """Return the title of the component that is new, if one is named."""
        said = self.cleaned_data
        new = said["new_component"]
        return {new: said["new_component_title"] or said["title"]} if new else {}

    def requirement(self) -> Requirement:
        """Return what the form says."""
        said = self.cleaned_data
        component = said["new_component"] or said["component"]
        titles = self.titles() or {component: self.components[component].title}
        chosen = self.scales.get(said["scale"])
        return Requirement(
            code=said["code"] or component,
            title=said["title"] or titles[component],
            component=component,
            stage=said["stage"],
            is_required=said["is_required"],
            units=ZERO if said["units"] is None else said["units"],
            scale=chosen.scale if chosen else None,
            requires_approval=said["requires_approval"],
            enrollees_may_record=said["enrollees_may_record"],
            category=said["category"],
            is_repeatable=said["is_repeatable"],
        )

    def refuse_problems(self, wanted: Definition) -> None:
        """Put what is wrong with the wanted definition, and was not wrong before, on the field it is about."""
        put_problems(self, self.defined, wanted, AT_FAULT, program=self.program)

    def _clean_component(self) -> None:
        said = self.cleaned_data
        new = said["new_component"]
        if new and Component.objects.filter(code=new).exists():
            text = _("There is a component with the code %(code)s already; choose it above, or take another code.")
            self.add_error("new_component", ValidationError(text % {"code": new}, code="code_taken"))
        elif new and not said["new_component_title"] and not said["title"]:
            text = _("A new component needs a title.")
            self.add_error("new_component_title", ValidationError(text, code="title_missing"))
        elif said["new_component_title"] and not new:
            text = _("A new component needs a code.")
            self.add_error("new_component", ValidationError(text, code="code_missing"))
        elif not new and not said["component"]:
            text = _("Choose the component, or name a new one below.")
            self.add_error("component", ValidationError(text, code="component_missing"))

    def _choose(self, name: str, none: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]


def put_problems(
    form: forms.Form, before: Definition, wanted: Definition, at_fault: dict[str, str], *, program: str
) -> None:
    """Put each problem that a wanted definition has and the one before had not on the field it is about."""
    known = set(problems(before, program=program))
    for problem in problems(wanted, program=program):
        if problem not in known and problem.code in at_fault:
            form.add_error(at_fault[problem.code], _error(problem))


def _error(problem: Refusal) -> ValidationError:
    return ValidationError(problem.message, code=problem.code)


def _offered_components(held: str) -> Iterable[Component]:
    rows = Component.objects.filter(is_retired=False) | Component.objects.filter(code=held)
    return rows.order_by("title", "code")


def _offered_scales(held: Scale | None) -> Iterable[GradeScale]:
    rows = GradeScale.objects.filter(is_retired=False)
    if held:
        rows |= GradeScale.objects.filter(signature=GradeScale.signature_of(held))
    return rows.order_by("name", "pk")


def _named(component: Component) -> str:
    said = {"title": component.title, "code": component.code}
    return (_("%(title)s (%(code)s), retired") if component.is_retired else _("%(title)s (%(code)s)")) % said


def _called(scale: GradeScale) -> str:
    said = f"{scale.name}: {scale}" if scale.name else str(scale)
    return _("%(scale)s, retired") % {"scale": said} if scale.is_retired else said
