"""How does a program come to be? **Create new certification program**, or a copy of one that is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import programs
from conferral.actions.programs import Policies
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.staff.certification_forms import CopyForm, NewProgramForm
from conferral.web.staff.editing import edited, editor_page
from conferral.web.staff.site import staff_page

POLICIES = ("is_active", "is_maintenance", "enrollees_may_cancel")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: Asking) -> HttpResponse:
    """Create a program with its first draft; what is refused stays on the page as it was typed."""
    form = NewProgramForm(request.POST or None)
    if form.is_valid():
        with refusals_of(form):
            said = form.cleaned_data
            made = programs.begin(
                code=said["code"],
                policies=Policies(**{name: said[name] for name in POLICIES}),
                definition=form.put_into(None),
                by=request.actor,
                at=clock.now(),
            )
            messages.success(
                request, _("%(code)s is created. Nobody can be enrolled until it is published.") % {"code": made.code}
            )
            return redirect("staff:certification-definition", code=made.code)
    status = 422 if form.errors else 200
    return staff_page(request, "staff/certification_new.html", {"form": form}, here="certifications", status=status)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Asking, code: str) -> HttpResponse:
    """Ask what the copy is called and make it."""
    of = edited(code)
    form = CopyForm(request.POST or None, initial={"name": of.name})
    if form.is_valid():
        with refusals_of(form):
            made = programs.copy(program=of.program, **form.cleaned_data, by=request.actor, at=clock.now())
            said = _("%(code)s is a copy of %(of)s. Nobody is enrolled in it.")
            messages.success(request, said % {"code": made.code, "of": of.program.code})
            return redirect("staff:certification-definition", code=made.code)
    return editor_page(
        request, "staff/certification_copy.html", {"form": form}, of=of, tab="", status=422 if form.errors else 200
    )
