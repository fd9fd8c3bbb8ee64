"""How do members register themselves for events, and cancel their registrations?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral.web import carts
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.pages import page


def _page(request: Asking, name: str, values: dict[str, Any], *, here: str = "", status: int = 200) -> HttpResponse:
    return page(request, f"member/{name}", {"here": here, **values}, status=status)


OWN = carts.Counter("member", _page, lambda request, contact: request.actor.is_contact(contact))


@members
@require_POST
def register(request: Asking, key: UUID, code: str, offering: UUID) -> HttpResponse:
    """**Register Now**, for oneself."""
    return carts.register(request, OWN, key, code, offering)


@members
@require_safe
def shown(request: Asking) -> HttpResponse:
    """Show one's own cart."""
    return carts.cart(request, OWN)


@members
@require_POST
def take_out(request: Asking, line: UUID) -> HttpResponse:
    """Take a line out of one's own cart."""
    return carts.take_out(request, OWN, line)


@members
@require_POST
def check_out(request: Asking, cart: UUID) -> HttpResponse:
    """**Check out**."""
    return carts.check_out(request, OWN, cart)


@members
@require_safe
def order(request: Asking, key: UUID) -> HttpResponse:
    """Show one's own order."""
    return carts.order(request, OWN, key)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Asking, key: UUID) -> HttpResponse:
    """Cancel one's own registration."""
    return carts.cancel(request, OWN, key)


@members
@require_POST
def wait(request: Asking, key: UUID, code: str, offering: UUID) -> HttpResponse:
    """**Join the waitlist**, for oneself."""
    return carts.wait(request, OWN, key, code, offering)


@members
@require_POST
def leave(request: Asking, waiting: UUID) -> HttpResponse:
    """**Leave the waitlist**, for oneself."""
    return carts.leave(request, OWN, waiting)


@members
@require_safe
def order_calendar(request: Asking, key: UUID) -> HttpResponse:
    """Hand out the events of one's own order for a calendar."""
    return carts.calendar_of_order(request, OWN, key)


@members
@require_safe
def calendar(request: Asking, key: UUID) -> HttpResponse:
    """Hand out the event of one's own registration for a calendar."""
    return carts.calendar_of_registration(request, OWN, key)
