"""Which kinds of units does the draft tell apart? Categories: added, changed and taken out, one at a time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral.rules import editing
from conferral.rules.contacts import check_line
from conferral.rules.definition import Category, Definition
from conferral.rules.program_file_versions import LONGEST_CODE, LONGEST_NAME
from conferral.rules.quantities import written
from conferral.rules.refusals import Refusal
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import add_refusal
from conferral.web.fields import Line, Units
from conferral.web.staff.certification_publication import SeenForm, renewed
from conferral.web.staff.certification_requirement_form import GONE, put_problems
from conferral.web.staff.certification_requirements import back_to, begun, saved
from conferral.web.staff.editing import editor_page
from conferral.web.staff.merging import put_on_top

TAB = "certification-requirements"
AT_FAULT = {
    "category_repeated": "code",
    "category_unnamed": "code",
    "category_bounds": "minimum",
    "category_within_unknown": "within",
    "category_within_itself": "within",
    "category_within_too_deep": "within",
}
"""Which field a problem of a definition is about."""


class CategoryForm(forms.Form):
    """A category of the draft. Every field keeps beside it what the person saw there (merging.py)."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    code = Line(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Short, and once in this program."),
        show_hidden_initial=True,
    )
    name = Line(
        label=gettext_lazy("Name"), help_text=gettext_lazy("For example National hours."), show_hidden_initial=True
    )
    minimum = Units(
        label=gettext_lazy("At least"),
        required=False,
        help_text=gettext_lazy("So many units are needed. Left blank, none."),
        show_hidden_initial=True,
    )
    maximum = Units(
        label=gettext_lazy("At most count"),
        required=False,
        help_text=gettext_lazy("Units above it do not count. Left blank, all do."),
        show_hidden_initial=True,
    )
    within = forms.ChoiceField(
        label=gettext_lazy("Within"),
        required=False,
        help_text=gettext_lazy("What counts here counts there too, up to what that one lets count."),
        error_messages=GONE,
        show_hidden_initial=True,
    )

    def __init__(self, given: Any, *, program: str, defined: Definition, held: Category | None, revision: int) -> None:
        self.program, self.defined, self.held = program, defined, held
        super().__init__(given, initial={**self.newest(), "revision": revision})
        others = [one for one in defined.categories if not one.within and one != held]
        self.parts = [one.name for one in defined.categories if held and one.within == held.code]
        within = self.fields["within"]
        within.choices = [("", _("none")), *((one.code, one.name) for one in others)]  # type: ignore[attr-defined]
        if self.parts:
            within.choices = [("", _("none"))]  # type: ignore[attr-defined]
            said = _("%(parts)s lies within it, so it cannot lie within another itself.")
            within.help_text = said % {"parts": ", ".join(self.parts)}

    def newest(self) -> dict[str, Any]:
        """Return what the fields show of the category as it stands now."""
        held = self.held
        if held is None:
            return {"within": ""}
        return {
            "code": held.code,
            "name": held.name,
            "minimum": "" if held.minimum is None else written(held.minimum),
            "maximum": "" if held.maximum is None else written(held.maximum),
            "within": held.within,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse texts that do not fit."""
        for name, longest in (("code", LONGEST_CODE), ("name", LONGEST_NAME)):
            if refusal := check_line(str(self.fields[name].label), self.cleaned_data.get(name, ""), longest):
                add_refusal(self, refusal)
        return self.cleaned_data

    def category(self) -> Category:
        """Return what the form says."""
        said = self.cleaned_data
        return Category(said["code"], said["name"], said["minimum"], said["maximum"], said["within"])


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking, code: str) -> HttpResponse:
    """Ask for a category that is new."""
    return _edit(request, code, "")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asking, code: str, category: str) -> HttpResponse:
    """Show a category and put what was typed in its place; what names it follows a new code."""
    return _edit(request, code, category)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asking, code: str, category: str) -> HttpResponse:
    """Ask whether a category is to be taken out, and take it out; one in use says by what."""
    of, defined = begun(code)
    held = _of(defined, category)
    if held is None:
        if request.method != "POST":
            raise Http404
        messages.info(request, _("%(code)s is not in the draft any more.") % {"code": category})
        return redirect("staff:certification-requirements", code=code)
    wanted = editing.without_category(defined, category)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"revision": of.revision})
    if form.is_valid():
        if isinstance(wanted, Refusal):
            add_refusal(form, wanted)
        elif saved(request, form, of, wanted, _("%(name)s is taken out of the draft.") % {"name": held.name}):
            return back_to(code)
        of = renewed(form, of)
    values = {"form": form, "held": held, "refusal": wanted if isinstance(wanted, Refusal) else None}
    status = 422 if form.errors else 200
    return editor_page(request, "staff/certification_category_removal.html", values, of=of, tab=TAB, status=status)


def _edit(request: Asking, code: str, category: str) -> HttpResponse:
    of, defined = begun(code)
    held = _of(defined, category)
    if category and held is None and request.method != "POST":
        raise Http404
    form = CategoryForm(request.POST or None, program=code, defined=defined, held=held, revision=of.revision)
    if form.is_valid():
        typed = form.category()
        wanted = editing.with_category(defined, typed, instead_of=category)
        put_problems(form, defined, wanted, AT_FAULT, program=code)
        said = _("%(name)s is saved in the draft.") % {"name": typed.name}
        if not form.errors and saved(request, form, of, wanted, said):
            return back_to(code, at=typed.code, by="category")
        if form.has_error(NON_FIELD_ERRORS, "stale"):
            put_on_top(form, request.POST, form.newest() if held else {}, of.revision)
    values = {"form": form, "held": held}
    status = 422 if form.errors else 200
    return editor_page(request, "staff/certification_category.html", values, of=of, tab=TAB, status=status)


def _of(defined: Definition, code: str) -> Category | None:
    return next((item for item in defined.categories if item.code == code), None)
