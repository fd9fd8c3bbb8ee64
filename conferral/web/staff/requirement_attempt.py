"""Which attempt is meant by an address, and what is around every page about one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from conferral import clock
from conferral.documents.requirement_details import AttemptShown, RequirementDetails, requirement_details
from conferral.documents.standing import EnrollmentStanding
from conferral.models import Completion
from conferral.rules.deciding_offered import Deed
from conferral.web.asking import Asking
from conferral.web.staff.enrollment import shown_on
from conferral.web.staff.site import staff_page


@dataclass(frozen=True, slots=True)
class Meant:
    """An attempt, the requirement it is of, and the enrollment, as of today."""

    shown: EnrollmentStanding
    details: RequirementDetails
    attempt: AttemptShown

    @property
    def row(self) -> Completion:
        """The completion itself."""
        return self.attempt.completion

    def newest(self) -> int | None:
        """Return its revision as it is by now."""
        return Completion.objects.filter(pk=self.row.pk).values_list("revision", flat=True).first()

    def back(self) -> HttpResponse:
        """Lead back to **Requirement details**."""
        return redirect("staff:requirement", key=self.shown.enrollment.key, code=self.details.item.requirement.code)


def meant(request: Asking, key: UUID, code: str, completion: UUID) -> Meant:
    """Return the attempt that an address names, or 404."""
    today = clock.today()
    shown = shown_on(key, today)
    details = requirement_details(shown, code, on=today, by=request.actor) if shown else None
    for attempt in details.attempts if details else ():
        if shown and details and attempt.completion.key == completion:
            return Meant(shown, details, attempt)
    raise Http404


def turned_away(request: Asking, of: Meant, deed: Deed) -> HttpResponse | None:
    """Lead back with the reason whoever opens a form for what is not offered; None where it is."""
    if deed in of.attempt.offered:
        return None
    state = _("This completion is %(state)s.") % {"state": of.attempt.state.label}
    messages.error(request, " ".join(of.attempt.offered.reasons) or state)
    return of.back()


def attempt_page(request: Asking, of: Meant, template: str, form: forms.Form, **values: Any) -> HttpResponse:
    """Answer with a page about one attempt, with what is asked of the person who decides."""
    values = {
        "shown": of.shown,
        "details": of.details,
        "attempt": of.attempt,
        "on": clock.today(),
        "form": form,
        **values,
    }
    return staff_page(request, f"staff/{template}.html", values, here="programs", status=422 if form.errors else 200)
