"""How are the notices written that are due because days pass? By a sweep, once each, whatever it missed meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from conferral.actions import outbox
from conferral.actions.log import day_of
from conferral.actions.outbox import Written
from conferral.models import Enrollment, Message, Registration, ToldThrough
from conferral.models.message import key_of
from conferral.models.reminded import may_be_due
from conferral.rules.notices import Notice, due

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


@transaction.atomic
def remind_of_events(*, at: datetime) -> int:
    """Write to everybody registered for an event of tomorrow, once for each day it is on; return to how many.

    Whoever registered today has just been told.
    """
    today = day_of(at)
    tomorrow = today + timedelta(days=1)
    begins = timezone.make_aware(datetime.combine(tomorrow, time()))
    ends = timezone.make_aware(datetime.combine(tomorrow + timedelta(days=1), time()))
    rows = Registration.objects.standing().filter(offering__starts_at__gte=begins, offering__starts_at__lt=ends)
    # Locked, so that of two workers at once the second finds them written.
    found = rows.select_for_update(of=("self",), no_key=True).select_related("order").order_by("pk")
    wanted = {
        key_of(Notice.EVENT_TOMORROW, row.pk, tomorrow): row for row in found if day_of(row.order.placed_at) < today
    }
    told = set(Message.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    new = [
        Written(key, Notice.EVENT_TOMORROW, {"registration": row.pk, "day": tomorrow}, contact=row.contact_id)
        for key, row in wanted.items()
        if key not in told
    ]
    outbox.put(new, at=at)
    return len(new)
