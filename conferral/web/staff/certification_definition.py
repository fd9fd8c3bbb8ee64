"""What does a program say of itself? The **Definition** tab: the draft's fields, and beside them the live policies."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import programs
from conferral.documents.policy_effects import policy_effects
from conferral.rules import permits
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.staff.certification_forms import DefinitionForm, initial
from conferral.web.staff.editing import Edited, edited, editor_page
from conferral.web.staff.merging import put_on_top
from conferral.web.staff.policy_forms import RetentionForm


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def definition(request: Asking, code: str) -> HttpResponse:
    """Show the tab and save it; where somebody else was quicker, it comes back with both their changes."""
    of = edited(code)
    form = form_of(of, request)
    if form.is_valid():
        if _saved(request, form, of):
            return redirect("staff:certification-definition", code=code)
        if form.has_error(NON_FIELD_ERRORS, "stale"):
            of = edited(code)
            form.offer(of.definition)
            put_on_top(form, request.POST, initial(of.definition), of.revision)
    return definition_tab(request, of, form)


def form_of(of: Edited, request: Asking | None = None) -> DefinitionForm:
    """Return the form of the tab, with what was typed where a request brings it."""
    given = (request.POST or None) if request else None
    return DefinitionForm(given, code=of.program.code, defined=of.definition, revision=of.revision)


def definition_tab(request: Asking, of: Edited, form: DefinitionForm, refused: Form | None = None) -> HttpResponse:
    """Answer with the tab; `refused` is a policy's form that was not taken."""
    today = clock.today()
    values = {
        "form": form,
        "effects": policy_effects(of.program, on=today),
        "may_guard": permits.may_set_policies(request.actor) is None,
        "refused": refused,
        "retention": refused
        if isinstance(refused, RetentionForm)
        else RetentionForm(initial={"retention_years": of.program.retention_years}),
    }
    status = 422 if form.errors or refused else 200
    return editor_page(
        request, "staff/certification_definition.html", values, of=of, tab="certification-definition", status=status
    )


def _saved(request: Asking, form: DefinitionForm, of: Edited) -> bool:
    wanted = form.put_into(of.definition)
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
        )
        messages.success(request, _("The draft is saved. Nobody is enrolled in it until it is published."))
    return not form.errors
