"""How do staff edit the three dates of an enrollment?

In place on its page: **Preview** shows what would follow, and only what was seen is saved. Without JavaScript the
same stands on a page of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from conferral import clock
from conferral.actions import enrollments
from conferral.documents.dates_preview import DatesPreview, dates_preview
from conferral.models import Enrollment
from conferral.rules import terms
from conferral.rules.permits import dates_stay
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.terms import Dates
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.errors import add_refusal
from conferral.web.fields import Day, Prose
from conferral.web.looked import Looked
from conferral.web.staff.merging import put_on_top
from conferral.web.staff.site import staff_page

PART = "dating"
DATES = ("enrolled_on", "grace_begins_on", "expires_on")
FIELD_OF = {
    "expires_before_enrolled": "expires_on",
    "grace_not_after_enrolled": "grace_begins_on",
    "grace_after_expires": "grace_begins_on",
    "enrollment_replaced": "expires_on",
}
"""Which field to look at, where a sentence names two."""


class AskedForWhenSaving(Prose):
    """A text that may be blank while one only looks; so it is not called optional."""

    is_asked_for = True


class DatesForm(Looked):
    """The three dates, and why they change; `seen` names the dates that the preview on the page is of."""

    enrolled_on = Day(label=gettext_lazy("Enrollment date"), show_hidden_initial=True)
    grace_begins_on = Day(
        label=gettext_lazy("Grace period begins"),
        required=False,
        show_hidden_initial=True,
        help_text=gettext_lazy("Blank: no grace period."),
    )
    expires_on = Day(label=gettext_lazy("Expiration date"), show_hidden_initial=True)
    reason = AskedForWhenSaving(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("Why the dates change; it is kept in the log. Asked when saving."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def dates(self) -> Dates:
        """Return the dates as typed."""
        return Dates(*(self.cleaned_data[name] for name in DATES))


@dataclass(frozen=True, slots=True)
class Dating:
    """What the part of the page shows: the form and, where there is one, the preview of what it says."""

    key: UUID
    form: DatesForm
    preview: DatesPreview | None = None


def dating(row: Enrollment, *, on: date) -> Dating | None:
    """Return the form as it is opened: with the dates as they are; None where they stay."""
    return None if dates_stay(row.facts(), on) else Dating(row.key, DatesForm(initial=_as_it_is(row)))


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: Asking, key: UUID) -> HttpResponse:
    """Preview a change of dates, **Recalculate from program**, and save what was previewed."""
    row = get_object_or_404(Enrollment.objects.select_related("contact", "program", "version"), key=key)
    if refusal := dates_stay(row.facts(), clock.today()):
        messages.error(request, refusal.message)
        return redirect("staff:enrollment", key=key)
    form = DatesForm(request.POST) if request.method == "POST" else DatesForm(initial=_as_it_is(row))
    wanted = request.POST.get("do", "") or ("recalculate" if request.GET.get("recalculate") else "")
    if wanted == "recalculate":
        form = _recalculated(form, row)
    saved = wanted == "save" and form.is_valid() and _saved(request, row, form)
    if saved:
        return redirect("staff:enrollment", key=key)
    return _page(request, row, form)


def _saved(request: Asking, row: Enrollment, form: DatesForm) -> bool:
    """Save the dates that were previewed; say why not where they are refused or others than those."""
    to = form.dates()
    if form.cleaned_data["seen"] != _written(to):
        unseen = _("These dates were not previewed yet. Look at what they would do, and save then.")
        form.add_error(None, forms.ValidationError(unseen, code="not_previewed"))
        return False
    try:
        kept = enrollments.change_dates(
            enrollment=row.pk,
            to=to,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=clock.now(),
            revision=form.cleaned_data["revision"],
        )
    except Refused as no:
        _say(form, no.refusal)
    else:
        told = _("The dates are changed.") if kept.revision != row.revision else _("Nothing was changed.")
        messages.success(request, told)
    if form.has_error(NON_FIELD_ERRORS, "stale"):
        row.refresh_from_db()
        put_on_top(form, request.POST, {name: getattr(row, name) for name in DATES}, row.revision)
    return not form.errors


def _recalculated(form: DatesForm, row: Enrollment) -> DatesForm:
    """Return the form with the dates that follow from the enrollment date by the periods of the version."""
    if form.is_bound and not form.is_valid():
        return form
    said: Mapping[str, Any] = form.cleaned_data if form.is_bound else form.initial
    due = terms.dates_at_enrollment(said["enrolled_on"], row.version.terms())
    if isinstance(due, Refusal):
        if form.is_bound:
            add_refusal(form, due)
        return form
    data = QueryDict(mutable=True)
    data.update(form.data if form.is_bound else _as_sent(form))
    for name, value in due.named().items():
        data[name] = str(value or "")
    return DatesForm(data)


def _as_sent(form: DatesForm) -> dict[str, str]:
    """Return what a form would send that was opened and left alone."""
    sent = {name: str(form.initial.get(name) or "") for name in ("revision", *DATES)}
    return sent | {form[name].html_initial_name: sent[name] for name in DATES}


def _page(request: Asking, row: Enrollment, form: DatesForm) -> HttpResponse:
    """Answer with the form and the preview of what it says; htmx gets it whatever was wrong, to show it in place."""
    preview = None
    fresh = DatesForm(form.data)  # what it says now: somebody else's change may have come in
    if form.is_bound and fresh.is_valid():
        preview = dates_preview(row, fresh.dates(), by=request.actor, on=clock.today())
        if preview.refusal and form.is_valid():
            _say(form, preview.refusal)
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["seen"] = _written(preview.to)
        form.data = data
    is_part = request.headers.get("HX-Target") == PART
    values = {"row": row, "dating": Dating(row.key, form, preview)}
    status = 422 if form.errors and not is_part else 200
    return staff_page(request, "staff/enrollment_dates.html", values, here="programs", block=PART, status=status)


def _say(form: DatesForm, refusal: Refusal) -> None:
    if refusal.code in FIELD_OF:
        form.add_error(FIELD_OF[refusal.code], forms.ValidationError(refusal.message, code=refusal.code))
    else:
        add_refusal(form, refusal)


def _as_it_is(row: Enrollment) -> dict[str, int | date | None]:
    return {"revision": row.revision, **{name: getattr(row, name) for name in DATES}}


def _written(to: Dates) -> str:
    return "/".join(str(value or "") for value in to.named().values())
