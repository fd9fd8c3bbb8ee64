"""Which keys for programs has somebody?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conferral.models import Account, ApiKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShown:
    """One key that works: what it is called, how it begins, since when there is one and when it was used last."""

    key: UUID
    label: str
    prefix: str
    created_at: datetime
    last_used_at: datetime | None


def keys_of(account: Account) -> list[KeyShown]:
    """Return the keys of an account that nobody revoked, the newest first; one query."""
    rows = ApiKey.objects.filter(account=account, revoked_at=None).order_by("-created_at", "-pk")
    return [
        KeyShown(
            key=row.key,
            label=row.label,
            prefix=row.prefix,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
        )
        for row in rows
    ]
