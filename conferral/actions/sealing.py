"""How are the entries of the log sealed, soon after they were committed, without anybody waiting who writes some?

Actions only insert entries. Whoever seals takes those that are there, in the order of their places, under a lock. One
whose transaction ends later than that of a higher place is sealed later.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from conferral.actions.set_based import insert_rows
from conferral.models import LogHead, Seal
from conferral.models.seal import THE_ONE, entries_of, waiting
from conferral.rules.sealing import sealed

CHUNK = 1000
MOST = 50_000
"""So many entries at most are sealed at one occasion: a worker has other things to do too."""
LATE = timedelta(hours=1)
"""No transaction takes longer. Once a day the whole log is looked through for an entry of one that did."""
ROW = ("number", "event_id", "key", "contents", "actor", "hash")


def seal(*, at: datetime, most: int = MOST) -> int:
    """Seal entries that are not; return how many it were.

    It can be done at any time, by many at once, and broken off: a thousand at most are one transaction, of four
    queries. Nothing is sealed once the head is gone or was set back: `verify` says so, and no seal hides it.
    """
    head = _begun(at)
    if head is None:
        return 0
    is_late = _is_late(head, at)
    after = 0 if is_late and head.seen_at.date() != at.date() else head.settled
    done = 0
    while done < most:
        size = min(CHUNK, most - done)
        places = _seal_chunk(after, size)
        done += len(places)
        if len(places) < size:
            if is_late:
                _settle(at)
            break
        after = places[-1]
    return done


def _is_late(head: LogHead, at: datetime) -> bool:
    return abs(at - head.seen_at) >= LATE


@transaction.atomic
def _begun(at: datetime) -> LogHead | None:
    """Return the head, there from the first time on; None where nothing is to be sealed after it."""
    last = Seal.objects.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        LogHead.objects.get_or_create(pk=THE_ONE, defaults={"seen_at": at})
    head = LogHead.objects.select_for_update().filter(pk=THE_ONE).first()
    return None if head is None or head.number < (last or 0) else head


@transaction.atomic
def _settle(at: datetime) -> None:
    """Write that up to the place seen an hour ago all is sealed, as this look from before it has seen to."""
    head = LogHead.objects.select_for_update().get(pk=THE_ONE)
    if _is_late(head, at):
        seen = Seal.objects.aggregate(place=Max("event_id"))["place"] or 0
        head.settled, head.seen, head.seen_at = head.seen, seen, at
        head.save(update_fields=["settled", "seen", "seen_at"])


@transaction.atomic
def _seal_chunk(after: int, size: int) -> list[int]:
    """Seal the next entries past a place; return their places."""
    head = LogHead.objects.select_for_update().get(pk=THE_ONE)
    entries = entries_of(waiting(after)[:size])
    if not entries:
        return []
    links = list(sealed(head.as_head(), entries.values()))
    insert_rows(
        Seal,
        ROW,
        [
            (link.number, place, link.key, link.contents, link.actor, link.hash)
            for place, link in zip(entries, links, strict=True)
        ],
    )
    LogHead.objects.filter(pk=THE_ONE).update(number=links[-1].number, hash=links[-1].hash)
    return list(entries)
