"""How are seats registered for, on either site: **Register Now**, the cart, **Check out**, the order, cancelling?

Both sites do the same with the same pages; `paths` gives each its addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from conferral import clock
from conferral.actions import carts, checking_out, registrations, waitlists
from conferral.documents.calendar_file import calendar_file
from conferral.documents.cart import CartShown, cart_of
from conferral.documents.registrations import lines_of, not_own_order, seen
from conferral.models import Enrollment, Offering, Order, Place, Registration
from conferral.rules.payments import WAYS
from conferral.web.asking import Asking
from conferral.web.errors import refusals_of
from conferral.web.fields import Prose
from conferral.web.sites import Site


def paths(site: Site, *, requirement: str, within: str = "") -> list[URLPattern]:
    """Return the addresses of a site; `requirement` is that of a requirement's page, `within` begins all others."""
    return [
        site.at(f"{requirement}events/<uuid:offering>/registration/", register, "registration", require_POST),
        site.at(f"{requirement}events/<uuid:offering>/waitlist/", wait, "waitlist", require_POST),
        site.at(f"{within}waitlists/<uuid:waiting>/leaving/", leave, "waitlist-leaving", require_POST),
        site.at(f"{within}cart/", shown_cart, "cart", require_safe),
        site.at(f"{within}cart/lines/<uuid:line>/removal/", take_out, "cart-line-removal", require_POST),
        site.at(f"{within}carts/<uuid:cart>/check-out/", check_out, "check-out", require_POST),
        site.at(f"{within}orders/<uuid:key>/", order, "order", require_safe),
        site.at(f"{within}orders/<uuid:key>/calendar/", calendar_of_order, "order-calendar", require_safe),
        site.at(f"{within}registrations/<uuid:key>/calendar/", calendar, "registration-calendar", require_safe),
        site.at(f"{within}registrations/<uuid:key>/cancellation/", cancel, "registration-cancellation"),
    ]


class CheckOut(forms.Form):
    """What **Check out** sends along: what it costs as it was seen, and whom it is billed to."""

    total = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    billed_to = forms.ChoiceField(label=gettext_lazy("Bill to"), required=False)

    def __init__(self, cart: CartShown, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"total": cart.total}, auto_id="check_out_%s")
        people = [(str(one.key), f"{one.full_name} ({one.member_number})") for one in cart.people]
        if len(people) > 1 and cart.total:
            self.fields["billed_to"] = forms.ChoiceField(label=_("Bill to"), choices=people)
        else:
            del self.fields["billed_to"]


class Cancellation(forms.Form):
    """Why a registration is cancelled, for whoever wants to say so."""

    is_sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)
    reason = Prose(
        label=gettext_lazy("Reason"),
        required=False,
        help_text=gettext_lazy("It is kept in the log."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def register(request: Asking, site: Site, key: UUID, code: str, offering: UUID) -> HttpResponse:
    """**Register Now**: put a seat for the enrollee into the cart, and show it."""
    row = get_object_or_404(Enrollment, key=key)
    if not site.serves(request, row.contact_id):
        raise Http404
    event = get_object_or_404(Offering, key=offering)
    carts.add(enrollment=row.pk, requirement=code, offering=event.pk, by=request.actor, at=clock.now())
    return redirect(f"{site.name}:cart")


def wait(request: Asking, site: Site, key: UUID, code: str, offering: UUID) -> HttpResponse:
    """**Join the waitlist**: put the enrollee at the end of the line for a full event."""
    row = get_object_or_404(Enrollment, key=key)
    if not site.serves(request, row.contact_id):
        raise Http404
    event = get_object_or_404(Offering, key=offering)
    waitlists.join(enrollment=row.pk, requirement=code, offering=event.pk, by=request.actor, at=clock.now())
    messages.success(request, _("A mail tells when a seat of %(event)s is free.") % {"event": event.title})
    return redirect(f"{site.name}:requirement", key, code)


def leave(request: Asking, site: Site, waiting: UUID) -> HttpResponse:
    """**Leave the waitlist**; a seat that was held is offered to the next."""
    row = get_object_or_404(Place.objects.select_related("contact", "offering"), key=waiting)
    if not site.serves(request, row.contact_id):
        raise Http404
    waitlists.leave(place=row.key, by=request.actor, at=clock.now())
    told = _("%(name)s is off the waitlist of %(event)s.")
    messages.success(request, told % {"name": row.contact.full_name, "event": row.offering.title})
    return redirect("staff:offering", row.offering.key) if site.name == "staff" else redirect("member:home")


def shown_cart(request: Asking, site: Site) -> HttpResponse:
    """Show the cart; nothing is put there by looking."""
    shown = cart_of(request.actor, at=clock.now())
    return site.page(request, f"{site.name}/cart.html", {"cart": shown, "form": CheckOut(shown)}, here="cart")


def take_out(request: Asking, site: Site, line: UUID) -> HttpResponse:
    """Take a line out of one's own cart."""
    carts.remove(line=line, by=request.actor, at=clock.now())
    return redirect(f"{site.name}:cart")


def check_out(request: Asking, site: Site, cart: UUID) -> HttpResponse:
    """**Check out**: register everybody in the cart, and show the order; what is refused stays in the cart."""
    # Sent again it leads to its order, whatever lies in the next cart by now.
    placed = Order.objects.filter(cart__key=cart, account=request.actor.account).first()
    if placed:
        return redirect(f"{site.name}:order", key=placed.key)
    shown = cart_of(request.actor, at=clock.now())
    form = CheckOut(shown, request.POST)
    if form.is_valid():
        named = form.cleaned_data.get("billed_to")
        payer = next((one.pk for one in shown.people if str(one.key) == named), None)
        with refusals_of(form):
            order = checking_out.check_out(
                cart=cart,
                billed_to=payer,
                total=form.cleaned_data["total"],
                by=request.actor,
                at=clock.now(),
            )
            messages.success(request, _("Registration confirmed."))
            return redirect(f"{site.name}:order", key=order.key)
    # What it costs is shown anew, so it is asked for anew.
    anew = CheckOut(shown)
    values = {"cart": shown, "form": anew, "refused": [str(error) for error in form.non_field_errors()]}
    return site.page(request, f"{site.name}/cart.html", values, here="cart", status=422)


def order(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Show an order, ready to be printed: to staff, to whoever placed it, and to whom it is billed."""
    row = get_object_or_404(Order.objects.select_related("billed_to"), key=key)
    if not site.serves(request, row.billed_to_id) and not_own_order(request.actor, row):
        raise Http404
    lines = [seen(line, by=request.actor, at=clock.now()) for line in lines_of(row)]
    values = {"order": row, "lines": lines, "payment": WAYS.said_of(row.payment)}
    return site.page(request, f"{site.name}/order.html", values, here="cart")


def calendar_of_order(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Hand out the events of an order for a calendar, to whoever sees the order."""
    row = get_object_or_404(Order.objects.select_related("billed_to"), key=key)
    if not site.serves(request, row.billed_to_id) and not_own_order(request.actor, row):
        raise Http404
    return _calendar(lines_of(row))


def calendar(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Hand out the event of a registration for a calendar."""
    row = get_object_or_404(Registration.objects.select_related("offering", "contact", "order"), key=key)
    if not site.serves(request, row.contact_id):
        raise Http404
    return _calendar([row])


def _calendar(rows: Sequence[Registration]) -> HttpResponse:
    standing = [row for row in rows if row.cancelled_at is None]
    if not standing:
        raise Http404
    file = calendar_file(standing, at=clock.now())
    return HttpResponse(
        file.contents,
        content_type=f"{file.media_type}; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name) or "attachment",
            "Cache-Control": "no-store",
        },
    )


def cancel(request: Asking, site: Site, key: UUID) -> HttpResponse:
    """Ask whether a registration is to be cancelled, and cancel it at **OK**; who may not is told why."""
    row = get_object_or_404(Registration.objects.select_related("offering", "contact", "order"), key=key)
    if not site.serves(request, row.contact_id):
        raise Http404
    form = Cancellation(request.POST if request.method == "POST" else None)
    refusal = seen(row, by=request.actor, at=clock.now()).refusal
    if refusal is None and form.is_valid():
        with refusals_of(form):
            registrations.cancel(
                registration=row.key, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now()
            )
            messages.success(request, _("The registration is cancelled, and the seat is free again."))
            return back(site, row)
    if refusal is not None:
        if row.cancelled_at is None or request.method != "POST":
            messages.error(request, refusal.message)
        return back(site, row)
    values = {"row": row, "form": form}
    return site.page(
        request, f"{site.name}/registration_cancellation.html", values, here="", status=422 if form.errors else 200
    )


def back(site: Site, row: Registration) -> HttpResponse:
    """Lead to where the registrations of the contact stand."""
    if site.name == "staff":
        return redirect("staff:enrollee", member_number=row.contact.member_number)
    return redirect("member:home")
