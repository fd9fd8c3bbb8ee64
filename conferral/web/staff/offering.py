"""What is one offering, who completed it, and how is it kept? Its page, its form, retiring and deleting it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conferral import clock
from conferral.actions import offerings
from conferral.models import Component, Offering, Organization, uses
from conferral.rules.offerings import Kind
from conferral.web import choosing
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked
from conferral.web.looked import refusals_on_top
from conferral.web.staff.offering_form import ChangedOffering, OfferingForm, typed
from conferral.web.staff.parts import Shown, removal, retirement
from conferral.web.staff.pending_form import as_address
from conferral.web.staff.roster import named_offering, roster_of
from conferral.web.staff.site import staff_page

HERE = "offerings"


def shown_of(row: Offering) -> Shown:
    """Return an offering as its pages show it."""
    return Shown(
        named=row.title,
        word=_("offering"),
        use=uses.of_offering(row.pk),
        revision=row.revision,
        is_retired=row.is_retired,
        address=reverse("staff:offering", args=[row.key]),
        back=(_("Offerings"), reverse("staff:offerings")),
        here=HERE,
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def offering(request: Asking, offering: UUID) -> HttpResponse:
    """Show an offering: of what, when, where, for how many, at which price, with whom; and who is registered."""
    row = named_offering(offering)
    if request.method == "POST" and (answer := as_address(request, "staff:offering", row.key)):
        return answer
    values: dict[str, object] = {
        "offering": row,
        "shown": shown_of(row),
        "has_ended": bool(row.ends_at and row.ends_at < clock.now()),
    }
    if row.starts_at:
        values |= roster_of(request, row, Asked(request, clock.today()))
    return staff_page(request, "staff/offering.html", values, here=HERE)


def _currency() -> str:
    """Return what prices are in unless something else is said."""
    organization = Organization.objects.first()
    return organization.currency if organization else ""


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Asking) -> HttpResponse:
    """Add an offering; from a component's page its code stands there already."""
    code = request.GET.get("component", "").replace("\0", "")
    of = Component.objects.filter(code=code).first()
    form = OfferingForm(
        request.POST or None,
        initial={"component": code, "kind": Kind.EVENT.value, "currency": _currency(), "records_completions": True},
    )
    if of:
        form.chosen["component"] = choosing.candidate_of_component(of)
    if form.is_valid():
        with refusals_on_top(form, lambda: None):
            row = offerings.add(
                component=form.cleaned_data["component"], details=form.details(), by=request.actor, at=clock.now()
            )
            messages.success(request, _("%(title)s is offered: everybody enrolled sees it.") % {"title": row.title})
            return redirect("staff:offering", row.key)
    back = (
        (of.title, reverse("staff:component", args=[of.code])) if of else (_("Offerings"), reverse("staff:offerings"))
    )
    return _form(request, form, _("New offering"), back)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asking, offering: UUID) -> HttpResponse:
    """Change an offering, with effect at once for everybody enrolled."""
    row = named_offering(offering)
    form = ChangedOffering(row, request.POST or None, initial=typed(row))
    if form.is_valid():
        with refusals_on_top(form, lambda: _newest(row.pk)):
            offerings.change(
                offering=row.pk,
                component=form.cleaned_data["component"],
                details=form.details(),
                by=request.actor,
                at=clock.now(),
                revision=form.cleaned_data["revision"],
            )
            messages.success(request, _("Saved."))
            return redirect("staff:offering", row.key)
    return _form(request, form, _("Edit offering"), (row.title, reverse("staff:offering", args=[row.key])))


@staff_only
@require_POST
def retire(request: Asking, offering: UUID) -> HttpResponse:
    """Retire an offering, or bring it back."""
    row = named_offering(offering)
    retirement(
        request,
        shown_of(row),
        partial(offerings.retire, offering=row.pk),
        partial(offerings.bring_back, offering=row.pk),
    )
    return redirect("staff:offering", row.key)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Asking, offering: UUID) -> HttpResponse:
    """Delete an offering that nobody completed, after a look at what that means."""
    row = named_offering(offering)
    return removal(request, shown_of(row), partial(offerings.remove, offering=row.pk))


def _newest(pk: int) -> int | None:
    return Offering.objects.filter(pk=pk).values_list("revision", flat=True).first()


def _form(request: Asking, form: OfferingForm, title: str, back: tuple[str, str]) -> HttpResponse:
    values = {"form": form, "title": title, "back": back}
    return staff_page(request, "staff/offering_form.html", values, here=HERE, status=422 if form.errors else 200)
