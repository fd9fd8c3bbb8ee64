"""How is an enrollment cancelled, on either site?

**Enrollment Status** -> the program-definition window -> **Cancel program enrollment** -> a warning -> **OK**. Each
is a page; with JavaScript it stands in a window over the enrollment.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from conferral import clock
from conferral.actions import enrollments
from conferral.documents.cancelling import cancel_refusal, cancelling
from conferral.models import Enrollment, Event
from conferral.models.definitions import definitions_of
from conferral.web.asking import Asking
from conferral.web.fields import Prose
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.sites import Site

WINDOW = "window"


class CancelForm(Looked):
    """Why an enrollment is cancelled, for whoever wants to say so."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("It is kept in the log; the enrollee does not read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            self.fields["reason"].help_text = _("It is kept in the log.")


def paths(site: Site, *, enrollment: str) -> list[URLPattern]:
    """Return the addresses of a site; `enrollment` is that of an enrollment's page."""
    return [
        site.at(f"{enrollment}definition/", definition, "enrollment-definition", require_safe),
        site.at(f"{enrollment}cancellation/", cancel, "enrollment-cancellation"),
    ]


def definition(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Show the terms of the version that an enrollment is on, and **Cancel program enrollment** to whoever may."""
    row = site.enrollment(request, key)
    values = {
        "refusal": cancel_refusal(row, by=request.actor, on=clock.today()),
        "definition": definitions_of([row.version_id])[row.version_id],
    }
    return _window(request, site, "definition", row, values)


def cancel(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Say what cancelling does and what stays, and cancel at **OK**; who may not is led back with the reason."""
    row = site.enrollment(request, key)
    given = request.POST if request.method == "POST" else None
    is_own = request.actor.is_contact(row.contact_id)
    form = CancelForm(given, is_own=is_own, initial={"revision": row.revision}, auto_id="cancelling_%s")
    if form.is_valid() and _is_cancelled_by(request, row):
        return redirect(f"{site.name}:enrollment", key=key)
    refusal = cancel_refusal(row, by=request.actor, on=clock.today())
    if refusal:
        messages.error(request, refusal.message)
        return redirect(f"{site.name}:enrollment", key=key)
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
            return redirect(f"{site.name}:enrollment", key=key)
    values = {"form": form, "left": cancelling(row, by=request.actor, on=clock.today(), at=clock.now())}
    return _window(request, site, "cancellation", row, values, status=422 if form.errors else 200)


def _is_cancelled_by(request: Asking, row: Enrollment) -> bool:
    """Whether a second click asks for what the first one did."""
    if row.cancelled_on != clock.today():
        return False
    done = Event.objects.filter(enrollment_id=row.pk, kind="enrollment.cancelled").order_by("-pk").first()
    return done is not None and request.actor.is_account(done.account_id)


def _window(
    request: Asking, site: Site, template: str, row: Enrollment, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with the page, or with what fills the window over the enrollment."""
    return site.page(request, f"cancelling/{template}.html", {"row": row, **values}, block=WINDOW, status=status)
