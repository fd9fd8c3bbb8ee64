"""How is what was recorded corrected on the Staff site, while it still waits?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import correcting
from conferral.rules.correcting import Corrected
from conferral.rules.deciding_offered import Deed
from conferral.rules.quantities import plain
from conferral.rules.recording import caution
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Day, Prose, Units
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.staff.requirement_attempt import Meant, attempt_page, meant, turned_away


class CorrectionForm(Looked):
    """What can be corrected of a completion: what was recorded, not what was decided."""

    completed_on = Day(label=gettext_lazy("Date"))
    units = Units(label=gettext_lazy("Units"), required=True)
    notes = Prose(label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, is_repeatable: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_repeatable:
            del self.fields["units"]


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Asking, key: UUID, code: str, completion: UUID) -> HttpResponse:
    """Correct Date, Units and Notes; where somebody was quicker the difference is said and nothing typed is lost."""
    of = meant(request, key, code, completion)
    if request.method != "POST" and (away := turned_away(request, of, Deed.CORRECT)):
        return away
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        initial=_as_it_is(of),
        is_repeatable=of.details.item.requirement.is_repeatable,
    )
    if form.is_valid():
        with refusals_on_top(form, of.newest):
            _corrected(request, of, form)
            return of.back()
    return attempt_page(request, of, "requirement_correction", form)


def _as_it_is(of: Meant) -> dict[str, Any]:
    row = of.row
    units = None if row.units is None else plain(row.units)
    return {"revision": row.revision, "completed_on": row.completed_on, "units": units, "notes": row.notes}


def _corrected(request: Asking, of: Meant, form: CorrectionForm) -> None:
    said = form.cleaned_data
    row = correcting.correct(
        completion=of.row.pk,
        to=Corrected(completed_on=said["completed_on"], units=said.get("units"), notes=said["notes"]),
        by=request.actor,
        at=clock.now(),
        revision=said["revision"],
    )
    told = _("The completion is corrected.") if row.revision != of.row.revision else _("Nothing was changed.")
    messages.success(request, told)
    if warning := caution(of.shown.enrollment.facts(), row.completed_on):
        messages.warning(request, warning)
