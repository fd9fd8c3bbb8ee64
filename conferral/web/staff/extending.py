"""How does staff extend many expiration dates? Tick -> how far -> a look at what will happen to each -> **Extend**."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import extending
from conferral.documents.selection_review import extension_review
from conferral.rules.extending import Extension
from conferral.rules.permits import LONGEST_REASON
from conferral.rules.refusals import Refusal
from conferral.rules.terms import LONGEST_PERIOD, Period, Unit
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Day, Prose
from conferral.web.lists import Asked
from conferral.web.staff.pending_form import asked_for
from conferral.web.staff.program import named
from conferral.web.staff.selection import LISTED, back_to_list, selected
from conferral.web.staff.site import staff_page
from conferral.web.staff.ticked import pinned

TO, BY = "to", "by"


class HowFar(forms.Form):
    """To a day, or by a period."""

    how = forms.ChoiceField(
        label=gettext_lazy("Extend"),
        choices=[(TO, gettext_lazy("to the day")), (BY, gettext_lazy("by the period"))],
        widget=forms.RadioSelect,
        initial=TO,
    )
    to = Day(label=gettext_lazy("New expiration date"), required=False)
    count = forms.IntegerField(label=gettext_lazy("Period"), required=False, min_value=1, max_value=LONGEST_PERIOD)
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit of the period"),
        choices=[(unit.value, unit.value.capitalize()) for unit in Unit],
        initial=Unit.MONTHS.value,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the one that is chosen."""
        given = super().clean() or {}
        wanted = {TO: "to", BY: "count"}.get(given.get("how", ""))
        if wanted and not given.get(wanted) and wanted not in self.errors:
            sentence = _("Enter a day, for example 2026-06-30.") if wanted == "to" else _("Enter a whole number.")
            self.add_error(wanted, ValidationError(sentence, code="required"))
        return given

    def extension(self) -> Extension:
        """Return what is meant."""
        given = self.cleaned_data
        if given["how"] == TO:
            return Extension(to=given["to"])
        return Extension(by=Period(given["count"], Unit(given["unit"] or Unit.MONTHS.value)))


class Why(forms.Form):
    """Why the dates change."""

    reason = Prose(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It is kept in the log of each enrollment."),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: Asking, code: str) -> HttpResponse:
    """Show what an extension will do to each of a selection and, once it is confirmed with a reason, ask for it."""
    program, current = named(code)
    items = selected(request, program)
    if isinstance(items, Refusal):
        return back_to_list(request, program, items)
    given = Asked(request, clock.today()).given
    how = HowFar(given if "how" in given else None)
    is_sent = request.method == "POST" and "reason" in request.POST
    why = Why(request.POST if is_sent else None)
    is_right = how.is_bound and how.is_valid()
    if is_sent and is_right and why.is_valid():
        arguments: dict[str, object] = {"extension": how.extension().named(), "reason": why.cleaned_data["reason"]}
        return asked_for(request, extending.KIND, items, arguments=arguments, program=program.pk)
    review = extension_review(
        [item.subject for item in items],
        how.extension() if is_right else None,
        by=request.actor,
        on=clock.today(),
    )
    values = {
        "program": program,
        "current": current,
        "how": how,
        "why": why,
        "is_looked_at": is_right,
        "review": review,
        "shown": LISTED,
        "picks": pinned([(one.key, one.revision) for one in review.every]),
        "key": request.POST.get("key") or uuid4(),
    }
    status = 422 if how.errors or why.errors else 200
    return staff_page(request, "staff/extension.html", values, here="programs", status=status)
