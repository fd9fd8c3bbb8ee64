"""How is an attempt graded, approved or rejected on the Staff site? **Grade**, **Approve**, **Reject**."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import completions
from conferral.models import Completion
from conferral.rules import grades
from conferral.rules.actors import Actor
from conferral.rules.attempts import AttemptState, Rejection, state_of
from conferral.rules.deciding_offered import Deed
from conferral.rules.grades import Scale
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.fields import Prose
from conferral.web.grade_field import grade_field
from conferral.web.looked import Looked, refusals_on_top, revision_of
from conferral.web.staff.requirement_attempt import Meant, attempt_page, meant, turned_away


class GradeForm(Looked):
    """The grade that an attempt waits for."""

    def __init__(self, scale: Scale | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scale is not None:
            self.fields["grade"] = grade_field(scale, required=True)


class RejectForm(Looked):
    """The note of a rejection; the button pressed says in which of its two forms."""

    note = Prose(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("The enrollee reads it. Say what is missing."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    form = forms.ChoiceField(
        choices=[(form.value, form.value) for form in Rejection],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Choose whether to notify the contact or to set it to rejected.")},
    )


def forms_of(of: Completion, scale: Scale | None) -> dict[str, forms.Form]:
    """Return the forms that stand beside an attempt on its page, for what it is now."""
    initial = {"revision": of.revision, "note": _("Incomplete")}
    named = f"{of.key}-%s"
    return {
        "grade": GradeForm(scale, initial=initial, auto_id=named),
        "reject": RejectForm(initial=initial, auto_id=named),
    }


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def grade(request: Asking, key: UUID, code: str, completion: UUID) -> HttpResponse:
    """Enter the grade that an attempt waits for; what is refused stays as it was typed."""
    of = meant(request, key, code, completion)
    scale = of.details.item.requirement.scale
    form = GradeForm(scale, _sent(request), initial={"revision": of.row.revision})
    if form.is_valid() and _is_graded(of.row, request.actor, scale, form.cleaned_data.get("grade", "")):
        return of.back()
    if not form.is_bound and (away := turned_away(request, of, Deed.GRADE)):
        return away
    if form.is_valid():
        with refusals_on_top(form, of.newest):
            row = completions.grade(
                completion=of.row.pk,
                grade=form.cleaned_data.get("grade", ""),
                by=request.actor,
                at=clock.now(),
                revision=form.cleaned_data["revision"],
            )
            _tell_grade(request, of, row)
            return of.back()
    return attempt_page(request, of, "requirement_grade", form)


@staff_only
@require_POST
def approve(request: Asking, key: UUID, code: str, completion: UUID) -> HttpResponse:
    """Approve exactly what was looked at; refused, the difference is said on the page one came from."""
    of = meant(request, key, code, completion)
    revision = revision_of(request)
    if not (of.row.approved_on == clock.today() and request.actor.is_account(of.row.approved_by_id)):
        completions.approve(completion=of.row.pk, by=request.actor, at=clock.now(), revision=revision)
        messages.success(request, _("The completion is approved. It is Complete now."))
    return of.back()


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: Asking, key: UUID, code: str, completion: UUID) -> HttpResponse:
    """Reject with a note, in the form that the button says: **Notify contact** or **Set to rejected status**."""
    of = meant(request, key, code, completion)
    initial = {"revision": of.row.revision, "note": _("Incomplete")}
    form = RejectForm(_sent(request), initial=initial)
    if form.is_valid() and _is_rejected(of.row, request.actor, form.cleaned_data):
        return of.back()
    if not form.is_bound and (away := turned_away(request, of, Deed.REJECT)):
        return away
    if form.is_valid():
        with refusals_on_top(form, of.newest):
            completions.reject(
                completion=of.row.pk,
                form=Rejection(form.cleaned_data["form"]),
                note=form.cleaned_data["note"],
                by=request.actor,
                at=clock.now(),
                revision=form.cleaned_data["revision"],
            )
            messages.success(request, _("The completion is rejected. It can be submitted again."))
            return of.back()
    return attempt_page(request, of, "requirement_rejection", form)


def _sent(request: Asking) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _is_graded(row: Completion, actor: Actor, scale: Scale | None, typed: str) -> bool:
    """Whether a second click asks for what the first one did."""
    same = scale is not None and row.grade != "" and grades.normalised(scale, typed) == row.grade
    return same and actor.is_account(row.graded_by_id) and row.graded_on == clock.today()


def _is_rejected(row: Completion, actor: Actor, said: dict[str, Any]) -> bool:
    same = (row.rejection, row.rejection_note) == (said["form"], said["note"])
    return same and actor.is_account(row.rejected_by_id) and row.rejected_on == clock.today()


def _tell_grade(request: Asking, of: Meant, row: Completion) -> None:
    rule = of.details.item.requirement
    state = state_of(rule, row.as_attempt(rule.code))
    if state is AttemptState.NOT_PASSED:
        said = _("The grade %(grade)s is entered. It does not pass (%(scale)s): the attempt is kept as Not passed.")
        messages.warning(request, said % {"grade": row.grade, "scale": rule.scale})
    else:
        said = _("The grade %(grade)s is entered. The completion is %(state)s now.")
        messages.success(request, said % {"grade": row.grade, "state": state.label})
