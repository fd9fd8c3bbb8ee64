"""How is a live policy of a program switched? One click each, in force at once for everyone, and logged."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from conferral import clock
from conferral.actions import programs
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.staff.certification_definition import definition_tab, form_of
from conferral.web.staff.editing import edited
from conferral.web.staff.policy_forms import RetentionForm, SwitchForm


@staff_only
@require_POST
def policies(request: Asking, code: str) -> HttpResponse:
    """Switch one policy and lead back to the tab; what is refused is said there."""
    of = edited(code)
    form = RetentionForm(request.POST) if "retention_years" in request.POST else SwitchForm(request.POST)
    if form.is_valid():
        with refusals_of(form):
            programs.set_policies(
                program=of.program,
                policies=replace(programs.policies_of(of.program), **form.switched()),
                by=request.actor,
                at=clock.now(),
                revision=form.cleaned_data["revision"],
            )
            messages.success(request, form.told())
            return redirect(reverse("staff:certification-definition", args=[code]) + "#policies")
    of = edited(code)
    return definition_tab(request, of, form_of(of), form)
