"""In which stages and order do the requirements of a program stand? The **Requirements** tab.

The order is changed by number, by buttons or by dragging; all three send the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import programs
from conferral.rules import editing
from conferral.rules.definition import LAST_STAGE, Definition, problems
from conferral.rules.refusals import Refusal, Refused
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Line
from conferral.web.staff.editing import Edited, edited, editor_page
from conferral.web.staff.merging import put_on_top
from conferral.web.staff.requirements_shown import categories_shown, in_reach, stage_field, stages_shown

NUMBERED = gettext_lazy("Write the number of a stage, from 1 to 999.")
LONGEST_NAME = 200


class Arrangement(forms.Form):
    """The number of each requirement's stage and the name of each stage, beside what the person saw there.

    `up` and `down` name the requirement whose button was pressed; `move` one that was dragged, `into` which stage
    and `before` which other.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    up = forms.CharField(required=False, strip=False)
    down = forms.CharField(required=False, strip=False)
    move = forms.CharField(required=False, strip=False)
    before = forms.CharField(required=False, strip=False)
    into = forms.IntegerField(required=False, min_value=1, max_value=LAST_STAGE)

    def __init__(self, given: Any, *, defined: Definition, revision: int) -> None:
        super().__init__(given, initial={"revision": revision})
        stages = editing.stages_of(defined)
        for item in defined.requirements:
            self.fields[stage_field(item.code)] = _number(item.title, item.stage)
        self.next = min(max((stage.number for stage in stages), default=0) + 1, LAST_STAGE)
        names = dict(defined.stages)
        for number in sorted({*(stage.number for stage in stages), self.next}):
            label = _("Name of stage %(number)s") % {"number": number}
            self.fields[f"name-{number}"] = Line(
                label=label, required=False, max_length=LONGEST_NAME, initial=names.get(number, ""),
                show_hidden_initial=True,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse a stage that was left without its number."""
        for name in self.changed_data:
            if name.startswith("stage") and name in self.cleaned_data and self.cleaned_data[name] is None:
                self.add_error(name, ValidationError(NUMBERED, code="required"))
        return self.cleaned_data

    def put_into(self, defined: Definition) -> Definition:
        """Return the definition with what was changed here, and nothing else changed."""
        said, changed = self.cleaned_data, set(self.changed_data)
        numbers = {
            item.code: said[name] for item in defined.requirements if (name := stage_field(item.code)) in changed
        }
        names = {int(name.removeprefix("name-")): said[name] for name in changed if name.startswith("name-")}
        arranged = editing.named(editing.renumbered(defined, numbers), names)
        if said["up"]:
            return editing.moved_up(arranged, said["up"])
        if said["down"]:
            return editing.moved_down(arranged, said["down"])
        if said["move"] and said["into"]:
            return editing.placed(arranged, said["move"], stage=said["into"], before=said["before"])
        return arranged


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: Asking, code: str) -> HttpResponse:
    """Show the requirements by stage; save another order of them, other names of stages."""
    of = edited(code)
    if of.definition is None:
        return editor_page(
            request, "staff/certification_requirements.html", {"form": None}, of=of, tab="certification-requirements"
        )
    form = Arrangement(request.POST or None, defined=of.definition, revision=of.revision)
    if form.is_valid():
        wanted = form.put_into(of.definition)
        if saved(request, form, of, wanted, _said(form, wanted)):
            return back_to(code, **_pressed(form))
        if form.has_error(NON_FIELD_ERRORS, "stale"):
            put_on_top(form, request.POST, _newest(form), of.revision)
    values = {
        "form": form,
        "stages": stages_shown(of.definition, form),
        "next": None if form.next in {one.number for one in editing.stages_of(of.definition)} else form.next,
        "categories": categories_shown(of.definition),
        "in_reach": in_reach(of.definition),
        "problems": problems(of.definition, program=code),
        "at": request.GET.get("at", ""),
        "by": request.GET.get("by", ""),
    }
    status = 422 if form.errors else 200
    return editor_page(
        request,
        "staff/certification_requirements.html",
        values,
        of=of,
        tab="certification-requirements",
        status=status,
    )


def begun(code: str) -> tuple[Edited, Definition]:
    """Return what is edited; refused (`definition_missing`) before the first tab was saved, 404 for no program."""
    of = edited(code)
    if of.definition is None:
        said = _("Save the Definition of %(code)s first: its Name and its Deadline Period.") % {"code": code}
        raise Refused(Refusal("definition_missing", said))
    return of, of.definition


def back_to(code: str, **asked: str) -> HttpResponseRedirect:
    """Lead back to the tab; `at` names the part where the person was, `by` the button they pressed there."""
    address = reverse("staff:certification-requirements", args=[code])
    return HttpResponseRedirect(f"{address}?{urlencode(asked)}" if asked else address)


def saved(
    request: Asking,
    form: forms.Form,
    of: Edited,
    wanted: Definition,
    said: str,
    *,
    titles: Mapping[str, str] | None = None,
) -> bool:
    """Save the draft wanted, on top of the revision that the form knows, and say so; a refusal stands on the form.

    `titles` are those of components that are new.
    """
    if wanted == of.definition:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
        return True
    with refusals_of(form):
        programs.save_draft(
            program=of.program,
            definition=wanted,
            by=request.actor,
            at=clock.now(),
            revision=form.cleaned_data["revision"],
            titles=titles,
        )
        messages.success(request, said)
    return not form.errors


def _said(form: Arrangement, after: Definition) -> str:
    code = _pressed(form).get("at", "")
    for stage in editing.stages_of(after):
        for place, item in enumerate(stage.requirements, start=1):
            if item.code == code:
                return _("%(title)s is number %(place)s of stage %(stage)s now.") % {
                    "title": item.title,
                    "place": place,
                    "stage": stage.number,
                }
    return _("The order is saved in the draft.")


def _pressed(form: Arrangement) -> dict[str, str]:
    for by in ("up", "down", "move"):
        if code := form.cleaned_data[by]:
            return {"at": code, "by": by}
    return {}


def _newest(form: Arrangement) -> dict[str, Any]:
    return {name: field.initial for name, field in form.fields.items() if name.startswith(("stage", "name-"))}


def _number(title: str, stage: int) -> forms.IntegerField:
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), NUMBERED)
    return forms.IntegerField(
        label=_("Stage of %(title)s") % {"title": title},
        required=False,
        min_value=1,
        max_value=LAST_STAGE,
        initial=stage,
        show_hidden_initial=True,
        error_messages=errors,
    )
