"""What does publishing a draft do, and what keeps it from being published? **Publish**."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import programs
from conferral.documents.version_history import publication
from conferral.rules.differences import Difference, differences
from conferral.rules.program_file_examples import failing
from conferral.rules.refusals import Refusal
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.staff.editing import TABS, Edited, edited, editor_page

ON_THE_DEFINITION = {"name_missing", "period_out_of_range", "prerequisite_itself", "prerequisite_repeated"}
"""The problems of a definition that its first tab mends; the others are mended among the requirements."""


class SeenForm(forms.Form):
    """Which revision of the draft was seen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a draft from being published: the sentence, and the tab that mends it with its address."""

    sentence: str
    tab: str
    address: str


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Asking, code: str) -> HttpResponse:
    """Say what will be, and publish exactly the draft that was seen."""
    of = edited(code)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"revision": of.revision})
    if form.is_valid():
        if _published(request, form, of):
            return redirect("staff:certification-versions", code=code)
        of = renewed(form, of)
    return editor_page(
        request,
        "staff/certification_publication.html",
        {"form": form, **_looked_at(of)},
        of=of,
        tab="certification-versions",
        status=422 if form.errors else 200,
    )


def _published(request: Asking, form: SeenForm, of: Edited) -> bool:
    with refusals_of(form):
        version = programs.publish(
            program=of.program, by=request.actor, at=clock.now(), revision=form.cleaned_data["revision"]
        )
        said = _("Version %(number)s is published: whoever is enrolled from now on gets it.")
        messages.success(request, said % {"number": version.number})
    return not form.errors


def renewed(form: SeenForm, of: Edited) -> Edited:
    """Return what is being edited as it stands now, and let the form speak of that once somebody else changed it."""
    if not form.has_error(NON_FIELD_ERRORS, "stale"):
        return of
    newest = edited(of.program.code)
    form.data = {"revision": str(newest.revision)}
    return newest


def changes_of(of: Edited) -> tuple[Difference, ...] | None:
    """Return what the draft would change in the version in force; None without the one or the other."""
    if of.draft is None or of.current is None or of.definition is None:
        return None
    return differences(of.current.definition(), of.definition)


def _looked_at(of: Edited) -> dict[str, object]:
    if of.draft is None or of.definition is None:
        return {"planned": None, "problems": []}
    current = of.current.definition() if of.current else None
    planned = publication(of.program, of.definition, current, on=clock.today())
    found = [_problem(refusal, of) for refusal in planned.problems]
    if not found:  # what makes no sense gives no example anything
        found = [_example(fault.refusal, of) for fault in failing(of.definition, of.program.examples)]
    return {"planned": planned, "problems": found}


def _problem(refusal: Refusal, of: Edited) -> Problem:
    tab = "certification-definition" if refusal.code in ON_THE_DEFINITION else "certification-requirements"
    label = str(TABS.get(tab, _("Requirements")))
    return Problem(refusal.message, label, reverse(f"staff:{tab}", args=[of.program.code]) if tab in TABS else "")


def _example(refusal: Refusal, of: Edited) -> Problem:
    tab = "certification-examples"
    return Problem(refusal.message, str(TABS[tab]), reverse(f"staff:{tab}", args=[of.program.code]))
