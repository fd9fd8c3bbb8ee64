"""Where do members register themselves for events, and cancel their registrations?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from conferral.web.access import members
from conferral.web.asking import Asking
from conferral.web.carts import Counter
from conferral.web.pages import page


def _page(request: Asking, name: str, values: dict[str, Any], *, here: str = "", status: int = 200) -> HttpResponse:
    return page(request, f"member/{name}", {"here": here, **values}, status=status)


COUNTER = Counter("member", _page, members, serves=lambda request, contact: request.actor.is_contact(contact))
