"""How does staff learn once a day what waits? One message for each account, where there is anything."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from conferral.actions import outbox
from conferral.actions.log import day_of
from conferral.actions.outbox import Written
from conferral.documents.digest import staff_accounts, waiting_on
from conferral.models import Account, Message
from conferral.models.message import key_of
from conferral.rules.notices import Notice


@transaction.atomic
def digest(*, at: datetime) -> int:
    """Write today's digest to every account of staff that has none yet, if anything waits; return how many."""
    on = day_of(at)
    wanted = {key_of(Notice.DIGEST, account, on): account for account in staff_accounts()}
    # Locked, so that of two workers at once the second finds them written.
    list(
        Account.objects.select_for_update(of=("self",)).filter(pk__in=wanted.values()).order_by("pk").values_list("pk")
    )
    told = set(Message.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    new = {key: account for key, account in wanted.items() if key not in told}
    if not new or waiting_on(on).is_nothing:
        return 0
    about = {"day": on}
    outbox.put([Written(key, Notice.DIGEST, about, account=account) for key, account in new.items()], at=at)
    return len(new)
