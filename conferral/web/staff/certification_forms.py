"""Which fields has the definition of a program, and how do they become one? The fields of the **Definition** tab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferral.documents.certifications import OtherProgram, other_programs
from conferral.models import UnitType
from conferral.rules.definition import Definition
from conferral.rules.quantities import ZERO, written
from conferral.rules.terms import LONGEST_PERIOD, Period, Terms, Unit
from conferral.web.fields import Line, Prose, Units

UNITS = [
    (Unit.DAYS.value, gettext_lazy("Days")),
    (Unit.WEEKS.value, gettext_lazy("Weeks")),
    (Unit.MONTHS.value, gettext_lazy("Months")),
    (Unit.YEARS.value, gettext_lazy("Years")),
]
COUNTED = gettext_lazy("Write a whole number from 1 to 110000, for example 2.")
COUNT_ERRORS = {"required": COUNTED, "invalid": COUNTED, "min_value": COUNTED, "max_value": COUNTED}


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=LONGEST_PERIOD,
        error_messages=COUNT_ERRORS,
        show_hidden_initial=True,
        **more,
    )


def _unit(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=UNITS, show_hidden_initial=True, **more)


def _option(label: Any, help_text: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False, show_hidden_initial=True)


class DefinitionForm(forms.Form):
    """What a version says of itself, apart from its requirements.

    Every field keeps beside it what the person saw there, so that it is known what they changed
    (merging.py). `revision` is that of the draft they saw, 0 when there was none.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    name = Line(label=gettext_lazy("Name"), max_length=300, show_hidden_initial=True)
    description = Prose(
        label=gettext_lazy("Description"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        show_hidden_initial=True,
    )
    designation = Line(
        label=gettext_lazy("Designation"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("The letters that an earner may put behind their name."),
        show_hidden_initial=True,
    )
    deadline_count = _count(
        gettext_lazy("Deadline Period"), help_text=gettext_lazy("From the enrollment date to the deadline.")
    )
    deadline_unit = _unit(gettext_lazy("Unit of the Deadline Period"))
    grace_count = _count(
        gettext_lazy("Grace Period"),
        required=False,
        help_text=gettext_lazy("From the deadline to the expiration date. Left blank, there is none."),
    )
    grace_unit = _unit(gettext_lazy("Unit of the Grace Period"))
    unit_type = forms.ChoiceField(
        label=gettext_lazy("Unit Key"),
        required=False,
        help_text=gettext_lazy("What its units are called. A program without one is not shown to the public."),
        show_hidden_initial=True,
    )
    units_required = Units(
        label=gettext_lazy("Required units"),
        required=False,
        help_text=gettext_lazy("How many units have to count. Left blank, none have to."),
        show_hidden_initial=True,
    )
    in_order = _option(
        gettext_lazy("In order"),
        gettext_lazy("A stage opens once every required requirement of the stages before it is Complete."),
    )
    requires_approval = _option(
        gettext_lazy("Requires Approval"),
        gettext_lazy("Whoever has met everything waits until staff approve it; only then is it Earned."),
    )
    prerequisites = forms.MultipleChoiceField(
        label=gettext_lazy("Prerequisites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Programs that have to be earned by the enrollment date."),
        show_hidden_initial=True,
    )

    def __init__(self, given: Any, *, code: str, defined: Definition | None, revision: int) -> None:
        """Begin from a definition, or from nothing; `code` is the program's own, empty for one that is new."""
        super().__init__(given, initial={**initial(defined), "revision": revision})
        self.others = other_programs(code)
        self.unit_types = list(UnitType.objects.order_by("name").values_list("name", "is_retired"))
        self.offer(defined)

    def offer(self, defined: Definition | None) -> None:
        """Offer what is in use, or was when the page was opened, and whatever is neither retired nor Inactive."""
        in_use = {defined.unit_type if defined else "", self.data.get("initial-unit_type")}
        names = [name for name, is_retired in self.unit_types if not is_retired or name in in_use]
        self.fields["unit_type"].choices = [("", _("none")), *((name, name) for name in names)]  # type: ignore[attr-defined]
        needed = {*(defined.prerequisites if defined else ()), *self._seen("prerequisites")}
        self.fields["prerequisites"].choices = list(_offered(self.others, needed))  # type: ignore[attr-defined]

    def _seen(self, name: str) -> list[str]:
        """Return what of a list was ticked when the page was opened."""
        return self.data.getlist(f"initial-{name}") if isinstance(self.data, QueryDict) else []

    def put_into(self, defined: Definition | None) -> Definition:
        """Return the definition with what the form says; what the form does not hold is left as it is."""
        said = self.cleaned_data
        fields = {
            "name": said["name"],
            "terms": Terms(
                Period(said["deadline_count"], Unit(said["deadline_unit"])),
                Period(said["grace_count"], Unit(said["grace_unit"])) if said["grace_count"] else None,
            ),
            "description": said["description"],
            "designation": said["designation"],
            "unit_type": said["unit_type"],
            "units_required": ZERO if said["units_required"] is None else said["units_required"],
            "in_order": said["in_order"],
            "requires_approval": said["requires_approval"],
            "prerequisites": tuple(sorted(said["prerequisites"])),
        }
        return replace(defined, **fields) if defined else Definition(requirements=(), **fields)


def initial(defined: Definition | None) -> dict[str, Any]:
    """Return what the fields show of a definition."""
    if defined is None:
        return {"deadline_unit": Unit.YEARS.value, "grace_unit": Unit.DAYS.value, "prerequisites": []}
    deadline, grace = defined.terms.deadline, defined.terms.grace
    return {
        "name": defined.name,
        "description": defined.description,
        "designation": defined.designation,
        "deadline_count": deadline.count,
        "deadline_unit": deadline.unit.value,
        "grace_count": grace.count if grace else None,
        "grace_unit": grace.unit.value if grace else Unit.DAYS.value,
        "unit_type": defined.unit_type,
        "units_required": written(defined.units_required) if defined.units_required else "",
        "in_order": defined.in_order,
        "requires_approval": defined.requires_approval,
        "prerequisites": list(defined.prerequisites),
    }


def _offered(others: Iterable[OtherProgram], needed: Iterable[str]) -> Iterable[tuple[str, str]]:
    for other in others:
        if other.is_active or other.code in needed:
            name = other.name if other.name == other.code else f"{other.name} ({other.code})"
            yield other.code, name if other.is_active else _("%(name)s, Inactive") % {"name": name}


class NewProgramForm(DefinitionForm):
    """A program that is not there yet: its code, its definition, and the policies that anybody on the staff may set."""

    code = Line(
        label=gettext_lazy("Code"),
        max_length=64,
        help_text=gettext_lazy("Short and for good: it stands in addresses, files and the log, and never changes."),
    )
    is_active = forms.TypedChoiceField(
        label=gettext_lazy("Status"),
        choices=[("1", gettext_lazy("Active")), ("0", gettext_lazy("Inactive"))],
        initial="1",
        coerce=lambda given: given == "1",
        help_text=gettext_lazy("Only an Active program takes enrollments."),
    )
    is_maintenance = forms.BooleanField(
        label=gettext_lazy("Maintenance program"),
        required=False,
        help_text=gettext_lazy("Whoever has earned it may be enrolled again."),
    )
    enrollees_may_cancel = forms.BooleanField(
        label=gettext_lazy("Allow enrollees to cancel enrollment"),
        required=False,
        help_text=gettext_lazy("Enrollees cancel their own enrollment, and any staff cancel it for them."),
    )

    def __init__(self, given: Any) -> None:
        super().__init__(given, code="", defined=None, revision=0)


class CopyForm(forms.Form):
    """What a copy of a program is called."""

    code = Line(
        label=gettext_lazy("Code"),
        max_length=64,
        help_text=gettext_lazy("The code of the new program: short and for good."),
    )
    name = Line(label=gettext_lazy("Name"), max_length=300)
