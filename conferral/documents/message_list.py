"""Which notices went, which wait, which failed or were dropped, and why? The list **Notices**."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from conferral.documents.day_begun import begin_of
from conferral.documents.spreadsheet import Cell
from conferral.models import Message
from conferral.models.contact_search import words_occur
from conferral.models.keyset import Cursor, Order, number, sliced, text
from conferral.models.message import State
from conferral.rules.notices import Dropped, Notice

SIZE = 50
CHUNK = 1000
SHOWN = (
    "pk", "key", "kind", "state", "reason", "created_at", "due_at", "ended_at", "attempts", "sent_to",
    "contact__first_name", "contact__last_name", "contact__member_number", "account__username",
)  # fmt: skip


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    WRITTEN = "written"
    KIND = "kind"


ORDERS = {Sort.WRITTEN: Order("written", "pk", number), Sort.KIND: Order("kind", "kind", text)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; blank or None where anything will do. `since` and `until` are days, both inclusive."""

    person: str = ""
    kind: Notice | None = None
    state: State | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One notice: whom it is for, what became of it and why; `name` is a user name where it is for staff."""

    key: UUID
    kind: Notice
    state: State
    reason: str
    name: str
    member_number: str
    sent_to: str
    attempts: int
    created_at: datetime
    due_at: datetime
    ended_at: datetime | None

    @property
    def can_be_retried(self) -> bool:
        """Whether it failed, so that it can be sent again."""
        return self.state is State.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """Some notices in order, the cursors around them, and how many there are in all."""

    rows: tuple[MessageRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


def messages(
    search: Search,
    *,
    sort: Sort = Sort.WRITTEN,
    descending: bool = True,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> MessagePage:
    """Return a page of the notices that a search leaves, in two queries however many there are."""
    rows = searched(search)
    part = sliced(rows, ORDERS[sort], values=_values, size=size, descending=descending, after=after, before=before)
    return MessagePage(
        rows=tuple(_row(row) for row in part.rows), next=part.next, previous=part.previous, found=rows.count()
    )


def latest_failed(size: int) -> tuple[MessageRow, ...]:
    """Return the notices that were written last of those that failed. One query."""
    rows = searched(Search(state=State.FAILED))
    part = sliced(rows, ORDERS[Sort.WRITTEN], values=_values, size=size, descending=True)
    return tuple(_row(row) for row in part.rows)


def exported(search: Search) -> Iterator[tuple[Cell, ...]]:
    """Yield a row of a file for each notice that a search leaves, the newest first, a thousand at a time."""
    after: Cursor | None = None
    while True:
        part = sliced(searched(search), ORDERS[Sort.WRITTEN], values=_values, size=CHUNK, descending=True, after=after)
        yield from (_cells(_row(row)) for row in part.rows)
        after = part.next
        if after is None:
            return


def keys_exported(search: Search) -> QuerySet[Message, int]:
    """Return the keys of what `exported` yields, in its order."""
    return searched(search).order_by("-pk").values_list("pk", flat=True)


def exported_again(keys: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
    """Return the rows of a file for notices by their keys, as they stand now; none of what is gone. One query."""
    return {row["pk"]: _cells(_row(row)) for row in _values(Message.objects.filter(pk__among=keys))}


def message_row(message: Message) -> MessageRow:
    """Return one notice as the list has it. One query."""
    return _row(Message.objects.values(*SHOWN).get(pk=message.pk))


def searched(search: Search) -> QuerySet[Message]:
    """Return the notices that a search leaves."""
    rows = Message.objects.all()
    if search.person:
        rows = rows.filter(words_occur(search.person, contact="contact"))
    if search.kind is not None:
        rows = rows.filter(kind=search.kind.value)
    if search.state is not None:
        rows = rows.failed() if search.state is State.FAILED else rows.filter(state=search.state.value)
    if search.since:
        rows = rows.filter(created_at__gte=begin_of(search.since))
    if search.until:
        rows = rows.filter(created_at__lt=begin_of(search.until + timedelta(days=1)))
    return rows


def _values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    shown: QuerySet[Any, Any] = rows.values(*SHOWN)
    return shown


def states() -> dict[State, str]:
    """Return what each state is called."""
    return {
        State.WAITING: _("Waiting"),
        State.SENT: _("Sent"),
        State.FAILED: _("Failed"),
        State.DROPPED: _("Not sent"),
    }


def _cells(row: MessageRow) -> tuple[Cell, ...]:
    return (
        row.kind.label, row.name, row.member_number, states()[row.state], row.reason, row.sent_to, row.attempts,
        timezone.localtime(row.created_at), timezone.localtime(row.ended_at) if row.ended_at else "",
    )  # fmt: skip


def _row(row: dict[str, Any]) -> MessageRow:
    reason = row["reason"]
    name = f"{row['contact__first_name'] or ''} {row['contact__last_name'] or ''}".strip()
    return MessageRow(
        key=row["key"],
        kind=Notice(row["kind"]),
        state=State(row["state"]),
        reason=Dropped(reason).label if reason in list(Dropped) else reason,
        name=name or row["account__username"] or "",
        member_number=row["contact__member_number"] or "",
        sent_to=row["sent_to"],
        attempts=row["attempts"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        ended_at=row["ended_at"],
    )
