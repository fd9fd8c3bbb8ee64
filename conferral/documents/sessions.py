"""Where is somebody signed in?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import HASH_SESSION_KEY
from django.utils.crypto import constant_time_compare

from conferral.models import Account, Session
from conferral.rules import browsers


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One place where somebody is signed in: with what, since when where that is known, and whether it is here."""

    browser: str
    began_at: datetime | None
    is_here: bool


def sessions(account: Account, *, here: str, at: datetime) -> list[SignedIn]:
    """Return where an account is signed in, this place first, then the latest; one query.

    A session that a new password or a closing has ended is left out.
    """
    rows = Session.objects.filter(account=account.pk, expire_date__gt=at)
    own = account.get_session_auth_hash()
    found = [
        SignedIn(browsers.name(row.browser), row.began_at, is_here=row.session_key == here)
        for row in rows
        if constant_time_compare(row.get_decoded().get(HASH_SESSION_KEY, ""), own)
    ]
    return sorted(found, key=lambda one: (not one.is_here, -(one.began_at.timestamp() if one.began_at else 0)))
