"""What does the draft ask for in one requirement? Added, changed and taken out, one at a time."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conferral.rules import editing
from conferral.rules.definition import LAST_STAGE, Definition, Requirement
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.certification_publication import SeenForm, renewed
from conferral.web.staff.certification_requirement_form import RequirementForm
from conferral.web.staff.certification_requirements import back_to, begun, saved
from conferral.web.staff.editing import editor_page
from conferral.web.staff.merging import put_on_top

TAB = "certification-requirements"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking, code: str) -> HttpResponse:
    """Ask for a requirement that is new, and put it at the end of its stage."""
    return _edit(request, code, "")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asking, code: str, requirement: str) -> HttpResponse:
    """Show a requirement and put what was typed in its place; the others stay as they are."""
    return _edit(request, code, requirement)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asking, code: str, requirement: str) -> HttpResponse:
    """Ask whether a requirement is to be taken out of the draft, and take it out."""
    of, defined = begun(code)
    held = _of(defined, requirement)
    if held is None:
        return _gone(request, code, requirement)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"revision": of.revision})
    if form.is_valid():
        wanted = editing.without_requirement(defined, requirement)
        if saved(request, form, of, wanted, _("%(title)s is taken out of the draft.") % {"title": held.title}):
            return back_to(code)
        of = renewed(form, of)
    return editor_page(
        request,
        "staff/certification_requirement_removal.html",
        {"form": form, "held": held},
        of=of,
        tab=TAB,
        status=422 if form.errors else 200,
    )


def _edit(request: Asking, code: str, requirement: str) -> HttpResponse:
    of, defined = begun(code)
    held = _of(defined, requirement)
    if requirement and held is None and request.method != "POST":
        raise Http404
    form = RequirementForm(
        request.POST or None,
        program=code,
        defined=defined,
        held=held,
        stage=_stage(request, defined),
        revision=of.revision,
    )
    if form.is_valid():
        typed, titles = form.requirement(), form.titles()
        wanted = editing.with_requirement(defined, typed, instead_of=requirement)
        form.refuse_problems(wanted)
        said = _("%(title)s is saved in the draft.") % {"title": typed.title}
        if not form.errors and saved(request, form, of, wanted, said, titles=titles):
            return _onwards(request, code, typed)
        if form.has_error(NON_FIELD_ERRORS, "stale"):
            put_on_top(form, request.POST, form.newest() if held else {}, of.revision)
    values = {"form": form, "held": held}
    return editor_page(
        request,
        "staff/certification_requirement.html",
        values,
        of=of,
        tab=TAB,
        status=422 if form.errors else 200,
    )


def _onwards(request: Asking, code: str, saved: Requirement) -> HttpResponseRedirect:
    if "another" in request.POST:
        return HttpResponseRedirect(
            f"{reverse('staff:certification-requirement-new', args=[code])}?stage={saved.stage}"
        )
    return back_to(code, at=saved.code)


def _of(defined: Definition, code: str) -> Requirement | None:
    return next((item for item in defined.requirements if item.code == code), None)


def _gone(request: Asking, code: str, requirement: str) -> HttpResponse:
    """Answer about what is not there: 404 to who looks, and to who pressed twice that it is done."""
    if request.method != "POST":
        raise Http404
    messages.info(request, _("%(code)s is not in the draft any more.") % {"code": requirement})
    return redirect("staff:certification-requirements", code=code)


def _stage(request: Asking, defined: Definition) -> int:
    """Return the stage a new requirement is offered for: the one asked for, or the last there is."""
    asked = request.GET.get("stage", "")
    if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(LAST_STAGE)) and int(asked):
        return int(asked)
    return max((item.stage for item in defined.requirements), default=1)
