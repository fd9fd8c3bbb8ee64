"""How is an enrollment cancelled on the Staff site?

**Enrollment Status** -> the program-definition window -> **Cancel program enrollment** -> a warning -> **OK**. Each
is a page; with JavaScript it stands in a window over the enrollment.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from conferral import clock
from conferral.actions import enrollments
from conferral.documents.cancelling import cancel_refusal, cancelling
from conferral.models import Enrollment, Event
from conferral.models.definitions import definitions_of
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Prose
from conferral.web.staff.parts import Looked, refusals_on_top
from conferral.web.staff.site import staff_page

WINDOW = "window"


class CancelForm(Looked):
    """Why an enrollment is cancelled, for whoever wants to say so."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("It is kept in the log; the enrollee does not read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@staff_only
@require_safe
def definition(request: Asking, key: UUID) -> HttpResponse:
    """Show the terms of the version that an enrollment is on, and **Cancel program enrollment** to whoever may."""
    row = _row(key)
    values = {
        "refusal": cancel_refusal(row, by=request.actor, on=clock.today()),
        "definition": definitions_of([row.version_id])[row.version_id],
    }
    return _window(request, "enrollment_definition", row, values)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Asking, key: UUID) -> HttpResponse:
    """Say what cancelling does and what stays, and cancel at **OK**; who may not is led back with the reason."""
    row = _row(key)
    given = request.POST if request.method == "POST" else None
    form = CancelForm(given, initial={"revision": row.revision}, auto_id="cancelling_%s")
    if form.is_valid() and _is_cancelled_by(request, row):
        return redirect("staff:enrollment", key=key)
    refusal = cancel_refusal(row, by=request.actor, on=clock.today())
    if refusal:
        messages.error(request, refusal.message)
        return redirect("staff:enrollment", key=key)
    if form.is_valid():
        with refusals_on_top(form, Enrollment.objects.filter(pk=row.pk).values_list("revision", flat=True).first):
            said = form.cleaned_data
            enrollments.cancel(
                enrollment=row.pk,
                reason=said["reason"],
                by=request.actor,
                at=clock.now(),
                revision=said["revision"],
            )
            messages.success(request, _("The enrollment is cancelled. It stays as history."))
            return redirect("staff:enrollment", key=key)
    values = {"form": form, "left": cancelling(row, by=request.actor, on=clock.today(), at=clock.now())}
    return _window(request, "enrollment_cancellation", row, values, status=422 if form.errors else 200)


def _row(key: UUID) -> Enrollment:
    return get_object_or_404(Enrollment.objects.select_related("contact", "program", "version"), key=key)


def _is_cancelled_by(request: Asking, row: Enrollment) -> bool:
    """Whether a second click asks for what the first one did."""
    if row.cancelled_on != clock.today():
        return False
    done = Event.objects.filter(enrollment_id=row.pk, kind="enrollment.cancelled").order_by("-pk").first()
    return done is not None and request.actor.is_account(done.account_id)


def _window(request: Asking, template: str, row: Enrollment, values: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with the page, or with what fills the window over the enrollment."""
    return staff_page(
        request, f"staff/{template}.html", {"row": row, **values}, here="programs", block=WINDOW, status=status
    )
