"""How does somebody sign out everywhere but here, and when are sessions forgotten?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from conferral.actions.log import Log
from conferral.models import Account, Session
from conferral.rules.actors import Actor


@transaction.atomic
def end_others(*, account: Account, but: str, by: Actor, at: datetime) -> int:
    """End all sessions of an account but one, given by its key; return how many. The log says so."""
    ended, _ = Session.objects.filter(account=account.pk).exclude(session_key=but).delete()
    if ended:
        log = Log(by, at)
        after = {"account": account.pk, "username": account.username, "sessions": ended}
        log.add("account.signed_out_elsewhere", contact=account.contact_id, subject=account.key, after=after)
        log.write()
    return ended


def forget(*, at: datetime) -> int:
    """Forget the sessions that are over; return how many."""
    return Session.objects.filter(expire_date__lte=at).delete()[0]
