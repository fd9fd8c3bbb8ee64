"""What stands around every page of the Member site, and whose records are there? One's own, and nobody else's."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from conferral.models import Contact
from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.pages import page
from conferral.web.sites import Site


def member_page(
    request: Asking, template: str, values: dict[str, Any], *, here: str = "", block: str = "", status: int = 200
) -> HttpResponse:
    """Answer with a page of the Member site; `here` names the entry of the navigation that it belongs to."""
    return page(request, template, {"site": "member", "here": here, **values}, block=block, status=status)


def oneself(request: Asking) -> Contact:
    """Return the contact that whoever asks is."""
    return Contact.objects.get(account=request.actor.account)


OWN = Site(
    name="member",
    page=member_page,
    lets_in=members,
    serves=lambda request, contact: request.actor.is_contact(contact),
    asks_grades=False,
)
