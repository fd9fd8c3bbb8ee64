"""Who can sign in, on which level and until when? The list **Users**: one page, searched and sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from conferral.documents.spreadsheet import Cell
from conferral.models import Account
from conferral.models.account import AccountQuerySet
from conferral.models.keyset import Cursor, Order, instant, sliced, text
from conferral.models.text_search import words_in
from conferral.rules.actors import Role

SIZE = 50
CHUNK = 1000
NEVER = datetime(1900, 1, 1, tzinfo=UTC)
"""Whoever never signed in stands where this day would."""
SEARCHED = ("username", "email", "contact__first_name", "contact__last_name", "contact__member_number")
EXPORTED = (
    "username", "email", "level", "level_ends_on", "member_number", "full_name", "last_signed_in_at", "second_factor",
    "active",
)  # fmt: skip


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    NAME = "name"
    SEEN = "seen"


ORDERS = {Sort.NAME: Order("name", "named", text), Sort.SEEN: Order("seen", "seen_at", instant)}


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account: who it belongs to, the level that counts today, and what it was given where that is another."""

    key: UUID
    username: str
    email: str
    member_number: str
    full_name: str
    role: Role
    given: Role
    level_ends_on: date | None
    last_signed_in_at: datetime | None
    has_second_factor: bool
    has_chosen: bool
    is_active: bool
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPage:
    """Some users in order, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[User, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


def users(
    *,
    on: date,
    wanted: str = "",
    without_contact: bool = False,
    sort: Sort = Sort.NAME,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> UserPage:
    """Return a page of the accounts that a search finds, with the levels that count on a day, in three queries.

    `without_contact` leaves only the active ones that belong to nobody.
    """
    rows = _placed(_found(wanted, without_contact=without_contact))
    part = sliced(
        rows,
        ORDERS[sort],
        values=lambda some: _placed(some).values("pk", "named", "seen_at"),
        size=size,
        descending=descending,
        after=after,
        before=before,
    )
    shown = {row.pk: row for row in _whole().filter(pk__in=[row["pk"] for row in part.rows])}
    return UserPage(
        rows=tuple(user_of(shown[row["pk"]], on=on) for row in part.rows),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )


def user(key: UUID, *, on: date) -> User | None:
    """Return one account as its page shows it; None where there is none of that key. One query."""
    row = _whole().filter(key=key).first()
    return None if row is None else user_of(row, on=on)


def user_of(row: Account, *, on: date) -> User:
    """Return an account, fetched with its level and second factor, as a user."""
    held = row.held()
    return User(
        key=row.key,
        username=row.username,
        email=row.email,
        member_number=row.contact.member_number if row.contact else "",
        full_name=row.contact.full_name if row.contact else "",
        role=held.on(on),
        given=held.role,
        level_ends_on=row.level_ends_on,
        last_signed_in_at=row.last_login,
        has_second_factor=row.has_second_factor,  # type: ignore[attr-defined]
        has_chosen=row.has_usable_password(),
        is_active=row.is_active,
        revision=row.revision,
    )


def found(wanted: str, *, without_contact: bool = False) -> int:
    """Count the accounts that a search finds."""
    return _found(wanted, without_contact=without_contact).count()


def exported(wanted: str, *, without_contact: bool = False, on: date) -> Iterator[tuple[Cell, ...]]:
    """Yield the accounts that a search finds, by user name, with the columns of `EXPORTED`; one query."""
    rows = _found(wanted, without_contact=without_contact).with_level().with_second_factor()
    rows = _placed(rows).order_by("named", "pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield _cells(user_of(row, on=on))


def keys_exported(wanted: str, *, without_contact: bool = False) -> Iterable[int]:
    """Return the keys of what `exported` yields, in its order; asked for as they are gone through."""
    rows = _placed(_found(wanted, without_contact=without_contact)).order_by("named", "pk")
    keys: Iterable[int] = rows.values_list("pk", flat=True)
    return keys


def exported_again(keys: Sequence[int], *, on: date) -> dict[int, tuple[Cell, ...]]:
    """Return the rows of accounts by their keys, as they stand now; none of what is gone. One query."""
    return {row.pk: _cells(user_of(row, on=on)) for row in _whole().filter(pk__among=keys)}


def _cells(one: User) -> tuple[Cell, ...]:
    return (
        one.username,
        one.email,
        one.role.label,
        one.level_ends_on,
        one.member_number,
        one.full_name,
        one.last_signed_in_at and timezone.localtime(one.last_signed_in_at),
        _yes(is_so=one.has_second_factor),
        _yes(is_so=one.is_active),
    )


def _yes(*, is_so: bool) -> str:
    return "yes" if is_so else "no"


def _found(wanted: str, *, without_contact: bool) -> AccountQuerySet:
    """Return the accounts that a search finds; `without_contact` only the active ones that belong to nobody."""
    rows = AccountQuerySet(Account).filter(words_in(wanted, *SEARCHED))
    return rows.filter(contact=None, is_active=True) if without_contact else rows


def _whole() -> AccountQuerySet:
    return AccountQuerySet(Account).with_level().with_second_factor()


def _placed(rows: QuerySet[Any]) -> Any:
    """Say of each row where it stands in either order."""
    return rows.annotate(named=Lower("username"), seen_at=Coalesce(F("last_login"), Value(NEVER)))
