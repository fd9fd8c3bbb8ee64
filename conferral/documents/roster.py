"""Who is registered for an event, who came, and in whose cart is a seat at the moment? The **Roster**."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from conferral.documents.registrations import line_of
from conferral.documents.spreadsheet import Cell
from conferral.models import Completion, Hold, Offering, Place, Registration
from conferral.models.contact_search import words_occur
from conferral.models.keyset import Cursor, Order, instant, sliced, text
from conferral.models.registration import taken
from conferral.models.slices import slices
from conferral.rules.attending import Attendance
from conferral.rules.jobs import Item
from conferral.rules.registering import seats_left

SIZE = 50
MOST_HELD = 100
SHOWN = (
    "pk", "key", "sorted", "contact__first_name", "contact__last_name", "contact__member_number", "contact__email",
    "order__pk", "order__key", "placed", "attendance", "cancelled_at",
)  # fmt: skip


class Sort(StrEnum):
    """What the roster can be sorted by; the value is what a form sends."""

    CONTACT = "contact"
    REGISTERED = "registered"


class Show(StrEnum):
    """Which of them are listed: all that are not cancelled, where nothing is said."""

    UNMARKED = "unmarked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


ORDERS = {Sort.CONTACT: Order("contact", "sorted", text), Sort.REGISTERED: Order("registered", "placed", instant)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One registration; `recorded` is how many completions count or wait because of it."""

    key: UUID
    full_name: str
    member_number: str
    email: str
    order: str
    order_key: UUID
    registered_at: datetime
    attendance: Attendance
    cancelled_at: datetime | None
    recorded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage:
    """Some registrations in order, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[RosterRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """What has become of the seats of an event: registered, and held in carts; `left` is None without a limit."""

    registered: int
    held: tuple[Hold, ...]
    waiting: tuple[Place, ...]
    taken: int
    left: int | None


def seats_of(offering: Offering, *, at: datetime) -> Seats:
    """Return who has or holds the seats of an event, in six queries; of carts and of the line the first hundred."""
    held = Hold.objects.holding(at).filter(offering=offering).select_related("contact").order_by("held_until", "pk")
    count = taken([offering.pk], at=at)[offering.pk]
    return Seats(
        registered=Registration.objects.standing().filter(offering=offering).count(),
        held=tuple(held[:MOST_HELD]),
        waiting=tuple(line_of(offering, at=at)),
        taken=count,
        left=seats_left(offering.seats, taken=count),
    )


def roster(
    offering: Offering,
    wanted: str = "",
    show: Show | None = None,
    *,
    sort: Sort = Sort.CONTACT,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> RosterPage:
    """Return a page of the registrations that a search and a filter leave, in three queries however many there are."""
    rows = narrowed(offering, wanted, show)
    part = sliced(
        _placed(rows),
        ORDERS[sort],
        values=_values,
        size=size,
        descending=descending,
        after=after,
        before=before,
    )
    recorded = _recorded([row["pk"] for row in part.rows])
    return RosterPage(
        rows=tuple(_row(row, recorded) for row in part.rows),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )


def narrowed(offering: Offering, wanted: str = "", show: Show | None = None) -> QuerySet[Registration]:
    """Return the registrations that a search and a filter leave."""
    rows = Registration.objects.filter(offering=offering).filter(words_occur(wanted, contact="contact"))
    if show is Show.CANCELLED:
        return rows.exclude(cancelled_at=None)
    rows = rows.filter(cancelled_at=None)
    if show is None:
        return rows
    return rows.filter(attendance=Attendance.UNMARKED.value if show is Show.UNMARKED else show.value)


def named_items(offering: Offering, keys: Collection[UUID]) -> list[Item]:
    """Return the registrations of these keys, in the order of names, as items of a job; others' are left out."""
    return all_items(Registration.objects.filter(offering=offering, key__in=keys))


def all_items(rows: QuerySet[Registration]) -> list[Item]:
    """Return registrations as items of a job, in the order of names."""
    return [Item(pk) for pk in keys_exported(rows)]


def exported(rows: QuerySet[Registration]) -> Iterator[tuple[Cell, ...]]:
    """Yield registrations as rows of a file, by name: number, name, email, order, when, attendance, recorded."""
    for keys in slices(list(keys_exported(rows))):
        found = _keyed(rows.filter(pk__among=keys), keys)
        yield from (found[key] for key in keys if key in found)


def keys_exported(rows: QuerySet[Registration]) -> QuerySet[Registration, int]:
    """Return the keys of what `exported` yields, in its order."""
    return rows.order_by("contact__sort_name", "pk").values_list("pk", flat=True)


def exported_again(keys: Sequence[int], *, are_cancelled: bool) -> dict[int, tuple[Cell, ...]]:
    """Return the rows of a file for registrations by their keys, as they stand now. Two queries.

    A row does not say of itself that a seat was given back: none is there that was cancelled since, or is not any more.
    """
    return _keyed(Registration.objects.filter(pk__among=keys, cancelled_at__isnull=not are_cancelled), keys)


def _keyed(rows: QuerySet[Registration], keys: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
    recorded = _recorded(keys)
    return {row["pk"]: _cells(_row(row, recorded)) for row in _values(rows)}


def _cells(row: RosterRow) -> tuple[Cell, ...]:
    return (
        row.member_number, row.full_name, row.email, row.order, row.registered_at.isoformat(timespec="seconds"),
        row.attendance.label, row.recorded,
    )  # fmt: skip


def _recorded(registrations: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    held = Completion.objects.filter(registration__among=registrations, is_live=True)
    for key in held.values_list("registration", flat=True):
        found[key or 0] = found.get(key or 0, 0) + 1
    return found


def _placed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate what the roster is sorted by."""
    placed: QuerySet[Any] = rows.annotate(sorted=F("contact__sort_name"), placed=F("order__placed_at"))
    return placed


def _values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    shown: QuerySet[Any, Any] = _placed(rows).values(*SHOWN)
    return shown


def _row(row: dict[str, Any], recorded: dict[int, int]) -> RosterRow:
    return RosterRow(
        key=row["key"],
        full_name=f"{row['contact__first_name']} {row['contact__last_name']}".strip(),
        member_number=row["contact__member_number"],
        email=row["contact__email"],
        order=f"{row['order__pk']:06d}",
        order_key=row["order__key"],
        registered_at=row["placed"],
        attendance=Attendance(row["attendance"]),
        cancelled_at=row["cancelled_at"],
        recorded=recorded.get(row["pk"], 0),
    )
