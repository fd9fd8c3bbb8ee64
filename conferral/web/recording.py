"""How is a completion recorded, on either site? **Record Completion**: Date, Notes, **Attach file**; **Save**."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferral import clock
from conferral.actions import completions
from conferral.documents.attachments import files_of_form
from conferral.documents.requirement_details import RequirementDetails
from conferral.documents.standing import EnrollmentStanding
from conferral.models import Completion, Offering
from conferral.rules.attempts import AttemptState, state_of
from conferral.rules.definition import Requirement
from conferral.rules.recording import Recorded, caution, may_offer
from conferral.rules.refusals import Refusal
from conferral.web import formats
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Day, Units
from conferral.web.grade_field import Grade, grade_field
from conferral.web.sites import Site
from conferral.web.uploading import BLOCK, allowed


class OfferingChoice(forms.ModelChoiceField):
    """One of the offerings, told apart by when and where: a class of one name is held many times."""

    def label_from_instance(self, obj: Offering) -> str:
        """Write "Class, 10 Feb 2026, 09:00, Oslo"."""
        when = formats.in_words(obj.starts_at) if obj.starts_at else ""
        return ", ".join(part for part in (obj.title, when, obj.place) if part)


class CompletionForm(forms.Form):
    """What is entered about a completion; `key` makes a double click one completion."""

    field_order = ("key", "offering", "completed_on", "units", "notes", "grade")

    key = forms.UUIDField(widget=forms.HiddenInput)
    offering = forms.ModelChoiceField(Offering.objects.none(), to_field_name="key")
    completed_on = Day(label=gettext_lazy("Date"))
    units = Units(label=gettext_lazy("Units"), required=False)
    grade = Grade(required=False)
    notes = forms.CharField(label=gettext_lazy("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, site: Site, details: RequirementDetails, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = details.item.requirement
        if details.offerings:
            said = _("Say which offering of %(title)s was completed.") % {"title": rule.title}
            self.fields["offering"] = OfferingChoice(
                Offering.objects.filter(pk__in=[item.pk for item in details.offerings if item.has_begun(on)]).order_by(
                    F("starts_at").desc(nulls_first=True), "title", "pk"
                ),
                to_field_name="key",
                label=_("Offering"),
                error_messages={"required": said},
                empty_label=_("Choose what was completed"),
            )
        else:
            del self.fields["offering"]
        if not rule.is_repeatable:
            del self.fields["units"]
        if rule.scale is None or not site.asks_grades:
            del self.fields["grade"]
        else:
            later = _("%(scale)s. Left blank, it waits for the grade.") % {"scale": str(rule.scale).capitalize()}
            self.fields["grade"] = grade_field(rule.scale, help_text=later)


def refused(request: Asking, shown: EnrollmentStanding, details: RequirementDetails, *, on: date) -> Refusal | None:
    """Return why **Record Completion** is not offered on a day, or None."""
    return may_offer(
        request.actor,
        contact=shown.enrollment.contact_id,
        facts=shown.enrollment.facts(),
        requirement=details.item.requirement,
        progress=shown.progress,
        today=on,
    )


def record(request: Asking, site: Site, key: UUID, code: str) -> HttpResponse:
    """Ask for the completion and record it; what is refused stays on the page as it was typed."""
    today = clock.today()
    shown, details = site.requirement(request, key, code, today)
    if request.method != "POST" and (refusal := refused(request, shown, details, on=today)):
        messages.error(request, refusal.message)
        return redirect(f"{site.name}:requirement", key=key, code=code)
    initial = {"key": uuid.uuid4(), "completed_on": today, "offering": request.GET.get("offering")}
    form = CompletionForm(site, details, today, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _recorded(request, form, shown, details):
        return redirect(f"{site.name}:requirement", key=key, code=code)
    return form_page(request, site, shown, details, form, status=422 if form.errors else 200)


def as_typed(request: Asking, site: Site, details: RequirementDetails, on: date) -> CompletionForm:
    """Return the form with what was sent along, not judged yet: on the way to a file and back."""
    form = CompletionForm(site, details, on)
    form.initial = {"completed_on": on, **{name: request.POST[name] for name in form.fields if name in request.POST}}
    form.initial["key"] = _key(form.initial.get("key")) or uuid.uuid4()
    return form


def form_page(
    request: Asking,
    site: Site,
    shown: EnrollmentStanding,
    details: RequirementDetails,
    form: CompletionForm,
    *,
    refusals: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Answer with **Record Completion** and the files attached so far, and say of others why they are not."""
    key = _key(form["key"].value())
    files = files_of_form(key, enrollment=shown.enrollment.pk, reader=request.actor.account) if key else ()
    values = {
        "shown": shown,
        "details": details,
        "form": form,
        "files": files,
        "refusals": refusals,
        "allowed": allowed(),
    }
    return site.page(request, "recording/completion.html", values, block=BLOCK, status=422 if refusals else status)


def _key(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _recorded(request: Asking, form: CompletionForm, shown: EnrollmentStanding, details: RequirementDetails) -> bool:
    rule = details.item.requirement
    said = form.cleaned_data
    offering = said.get("offering")
    with refusals_of(form):
        completion = completions.record(
            enrollment=shown.enrollment.pk,
            requirement=rule.code,
            recorded=Recorded(
                completed_on=said["completed_on"],
                grade=said.get("grade", ""),
                units=said.get("units"),
                notes=said["notes"],
            ),
            offering=offering.pk if offering else None,
            by=request.actor,
            at=clock.now(),
            key=said["key"],
            files=[file for text in request.POST.getlist("file") if (file := _key(text))],
        )
        _tell(request, rule, completion)
        if warning := caution(shown.enrollment.facts(), completion.completed_on):
            messages.warning(request, warning)
    if form.has_error(NON_FIELD_ERRORS, "key_taken"):
        form.data = _with_new_key(request.POST)
    return not form.errors


def _tell(request: Asking, rule: Requirement, completion: Completion) -> None:
    """Say that it is recorded, and what is still to come or went wrong: a grade below the pass completes nothing."""
    state = state_of(rule, completion.as_attempt(rule.code))
    if state is AttemptState.COMPLETE:
        messages.success(request, _("The completion is recorded."))
    elif state is AttemptState.NOT_PASSED:
        said = _("The attempt is recorded. Its grade %(grade)s does not pass (%(scale)s): nothing is complete by it.")
        messages.warning(request, said % {"grade": completion.grade, "scale": rule.scale})
    else:
        said = _("The completion is recorded. It is %(state)s now.")
        messages.success(request, said % {"state": state.label})


def _with_new_key(data: QueryDict) -> QueryDict:
    """Return what was typed under a key of its own, so that saving it again records it."""
    renewed = data.copy()
    renewed["key"] = str(uuid.uuid4())
    return renewed
