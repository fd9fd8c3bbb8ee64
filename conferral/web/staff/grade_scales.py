"""On which scales are grades given? Certification > Define programs > **Grade scales**, kept by managers."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import grade_scales as actions
from conferral.documents import vocabulary
from conferral.models import GradeScale, uses
from conferral.rules.permits import may_set_policies
from conferral.rules.refusals import Refused
from conferral.rules.uses import may_reword
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.looked import refusals_on_top
from conferral.web.staff.parts import Shown, beside, removal, retirement
from conferral.web.staff.scale_form import ChangedScale, ScaleForm, ScaleName, typed
from conferral.web.staff.site import staff_page

HERE = "grade-scales"


def shown_of(request: Asking, row: GradeScale) -> Shown:
    """Return a grade scale as its pages show it."""
    called = actions.called(row)
    return Shown(
        named=called[:1].upper() + called[1:],
        word=_("grade scale"),
        use=uses.of_grade_scale(row.pk),
        revision=row.revision,
        is_retired=row.is_retired,
        address=reverse("staff:grade-scale", args=[row.key]),
        back=(_("Grade scales"), reverse("staff:grade-scales")),
        here=HERE,
        permission=may_set_policies(request.actor),
    )


@staff_only
@require_safe
def grade_scales(request: Asking) -> HttpResponse:
    """List the grade scales with the versions that grade on each."""
    values = {
        "title": _("Grade scales"),
        "lead": _("What grades requirements ask for, and which of them pass."),
        "parts": vocabulary.grade_scales(),
        "may_change": may_set_policies(request.actor) is None,
        "new": (_("New grade scale"), reverse("staff:grade-scale-new")),
        "one": "staff:grade-scale",
        "nothing": _("There is no grade scale yet. A requirement that asks for a grade needs one."),
    }
    return staff_page(request, "staff/part_list.html", values, here=HERE)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking) -> HttpResponse:
    """Add a grade scale; one that says the same as another is refused by that one's name."""
    if refusal := may_set_policies(request.actor):
        raise Refused(refusal)
    form = ScaleForm(request.POST or None, initial={"kind": "points"})
    if form.is_valid():
        with refusals_on_top(form, lambda: None):
            said = form.cleaned_data
            row = actions.add(scale=said["scale"], name=said["name"], by=request.actor, at=clock.now())
            named = actions.called(row)
            messages.success(request, _("The scale %(name)s is there: requirements can use it.") % {"name": named})
            return redirect("staff:grade-scales")
    values = {"form": form, "shown": None}
    return staff_page(request, "staff/grade_scale.html", values, here=HERE, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def grade_scale(request: Asking, grade_scale: UUID) -> HttpResponse:
    """Show a grade scale with what is graded on it; managers change it here while no published version says it."""
    row = get_object_or_404(GradeScale, key=grade_scale)
    shown = shown_of(request, row)
    fixed = may_reword("scale", _("this scale"), shown.use)
    form = (ScaleName if fixed else ChangedScale)(request.POST or None, initial=typed(row))
    if request.method == "POST" and shown.permission:
        raise Refused(shown.permission)
    if form.is_valid():
        said = form.cleaned_data
        with refusals_on_top(form, lambda: _newest(row.pk)):
            actions.change(
                grade_scale=row.pk,
                scale=said.get("scale", row.scale),
                name=said["name"],
                by=request.actor,
                at=clock.now(),
                revision=said["revision"],
            )
            messages.success(request, _("Saved."))
            return redirect("staff:grade-scale", row.key)
    values = {
        "shown": shown,
        "scale": row,
        "fixed": beside(fixed) if fixed else "",
        "form": form,
    }
    return staff_page(request, "staff/grade_scale.html", values, here=HERE, status=422 if form.errors else 200)


@staff_only
@require_POST
def retire(request: Asking, grade_scale: UUID) -> HttpResponse:
    """Retire a grade scale, or bring it back."""
    row = get_object_or_404(GradeScale, key=grade_scale)
    retirement(
        request,
        shown_of(request, row),
        partial(actions.retire, grade_scale=row.pk),
        partial(actions.bring_back, grade_scale=row.pk),
    )
    return redirect("staff:grade-scale", row.key)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asking, grade_scale: UUID) -> HttpResponse:
    """Delete a grade scale on which nothing is graded, after a look at what that means."""
    row = get_object_or_404(GradeScale, key=grade_scale)
    return removal(request, shown_of(request, row), partial(actions.remove, grade_scale=row.pk))


def _newest(pk: int) -> int | None:
    return GradeScale.objects.filter(pk=pk).values_list("revision", flat=True).first()
