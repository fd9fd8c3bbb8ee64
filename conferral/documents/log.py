"""What does the log say? Its entries, the newest first, each with whom and what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from conferral.documents.log_about import About, about
from conferral.documents.log_meant import Meant
from conferral.documents.log_search import Search, searched, understood
from conferral.documents.pending_completions import log_position
from conferral.models import Event, Seal
from conferral.models.keyset import Cursor, Order, instant, sliced
from conferral.rules.actors import Actor
from conferral.rules.log_reading import may_see_kind
from conferral.rules.refusals import Refusal

SIZE = 50
CHUNK = 1000
MOST_COUNTED = 10_000
"""Up to here entries are counted; of more it is said that there are more."""

NEWEST = Order("logged", "at", instant)
SHOWN = (
    "pk", "key", "at", "actor", "account_id", "kind", "batch", "program_id", "contact_id", "enrollment_id",
    "completion_id", "subject", "before", "after", "reason", "erased_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the log; `actor` is the name of whoever did it, `username` what they signed in with.

    `sealed_as` is the number of its seal, where one entry alone was asked for and is sealed.
    """

    key: UUID
    at: datetime
    actor: str
    username: str
    has_account: bool
    kind: str
    batch: UUID | None
    about: About
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    erased_at: datetime | None
    sealed_as: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """Some entries, the newest first, the cursors around them, and how many there are; MOST_COUNTED + 1 means more.

    `refusals` say what of the search could not be meant; then nothing is found.
    """

    rows: tuple[Entry, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int
    refusals: list[Refusal] = field(default_factory=list)


def log(
    search: Search,
    *,
    by: Actor,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> LogPage:
    """Return a page of the entries that a search leaves of those an actor may see.

    At most fifteen queries, however many there are.
    """
    entries, refusals = searched(search, by=by)
    if refusals:
        return LogPage(rows=(), next=None, previous=None, found=0, refusals=refusals)
    part = sliced(
        entries,
        NEWEST,
        values=lambda found: found.values(*SHOWN),
        size=size,
        descending=True,
        after=after,
        before=before,
    )
    return LogPage(
        rows=tuple(_entries(part.rows)),
        next=part.next,
        previous=part.previous,
        found=entries.order_by().values("pk")[: MOST_COUNTED + 1].count(),
    )


def so_far(search: Search, *, by: Actor) -> Meant:
    """Return what a search means among the entries there are now, to count and to go through: none that comes later."""
    meant, refusals = understood(search, by=by)
    return replace(meant, upto=0 if refusals else log_position())


def every_entry(entries: QuerySet[Event], *, size: int = CHUNK) -> Iterator[Entry]:
    """Go through entries, the newest first, a thousand at a time."""
    after: Cursor | None = None
    while True:
        part = sliced(
            entries, NEWEST, values=lambda found: found.values(*SHOWN), size=size, descending=True, after=after
        )
        yield from _entries(part.rows)
        after = part.next
        if after is None:
            return


def entry(key: UUID, *, by: Actor) -> Entry | None:
    """Return one entry by its key; None where there is none for that actor."""
    found = Event.objects.filter(key=key).values(*SHOWN).first()
    if found is None or not may_see_kind(by, found["kind"]):
        return None
    number = Seal.objects.filter(event_id=found["pk"]).values_list("number", flat=True).first()
    return replace(next(_entries([found])), sealed_as=number)


def _entries(rows: Iterable[dict[str, Any]]) -> Iterator[Entry]:
    rows = list(rows)
    known = about(rows)
    for row in rows:
        yield Entry(
            key=row["key"],
            at=row["at"],
            actor=known.actors.get(row["account_id"], row["actor"]),
            username=row["actor"],
            has_account=row["account_id"] is not None,
            kind=row["kind"],
            batch=row["batch"],
            about=known.of(row),
            before=row["before"],
            after=row["after"],
            reason=row["reason"],
            erased_at=row["erased_at"],
        )
