"""What does the log look like as a table to take away? One line for each entry, in the order of the page."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Mod, RowNumber

from conferral.documents.log import Entry, every_entry
from conferral.models import Event
from conferral.rules.entry_words import label_of

HEADS = (
    "at", "kind", "what", "done_by", "user_name", "member_number", "contact", "program", "requirement", "part",
    "before", "after", "reason", "erased_at", "batch", "entry",
)  # fmt: skip


SLICE = 1_000
"""So many entries are in one slice of the log."""


def lines(entries: QuerySet[Event]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each entry; a thousand are read at a time."""
    for entry in every_entry(entries):
        yield _line(entry)


def slices_of(entries: QuerySet[Event]) -> QuerySet[Event, int]:
    """Return the keys with which slices of these entries begin, the newest first: of each thousand, the first one.

    An entry is never removed and keeps its place, so a slice is what lies from one such key up to the next, for good:
    what was being written while they were asked for and is there only now lies within one of them as well.
    """
    number = Window(RowNumber(), order_by=[F("at").desc(), F("pk").desc()])
    begin = entries.annotate(number=number).annotate(place=Mod(F("number") - 1, SLICE)).filter(place=0)
    return begin.order_by("-at", "-pk").values_list("pk", flat=True)


def lines_between(entries: QuerySet[Event], first: int, end: int | None) -> Iterator[tuple[str, ...]]:
    """Yield the lines of slices: from the entry of one key on, up to that of another, or to the last of all."""
    places = dict(Event.objects.filter(pk__in=[first, end or first]).values_list("pk", "at"))
    at = places[first]
    entries = entries.filter(at__lte=at).filter(Q(at__lt=at) | Q(pk__lte=first))
    if end is not None:
        at = places[end]
        entries = entries.filter(at__gte=at).filter(Q(at__gt=at) | Q(pk__gt=end))
    return lines(entries)


def _line(entry: Entry) -> tuple[str, ...]:
    about = entry.about
    return (
        entry.at.isoformat(timespec="seconds"),
        entry.kind,
        label_of(entry.kind),
        entry.actor,
        entry.username if entry.has_account else "",
        about.contact.member_number if about.contact else "",
        about.contact.full_name if about.contact else "",
        about.program,
        about.requirement,
        about.part.name if about.part else "",
        _written(entry.before),
        _written(entry.after),
        entry.reason,
        entry.erased_at.isoformat(timespec="seconds") if entry.erased_at else "",
        str(entry.batch or ""),
        str(entry.key),
    )


def _written(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, cls=DjangoJSONEncoder) if said else ""
