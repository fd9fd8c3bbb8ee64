"""Is the log still what was sealed? Whatever was changed, removed, moved, cut off or erased unlawfully is named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from conferral.documents.faults import Fault
from conferral.models import Account, Contact, Event, Seal
from conferral.models.seal import entries_of, head_and_last, links_after, waiting
from conferral.rules.sealing import BEGINNING, Entry, Head, Link, fault_of_end, fault_of_given, faults_of

CHUNK = 1000
PURGED, ERASED = "enrollment.purged", "contact.erased"
WHAT = "log"


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many entries are not sealed yet, and since when the oldest of them waits."""

    count: int
    since: datetime | None


def entries_waiting() -> Waiting:
    """Look through the whole log for entries that are not sealed."""
    rows = waiting().order_by()
    return Waiting(rows.count(), rows.aggregate(since=Min("at"))["since"])


def faults_of_log(*, given: Sequence[Head] = ()) -> Iterator[Fault]:
    """Follow the seals from the first to the last and yield what is wrong, in constant memory.

    `given` are heads that were handed out before: each has to be one of the chain's. What is sealed meanwhile is left
    to the next time.
    """
    kept, last = head_and_last()
    head = BEGINNING
    while head.number < last and (chunk := links_after(head.number, until=last, size=CHUNK)):
        entries = entries_of(Event.objects.filter(pk__among=[place for place, _ in chunk]))
        for place, link in chunk:
            for said in faults_of(head, link, entries.get(place)):
                yield Fault(f"{WHAT}, no. {link.number}, entry {link.key}", said)
            head = link.head
        yield from _erased_unlawfully(chunk, entries)
    if wrong := fault_of_end(kept, head):
        yield Fault(WHAT, wrong)
    for one in given:
        held = Seal.objects.filter(pk=one.number).values_list("hash", flat=True).first()
        if wrong := fault_of_given(one, None if held is None else bytes(held)):
            yield Fault(WHAT, wrong)


def _erased_unlawfully(chunk: Sequence[tuple[int, Link]], entries: Mapping[int, Entry]) -> Iterator[Fault]:
    """Name entries that are erased though no entry says that what they tell of was purged or erased."""
    emptied = [place for place, _ in chunk if place in entries and entries[place].salt is None]
    nameless = [place for place, _ in chunk if place in entries and entries[place].actor_salt is None]
    wrongly = dict.fromkeys(_emptied(emptied), "it is erased, and no entry says that what it tells of was")
    for place in _nameless(nameless, entries):
        wrongly.setdefault(place, "the name of whoever did it is erased, and they are not")
    for place, link in chunk:
        if place in wrongly:
            yield Fault(f"{WHAT}, no. {link.number}, entry {link.key}", wrongly[place])


def _emptied(places: Collection[int]) -> Iterator[int]:
    """Yield those that were not erased at the instant of a purge of their enrollment, or of erasing their contact.

    An entry may name a contact that was merged away, and an erased contact another one; that one is looked for no more.
    """
    if not places:
        return
    rows = Event.objects.filter(pk__among=places).values_list("pk", "contact_id", "enrollment_id", "erased_at")
    found = list(rows.order_by("pk"))
    instants = {erased_at for *_, erased_at in found if erased_at is not None}
    said = Event.objects.filter(kind__in=(PURGED, ERASED), at__in=instants)
    causes = set(said.values_list("kind", "at", "enrollment_id", "contact_id"))
    purged = {(at, enrollment) for kind, at, enrollment, _ in causes if kind == PURGED}
    erased = {(at, contact) for kind, at, _, contact in causes if kind == ERASED}
    instants_of_erasing = {at for at, _ in erased}
    there = set(Contact.objects.filter(pk__in=[row[1] for row in found if row[1]]).values_list("pk", flat=True))
    for place, contact, enrollment, erased_at in found:
        is_of_gone = contact not in there and erased_at in instants_of_erasing
        if (erased_at, enrollment) not in purged and (erased_at, contact) not in erased and not is_of_gone:
            yield place


def _nameless(places: Collection[int], entries: Mapping[int, Entry]) -> Iterator[int]:
    """Yield those whose account is still there, or where there is none, whose contact is there and not erased."""
    if not places:
        return
    of = [entries[place] for place in places]
    named = [one.account for one in of if one.account]
    accounts = set(Account.objects.filter(pk__in=named).values_list("pk", flat=True))
    founders = [one.contact for one in of if one.account is None and one.contact]
    there = set(Contact.objects.filter(pk__in=founders, erased_at=None).values_list("pk", flat=True))
    for place in places:
        one = entries[place]
        if one.account in accounts or (one.account is None and one.contact in there):
            yield place
