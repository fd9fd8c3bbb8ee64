"""How often may somebody ask for what costs a mail, a password or much work? Every process counts together."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

RATES = {
    "sign_up": "20/m/ip",
    "sign_up_confirm": "20/m/ip,10/h/key",
    "email": "5/m/user",
    "mail": "5/h/key",
    "personal_data": "10/h/user",
}
"""For each thing: from one address of the network, by one account, and about one key (an address, a link)."""


def too_often(request: HttpRequest, what: str, key: str = "") -> HttpResponse | None:
    """Count once more, and answer whoever asks too often; None while they do not."""
    if ratelimit.consume(request, app="conferral", action=what, config=RATES, key=key) is not None:
        return None
    limited: HttpResponse = ratelimit.respond_429(request)
    return limited
