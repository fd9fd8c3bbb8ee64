"""Who asks? A program with a key, which acts as the key's owner: the same levels, the same refusals, the same log.

The key stands in `Authorization: Bearer ...`. Without one that works nothing is answered but 401, whatever the address.
"""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from conferral import clock
from conferral.actions import api_keys
from conferral.models import Account, ApiKey
from conferral.rules.refusals import Refusal
from conferral.web import problems, time_zone
from conferral.web.access import View, declared_by_key
from conferral.web.api import once
from conferral.web.api.pace import PACE
from conferral.web.how_often import seconds_to_wait

SCHEME = "bearer"
LONGEST_KEY = 200
WRONG = Refusal(
    "key_wrong", "Send a key that works as Authorization: Bearer KEY; one is made on the page API keys of a profile."
)
TOO_OFTEN = "Too many requests; Retry-After says after how many seconds to go on."
NO_SECOND_FACTOR = Refusal(
    "second_factor_needed",
    "This organization asks its staff for a second factor, and the owner of this key has none; set one up, and the key "
    "works at once.",
)


def key_holders(view: View) -> View:
    """Let in whoever sends a key that works; puts `request.actor` there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if answer := _turned_away(request):
            return answer
        answer = once.answered(request, lambda: view(request, *args, **kwargs))
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.content = b""  # what is said instead: web/errors.py
        add_never_cache_headers(answer)
        patch_vary_headers(answer, ["Authorization"])
        return answer

    return declared_by_key(guarded)


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Say why whoever asks may not come in; None for whoever may."""
    key = _key(request)
    if key is None:
        if wait := seconds_to_wait(request, "api_wrong_key"):
            return _wait(wait)
        answer = problems.refused(WRONG)
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Conferral"'
        return answer
    at = clock.now()
    if wait := PACE.wait(key.account_id, at):
        return _wait(wait)
    if key.last_used_at is None or key.last_used_at <= at - api_keys.EVERY:
        api_keys.used(key.pk, at=at)
    account: Account = Account.objects.signed_in().get(pk=key.account_id)
    time_zone.told(account.time_zone)  # type: ignore[attr-defined]  # annotated
    if account.lacks_second_factor():
        return problems.refused(NO_SECOND_FACTOR)
    request.actor = account.as_actor(clock.today())  # type: ignore[attr-defined]
    return None


def _key(request: HttpRequest) -> ApiKey | None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    given = given.strip()
    if scheme.lower() != SCHEME or not given or len(given) > LONGEST_KEY:
        return None
    return ApiKey.objects.working().filter(token_sha256=api_keys.digest(given)).first()


def _wait(seconds: int) -> HttpResponse:
    answer = problems.problem(HTTPStatus.TOO_MANY_REQUESTS, "too_often", TOO_OFTEN)
    answer.headers["Retry-After"] = str(seconds)
    return answer
