"""What may units be called? Certification > Define programs > **Unit types**, kept by managers."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral import clock
from conferral.actions import unit_types as actions
from conferral.documents import vocabulary
from conferral.models import UnitType, uses
from conferral.rules.permits import may_set_policies
from conferral.rules.refusals import Refused
from conferral.rules.uses import may_reword
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.looked import Looked, refusals_on_top
from conferral.web.staff.parts import Shown, beside, removal, retirement
from conferral.web.staff.site import staff_page

HERE = "unit-types"


class UnitTypeName(forms.Form):
    """What units are called."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("For example CE hours or points."))


class ChangedName(UnitTypeName, Looked):
    """The same of a unit type that is there: with the revision looked at."""


def shown_of(request: Asking, row: UnitType) -> Shown:
    """Return a unit type as its pages show it."""
    return Shown(
        named=row.name,
        word=_("unit type"),
        use=uses.of_unit_type(row.pk),
        revision=row.revision,
        is_retired=row.is_retired,
        address=reverse("staff:unit-type", args=[row.key]),
        back=(_("Unit types"), reverse("staff:unit-types")),
        here=HERE,
        permission=may_set_policies(request.actor),
    )


@staff_only
@require_safe
def unit_types(request: Asking) -> HttpResponse:
    """List the unit types with the versions that count in each."""
    values = {
        "title": _("Unit types"),
        "lead": _("What the units of programs are called."),
        "parts": vocabulary.unit_types(),
        "may_change": may_set_policies(request.actor) is None,
        "new": (_("New unit type"), reverse("staff:unit-type-new")),
        "one": "staff:unit-type",
        "nothing": _("There is no unit type yet. A program without one counts no units for its enrollees to see."),
    }
    return staff_page(request, "staff/part_list.html", values, here=HERE)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking) -> HttpResponse:
    """Add a unit type."""
    if refusal := may_set_policies(request.actor):
        raise Refused(refusal)
    form = UnitTypeName(request.POST or None)
    if form.is_valid():
        with refusals_on_top(form, lambda: None):
            row = actions.add(name=form.cleaned_data["name"], by=request.actor, at=clock.now())
            messages.success(request, _("%(name)s is there: programs can count in it.") % {"name": row.name})
            return redirect("staff:unit-types")
    lists = (_("Unit types"), reverse("staff:unit-types"))
    values = {"form": form, "title": _("New unit type"), "back": lists, "lists": lists}
    return staff_page(request, "staff/part_form.html", values, here=HERE, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def unit_type(request: Asking, unit_type: UUID) -> HttpResponse:
    """Show a unit type with what counts in it; managers rename it here while no published version does."""
    row = get_object_or_404(UnitType, key=unit_type)
    shown = shown_of(request, row)
    form = ChangedName(request.POST or None, initial={"name": row.name, "revision": row.revision})
    if fixed := may_reword("name", _("the name %(name)s") % {"name": row.name}, shown.use):
        form.fields["name"].help_text = beside(fixed)
        form.fields["name"].widget.attrs["readonly"] = True
    if request.method == "POST" and shown.permission:
        raise Refused(shown.permission)
    if form.is_valid():
        with refusals_on_top(form, lambda: _newest(row.pk)):
            actions.change(unit_type=row.pk, by=request.actor, at=clock.now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("staff:unit-type", row.key)
    values = {"shown": shown, "form": form}
    return staff_page(request, "staff/unit_type.html", values, here=HERE, status=422 if form.errors else 200)


@staff_only
@require_POST
def retire(request: Asking, unit_type: UUID) -> HttpResponse:
    """Retire a unit type, or bring it back."""
    row = get_object_or_404(UnitType, key=unit_type)
    retirement(
        request,
        shown_of(request, row),
        partial(actions.retire, unit_type=row.pk),
        partial(actions.bring_back, unit_type=row.pk),
    )
    return redirect("staff:unit-type", row.key)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asking, unit_type: UUID) -> HttpResponse:
    """Delete a unit type that no version counts in, after a look at what that means."""
    row = get_object_or_404(UnitType, key=unit_type)
    return removal(request, shown_of(request, row), partial(actions.remove, unit_type=row.pk))


def _newest(pk: int) -> int | None:
    return UnitType.objects.filter(pk=pk).values_list("revision", flat=True).first()
