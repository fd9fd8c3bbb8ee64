"""How often may somebody ask for what costs a mail, a password or much work? Every process counts together."""

from __future__ import annotations

from math import ceil

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from conferral import clock

RATES = {
    "sign_up": "20/m/ip",
    "sign_up_confirm": "20/m/ip,10/h/key",
    "email": "5/m/user",
    "mail": "5/h/key",
    "personal_data": "10/h/user",
    "api_key": "10/h/user",
    "api_wrong_key": "60/m/ip",
}
"""For each thing: from one address of the network, by one account, and about one key (an address, a link)."""


def too_often(request: HttpRequest, what: str, key: str = "") -> HttpResponse | None:
    """Count once more, and answer whoever asks too often; None while they do not."""
    if ratelimit.consume(request, app="conferral", action=what, config=RATES, key=key) is not None:
        return None
    limited: HttpResponse = ratelimit.respond_429(request)
    return limited


def seconds_to_wait(request: HttpRequest, what: str, key: str = "") -> int:
    """Count once more, whatever the method, and return after how many seconds to come again; 0 for now."""
    asked = {"app": "conferral", "action": what, "config": RATES}
    if ratelimit.consume(request, key=key, limit_get=True, **asked) is not None:
        return 0
    now, left = clock.now().timestamp(), 1.0
    for rate in ratelimit.get_rates(**asked):
        counted = cache.get(ratelimit.get_cache_key(request, app="conferral", action=what, rate=rate, key=key), [])
        if len(counted) >= rate.amount:
            left = max(left, counted[rate.amount - 1] + rate.duration - now)
    return ceil(left)
