"""How does somebody get a key for a program, and how is one taken away again?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from conferral.actions.locks import locked_accounts
from conferral.actions.log import Log
from conferral.models import ApiKey
from conferral.rules.actors import Actor
from conferral.rules.api_keys import BEGINS, UNKNOWN, may_make, may_revoke
from conferral.rules.refusals import Refused

MADE, REVOKED = "account.key_made", "account.key_revoked"
RANDOM_BYTES = 32
SHOWN = len(BEGINS) + 6
EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A new key: the row that is kept, and the key itself, which is nowhere else."""

    row: ApiKey
    token: str


@transaction.atomic
def make(*, account: int, label: str, by: Actor, at: datetime) -> Made:
    """Make a key for one's own account. Raises Refused: those of `rules.api_keys.may_make`."""
    label = label.strip()
    found = locked_accounts([account])
    working = ApiKey.objects.working().filter(account=account).count()
    if refusal := may_make(by, account, label=label, working=working):
        raise Refused(refusal)
    token = BEGINS + secrets.token_urlsafe(RANDOM_BYTES)
    row = ApiKey.objects.create(
        account=found[account], label=label, prefix=token[:SHOWN], token_sha256=digest(token), created_at=at
    )
    _record(row, MADE, Log(by, at))
    return Made(row, token)


@transaction.atomic
def revoke(*, api_key: UUID, by: Actor, at: datetime, account: UUID | None = None) -> ApiKey:
    """Let a key work no more, from the next request on; once is enough, and twice changes nothing.

    `account` is whose it was when it was looked at. Raises Refused: `api_key_unknown`, those of `may_revoke`.
    """
    row = ApiKey.objects.select_for_update(of=("self",)).select_related("account").filter(key=api_key).first()
    if row is None or (account is not None and row.account.key != account):
        raise Refused(UNKNOWN)
    if refusal := may_revoke(by, row.account_id):
        raise Refused(refusal)
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _record(row, REVOKED, Log(by, at))
    return row


def used(api_key: int, *, at: datetime) -> None:
    """Note that a key was used, once a minute at most."""
    long_ago = Q(last_used_at=None) | Q(last_used_at__lte=at - EVERY)
    ApiKey.objects.filter(long_ago, pk=api_key).update(last_used_at=at)


def digest(token: str) -> str:
    """Return what is kept of a key: it is as random as a hash, so it needs no salt and no slowness."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _record(row: ApiKey, kind: str, log: Log) -> None:
    account = row.account
    after = {"account": account.pk, "username": account.username, "label": row.label, "prefix": row.prefix}
    log.add(kind, contact=account.contact_id, subject=account.key, after=after)
    log.write()
