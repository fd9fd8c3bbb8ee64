"""How is something done once, however often it is asked for? By the `Idempotency-Key` of the request.

What is done and what is answered are written in one transaction: a request that breaks off has done nothing, and is
done when it comes again; one that did it is answered the same again (docs/decisions/0043-json-api.md).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from conferral import clock
from conferral.actions import given_answers
from conferral.models import GivenAnswer
from conferral.rules.api_keys import check_idempotency_key
from conferral.rules.refusals import Refused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
NOT_UNDERSTOOD = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}


def answered(request: HttpRequest, act: Callable[[], Any]) -> HttpResponse:
    """Answer as `act` does, or as it did when this very request came before. Raises Refused, as `claim` does."""
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST":
        return act()  # type: ignore[no-any-return]
    if refusal := check_idempotency_key(key):
        raise Refused(refusal)
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        account = request.actor.account  # type: ignore[attr-defined]
        row = given_answers.claim(account=account, key=key, fingerprint=fingerprint, at=clock.now())
        if row.status:
            return _again(row)
        answer: HttpResponse = act()
        if _is_answer(answer):
            headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
            given_answers.keep(row, status=answer.status_code, headers=headers, body=answer.content.decode())
        else:
            transaction.set_rollback(True)
    return answer


def misunderstood(answer: HttpResponse) -> HttpResponse:
    """Mark what is answered to a request that says nothing that could be done: mended, it may keep its key."""
    answer.is_misunderstood = True  # type: ignore[attr-defined]
    return answer


def _is_answer(answer: HttpResponse) -> bool:
    """Whether something was done or refused, which stays so; not that the server failed or did not understand."""
    if getattr(answer, "is_misunderstood", False) or answer.status_code in NOT_UNDERSTOOD:
        return False
    return answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def _again(row: GivenAnswer) -> HttpResponse:
    return HttpResponse(row.body, status=row.status, headers={**row.headers, REPLAYED: "true"})


def _fingerprint(request: HttpRequest) -> str:
    asked = f"{request.method}\n{request.get_full_path()}\n".encode("utf-8", "surrogatepass")
    return sha256(asked + request.body).hexdigest()
