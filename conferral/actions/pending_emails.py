"""How is it written down that somebody says an address is theirs, and how is it found again by the link?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Q, Value
from django.db.models.functions import Lower

from conferral.models import Account, PendingEmail
from conferral.rules.refusals import Refused
from conferral.rules.signing_up import LINK_DEAD, LINK_LASTS


@dataclass(frozen=True, slots=True)
class Asked:
    """The secret of the link, and whether the address has an account already, whose owner is told instead."""

    token: str
    is_known: bool


def keep(email: str, *, at: datetime, password: str = "", account: Account | None = None) -> Asked:
    """Write an address down until the link is followed; the same work whether it has an account or not."""
    token = secrets.token_urlsafe(32)
    others = Account.objects.alias(mailed=Lower("email")).filter(mailed=Lower(Value(email)))
    is_known = others.exists()
    PendingEmail.objects.create(
        token_sha256=_digest(token), email=email, password=password, account=account, asked_at=at
    )
    return Asked(token, is_known)


def of_link(token: str, *, at: datetime, account: int | None = None) -> PendingEmail:
    """Return what a link confirms: a sign-up, or the address of an account. Raises Refused: `link_dead`."""
    row = PendingEmail.objects.living(at).filter(token_sha256=_digest(token), account=account).first()
    if row is None:
        raise Refused(LINK_DEAD)
    return row


def take(row: PendingEmail) -> None:
    """Let a link and all others of its address work no more; of two who follow it at once the second is refused.

    Raises Refused: `link_dead`.
    """
    ending = Q(account=None, folded=Lower(Value(row.email)))
    if row.account_id is not None:
        ending |= Q(account=row.account_id)
    rows = PendingEmail.objects.alias(folded=Lower("email")).filter(ending)
    keys = list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    if row.pk not in keys:
        raise Refused(LINK_DEAD)
    PendingEmail.objects.filter(pk__in=keys).delete()


def forget(*, at: datetime) -> int:
    """Forget the addresses whose link works no more; return how many."""
    return PendingEmail.objects.filter(asked_at__lte=at - LINK_LASTS).delete()[0]


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
