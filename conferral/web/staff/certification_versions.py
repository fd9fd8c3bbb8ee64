"""Which versions has a program had, and what is in its draft? The **Versions** tab, and throwing the draft away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conferral import clock
from conferral.actions import programs
from conferral.documents.version_history import version_history
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.staff.certification_publication import SeenForm, changes_of, renewed
from conferral.web.staff.editing import Edited, edited, editor_page


@staff_only
@require_safe
def versions(request: Asking, code: str) -> HttpResponse:
    """Show what was published, the newest first, and before it what the draft would change."""
    of = edited(code)
    values = {"history": version_history(of.program, on=clock.today()), "changes": changes_of(of)}
    return editor_page(request, "staff/certification_versions.html", values, of=of, tab="certification-versions")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: Asking, code: str) -> HttpResponse:
    """Say what is lost when the draft is discarded, and discard exactly the draft that was seen."""
    of = edited(code)
    form = SeenForm(request.POST if request.method == "POST" else None, initial={"revision": of.revision})
    if form.is_valid():
        if _discarded(request, form, of):
            return redirect("staff:certification-versions", code=code)
        of = renewed(form, of)
    return editor_page(
        request,
        "staff/certification_draft_removal.html",
        {"form": form, "changes": changes_of(of)},
        of=of,
        tab="certification-versions",
        status=422 if form.errors else 200,
    )


def _discarded(request: Asking, form: SeenForm, of: Edited) -> bool:
    with refusals_of(form):
        programs.discard_draft(
            program=of.program, by=request.actor, at=clock.now(), revision=form.cleaned_data["revision"]
        )
        messages.success(request, _("The draft is discarded."))
    return not form.errors
