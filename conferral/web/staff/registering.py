"""How do staff register anybody for events, and cancel registrations?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferral.web import carts
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.staff.site import staff_page


def _page(request: Asking, name: str, values: dict[str, Any], **more: Any) -> HttpResponse:
    return staff_page(request, f"staff/{name}", values, **more)


STAFF = carts.Counter("staff", _page, lambda _request, _contact: True)


@staff_only
@require_POST
def register(request: Asking, key: UUID, code: str, offering: UUID) -> HttpResponse:
    """**Register Now**, for anyone."""
    return carts.register(request, STAFF, key, code, offering)


@staff_only
@require_safe
def shown(request: Asking) -> HttpResponse:
    """Show the cart for the contacts being served."""
    return carts.cart(request, STAFF)


@staff_only
@require_POST
def take_out(request: Asking, line: UUID) -> HttpResponse:
    """Take a line out of one's own cart."""
    return carts.take_out(request, STAFF, line)


@staff_only
@require_POST
def check_out(request: Asking, cart: UUID) -> HttpResponse:
    """**Check out**."""
    return carts.check_out(request, STAFF, cart)


@staff_only
@require_safe
def order(request: Asking, key: UUID) -> HttpResponse:
    """Show anybody's order."""
    return carts.order(request, STAFF, key)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Asking, key: UUID) -> HttpResponse:
    """Cancel anybody's registration."""
    return carts.cancel(request, STAFF, key)


@staff_only
@require_POST
def wait(request: Asking, key: UUID, code: str, offering: UUID) -> HttpResponse:
    """**Join the waitlist**, for anyone."""
    return carts.wait(request, STAFF, key, code, offering)


@staff_only
@require_POST
def leave(request: Asking, waiting: UUID) -> HttpResponse:
    """**Leave the waitlist**, for anyone."""
    return carts.leave(request, STAFF, waiting)


@staff_only
@require_safe
def order_calendar(request: Asking, key: UUID) -> HttpResponse:
    """Hand out the events of anybody's order for a calendar."""
    return carts.calendar_of_order(request, STAFF, key)


@staff_only
@require_safe
def calendar(request: Asking, key: UUID) -> HttpResponse:
    """Hand out the event of anybody's registration for a calendar."""
    return carts.calendar_of_registration(request, STAFF, key)
