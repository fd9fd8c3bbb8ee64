"""How is a request that comes twice under one `Idempotency-Key` done once and answered the same both times?"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from conferral.models import GivenAnswer
from conferral.rules.api_keys import ERASED, REUSED
from conferral.rules.refusals import Refused

KEPT = timedelta(days=1)


def claim(*, account: int, key: str, fingerprint: str, at: datetime) -> GivenAnswer:
    """Return the row of a request: a new one with status 0, or the one of the answer that was given already.

    Called in the transaction in which the request is done. Of two at once one waits here for the other to end, and
    finds its answer, or nothing where that was broken off. Raises Refused: `idempotency_key_reused`, `answer_erased`.
    """
    try:
        with transaction.atomic():
            return GivenAnswer.objects.create(account_id=account, idempotency_key=key, fingerprint=fingerprint, at=at)
    except IntegrityError:
        row = GivenAnswer.objects.select_for_update().get(account=account, idempotency_key=key)
    if row.fingerprint != fingerprint:
        raise Refused(REUSED)
    if row.is_erased:
        raise Refused(ERASED)
    return row


def keep(row: GivenAnswer, *, status: int, headers: dict[str, str], body: str) -> None:
    """Keep what is answered, beside what was done."""
    row.status, row.headers, row.body = status, headers, body
    row.save(update_fields=["status", "headers", "body"])


def forget(*, at: datetime) -> int:
    """Forget the answers given more than a day ago; return how many."""
    return GivenAnswer.objects.filter(at__lte=at - KEPT).delete()[0]


def erase(naming: Collection[str]) -> None:
    """Erase the answers in which any of these texts stands, written as JSON writes it."""
    wanted = Q()
    for text in naming:
        if text:
            wanted |= Q(body__contains=json.dumps(text)[1:-1]) | Q(
                body__contains=json.dumps(text, ensure_ascii=False)[1:-1]
            )
    if wanted:
        GivenAnswer.objects.filter(wanted).update(body="", headers={}, is_erased=True)
