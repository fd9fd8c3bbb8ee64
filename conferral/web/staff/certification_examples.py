"""What must come out for people whose record is made up, and does it? The tab **Examples** of a program's editor."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import programs
from conferral.models import Program
from conferral.rules import example_words, json_text
from conferral.rules.definition import Definition
from conferral.rules.examples import Example, judge
from conferral.rules.json_text import NotJson, line_and_column
from conferral.rules.program_file_examples import example_of, kept
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.looked import revision_of
from conferral.web.staff.editing import Edited, edited, editor_page

LONGEST = 200_000
LARGEST_REVISION = 999_999_999
TAB = "certification-examples"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a version gives an example; `differences` are empty exactly when it does."""

    by: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One example on the page, by its place from 1 on. One that cannot be read has only its faults."""

    place: int
    example: Example | None
    facts: tuple[str, ...] = ()
    expectations: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    faults: tuple[str, ...] = ()


class OneExample(forms.Form):
    """One example as JSON; `was` is what it was when the form was opened, `revision` that of the program."""

    example = forms.CharField(
        label=gettext_lazy("Example"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
        help_text=gettext_lazy("As it stands in a file of programs: one object of JSON."),
    )
    was = forms.CharField(required=False, strip=False, max_length=LONGEST, widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=0, max_value=LARGEST_REVISION, widget=forms.HiddenInput)

    def clean_example(self) -> Example:
        """Read the example; each sentence says where something is wrong."""
        text = self.cleaned_data["example"]
        value = json_text.decoded(text)
        if isinstance(value, NotJson):
            said = value.sentence if value.at is None else f"{line_and_column(text, value.at)}: {value.sentence}"
            raise ValidationError(said[:1].upper() + said[1:], code="not_json")
        example = example_of(value, "example")
        if isinstance(example, Example):
            return example
        raise ValidationError([ValidationError(fault.refusal.message, code=fault.refusal.code) for fault in example])


@staff_only
@require_safe
def examples(request: HttpRequest, code: str) -> HttpResponse:
    """Show each example in words, and what the version in force and the draft make of it."""
    of = edited(code)
    judges = _judges(of)
    shown = [_shown(place, value, of, judges) for place, value in enumerate(of.program.examples, start=1)]
    return editor_page(request, "staff/certification_examples.html", {"shown": shown, "judges": judges}, of=of, tab=TAB)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def example(request: Asking, code: str, place: int | None = None) -> HttpResponse:
    """Write a new example, or the one at a place anew."""
    of = edited(code)
    if request.method == "POST":
        form = OneExample(request.POST.copy())
        if form.is_valid():
            with refusals_of(form):
                _keep(of.program, form, request)
                name = form.cleaned_data["example"].name
                messages.success(request, _("The example “%(name)s” is kept.") % {"name": name})
                return HttpResponseRedirect(reverse("staff:certification-examples", args=[of.program.code]))
        _again(form, code)
    else:
        form = OneExample(initial=_initial(of, place))
    values = {"form": form, "place": place}
    return editor_page(
        request, "staff/certification_example.html", values, of=of, tab=TAB, status=422 if form.errors else 200
    )


@staff_only
@require_POST
def removal(request: Asking, code: str, place: int) -> HttpResponse:
    """Take an example away; it stays in the log."""
    of = edited(code)
    value = _at(of, place)
    policies = programs.policies_of(of.program)
    left = [one for number, one in enumerate(policies.examples, start=1) if number != place]
    programs.set_policies(
        program=of.program,
        policies=replace(policies, examples=left),
        by=request.actor,
        at=clock.now(),
        revision=revision_of(request),
    )
    name = value.get("name") if isinstance(value, dict) else ""
    messages.success(request, _("The example “%(name)s” is removed.") % {"name": name})
    return HttpResponseRedirect(reverse("staff:certification-examples", args=[of.program.code]))


def _judges(of: Edited) -> list[tuple[str, Definition]]:
    judges = []
    if of.current is not None:
        judges.append((_("Version %(number)s (in force)") % {"number": of.current.number}, of.current.definition()))
    if of.draft is not None and of.definition is not None:
        judges.append((_("The draft"), of.definition))
    return judges


def _shown(place: int, value: object, of: Edited, judges: list[tuple[str, Definition]]) -> Shown:
    found = example_of(value, "example")
    if not isinstance(found, Example):
        return Shown(place, None, faults=tuple(fault.refusal.message for fault in found))
    return Shown(
        place,
        found,
        facts=example_words.facts(found, of.definition),
        expectations=example_words.expectations(found, of.definition),
        verdicts=tuple(Verdict(by, tuple(map(str, judge(definition, found)))) for by, definition in judges),
    )


def _keep(program: Program, form: OneExample, request: Asking) -> None:
    """Put the example in the place of what it was; one that is not there any more is added at the end."""
    policies = programs.policies_of(program)
    wanted, was = kept(form.cleaned_data["example"]), form.cleaned_data["was"]
    held = [_written(value) for value in policies.examples]
    changed = list(policies.examples)
    if was and was in held:
        changed[held.index(was)] = wanted
    else:
        changed.append(wanted)
    programs.set_policies(
        program=program,
        policies=replace(policies, examples=changed),
        by=request.actor,
        at=clock.now(),
        revision=form.cleaned_data["revision"],
    )


def _again(form: OneExample, code: str) -> None:
    """Let a form that came too late be saved on top of what is in force now: nothing typed is lost."""
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        newest = Program.objects.values_list("revision", flat=True).get(code=code)
        cast("QueryDict", form.data)["revision"] = str(newest)


def _initial(of: Edited, place: int | None) -> dict[str, object]:
    if place is None:
        first = kept(example_words.suggested(of.definition)) if of.definition else {}
        return {"example": _typed(first), "was": "", "revision": of.program.revision}
    value = _at(of, place)
    found = example_of(value, "")
    readable = kept(found) if isinstance(found, Example) else value
    return {"example": _typed(readable), "was": _written(value), "revision": of.program.revision}


def _at(of: Edited, place: int) -> object:
    if not 1 <= place <= len(of.program.examples):
        raise Http404
    value: object = of.program.examples[place - 1]
    return value


def _written(value: object) -> str:
    """Write a kept example so that equal ones are written alike."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _typed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
