"""Which contacts does the register know? The list **Contacts**: one page, searched and sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, QuerySet

from conferral.documents.spreadsheet import Cell
from conferral.models import Contact, Enrollment
from conferral.models.keyset import Cursor, Order, sliced, text

SIZE = 50
CHUNK = 1000
EXPORTED = ("member_number", "first_name", "last_name", "email", "organization")
"""The columns of contacts.csv, so that what was handed out can be mended and brought in again."""

SHOWN = ("pk", "sort_name", "first_name", "last_name", "member_number", "email", "organization")


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    NAME = "name"
    NUMBER = "number"


ORDERS = {Sort.NAME: Order("name", "sort_name", text), Sort.NUMBER: Order("number", "member_number", text)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One contact, and how many enrollments there are of it, past ones too."""

    full_name: str
    first_name: str
    last_name: str
    member_number: str
    email: str
    organization: str
    enrollments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """Some contacts in order, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[ContactRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


def contacts(
    *,
    wanted: str = "",
    sort: Sort = Sort.NAME,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> ContactPage:
    """Return a page of the contacts that a search finds, in three queries however many there are; no erased ones."""
    rows = Contact.objects.named(wanted)
    part = sliced(
        rows,
        ORDERS[sort],
        values=lambda some: some.values(*SHOWN),
        size=size,
        descending=descending,
        after=after,
        before=before,
    )
    of = Enrollment.objects.filter(contact__in=[row["pk"] for row in part.rows]).order_by()
    counts = dict(of.values_list("contact").annotate(count=Count("pk")))
    return ContactPage(
        rows=tuple(
            ContactRow(
                full_name=f"{row['first_name']} {row['last_name']}".strip(),
                first_name=row["first_name"],
                last_name=row["last_name"],
                member_number=row["member_number"],
                email=row["email"],
                organization=row["organization"],
                enrollments=counts.get(row["pk"], 0),
            )
            for row in part.rows
        ),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )


def exported(wanted: str = "") -> Iterator[tuple[Cell, ...]]:
    """Yield the contacts that a search finds, by name, with the columns of `EXPORTED`; one query, constant memory."""
    rows = Contact.objects.named(wanted).order_by("sort_name", "pk").values_list(*EXPORTED)
    yield from rows.iterator(chunk_size=CHUNK)


def keys_exported(wanted: str = "") -> QuerySet[Contact, int]:
    """Return the keys of what `exported` yields, in its order."""
    return Contact.objects.named(wanted).order_by("sort_name", "pk").values_list("pk", flat=True)


def exported_again(keys: Sequence[int]) -> dict[int, tuple[Cell, ...]]:
    """Return the rows of contacts by their keys, as they stand now; none of who is gone or erased."""
    rows = Contact.objects.named("").filter(pk__among=keys).values_list("pk", *EXPORTED)
    return {key: tuple(cells) for key, *cells in rows}
