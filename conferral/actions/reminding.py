"""How are the notices written that are due because days pass? By a sweep, once each, whatever it missed meanwhile."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from conferral.actions import outbox
from conferral.actions.log import day_of
from conferral.actions.outbox import Written
from conferral.models import Enrollment, Message, ToldThrough
from conferral.models.message import key_of
from conferral.models.reminded import may_be_due
from conferral.rules.notices import due

CHUNK = 1000


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Write every notice that came due since the last time, up to the day of this instant; return how many.

    The first time none is written: what was due before there were notices is not told. Of several that came due while
    no worker ran, an enrollee gets the last.
    """
    today = day_of(at)
    through = _locked(today)
    if through.day >= today:
        return 0
    written = 0
    keys = list(Enrollment.objects.filter(may_be_due(through.day, today)).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        written += _remind(keys[start : start + CHUNK], through.day, today, at)
    ToldThrough.objects.filter(pk=through.pk).update(day=today)
    return written


def _locked(today: date) -> ToldThrough:
    """Return how far it was told, locked; of two workers the second waits and finds nothing left to do."""
    ToldThrough.objects.get_or_create(pk=1, defaults={"day": today})
    return ToldThrough.objects.select_for_update().get(pk=1)


def _remind(keys: list[int], through: date, today: date, at: datetime) -> int:
    rows = Enrollment.objects.select_related("contact").filter(pk__among=keys)
    wanted: dict[UUID, Written] = {}
    for row in rows:
        found = due(row.facts(), today, known_since=row.registered_on)
        if found is None or found.since <= through:
            continue
        key = key_of(found.notice, row.pk, found.last_on)
        about = {"last_on": found.last_on}
        wanted[key] = Written(key, found.notice, about, contact=row.contact_id, enrollment=row.pk)
    told = set(Message.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    new = [one for key, one in wanted.items() if key not in told]
    outbox.put(new, at=at)
    return len(new)
