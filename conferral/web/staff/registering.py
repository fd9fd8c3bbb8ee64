"""Where do staff register anybody for events, and cancel registrations?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.carts import Counter
from conferral.web.staff.site import staff_page


def _page(request: Asking, name: str, values: dict[str, Any], **more: Any) -> HttpResponse:
    return staff_page(request, f"staff/{name}", values, **more)


COUNTER = Counter("staff", _page, staff_only, serves=lambda _request, _contact: True)
