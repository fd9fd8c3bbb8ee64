"""Which enrollments are inactive, why and since when, and which of them are still kept?

A row is held by the retention of its program, or it may be purged: the rule says so of the rows of one page, its twin
of all that a search found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from conferral.documents.pending_completions import Choice, log_position
from conferral.documents.spreadsheet import Cell
from conferral.models import Enrollment
from conferral.models.enrollment import EnrollmentQuerySet
from conferral.models.inactive import Twin, inactive_cases, inactive_enrollments, programs_as_of
from conferral.models.keyset import Cursor, Order, day, sliced, text
from conferral.rules.inactive import Inactive, Reason, held_until, inactive, last_activity

SIZE = 50
CHUNK = 1000


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    CONTACT = "contact"
    PROGRAM = "program"
    SINCE = "since"


ORDERS = {
    Sort.CONTACT: Order("contact", "sort_name", text),
    Sort.PROGRAM: Order("program", "program__code", text),
    Sort.SINCE: Order("since", "inactive_since", day),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: a text in name, email or member number, one program (by code), one reason."""

    text: str = ""
    program: str = ""
    reason: Reason | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class InactiveRow:
    """One inactive enrollment: whose, of which program, why and since when; until when it is kept, if it is.

    `last_activity` is there where the program keeps its inactive enrollments for years after it.
    """

    key: UUID
    revision: int
    full_name: str
    member_number: str
    program: str
    program_name: str
    found: Inactive
    last_activity: date | None
    held_until: date | None
    retention_years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InactivePage:
    """Some rows in order, the cursors around them, how many were found and how many of those are held.

    `programs` counts what the search found of each program; `position` is the place of the log as of which all is.
    """

    rows: tuple[InactiveRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int
    held: int
    position: int
    programs: tuple[Choice, ...]


def inactive_page(
    wanted: Wanted,
    *,
    on: date,
    sort: Sort = Sort.CONTACT,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> InactivePage:
    """Return a page of what is inactive on a day, as a search leaves it, in nine queries at most."""
    position = log_position()
    twin = Twin(on, programs_as_of(on))
    order = ORDERS[sort]
    rows = found(wanted, twin)
    part = sliced(
        rows, order, values=lambda some: _annotated(some, twin).values("pk", order.place), size=size,
        descending=descending, after=after, before=before,
    )  # fmt: skip
    choices = _choices(wanted, twin)
    return InactivePage(
        rows=tuple(_rows([row["pk"] for row in part.rows], on)),
        next=part.next,
        previous=part.previous,
        found=sum(choice.count for choice in choices if wanted.program in ("", choice.code)),
        held=rows.filter(twin.is_held()).count() if twin.programs.years else 0,
        position=position,
        programs=choices,
    )


def found(wanted: Wanted, twin: Twin) -> EnrollmentQuerySet:
    """Return the inactive enrollments that a search leaves, each with its `reason` and `inactive_since`."""
    rows = inactive_enrollments(twin, reason=wanted.reason)
    if wanted.text:
        rows = rows.named(wanted.text)
    return rows.filter(program__code=wanted.program) if wanted.program else rows


def purgeable(wanted: Wanted, *, on: date) -> EnrollmentQuerySet:
    """Return what a search leaves and nothing keeps."""
    twin = Twin(on, programs_as_of(on))
    return found(wanted, twin).exclude(twin.is_held())


def counted(wanted: Wanted, *, on: date) -> int:
    """Return how many a search leaves."""
    return found(wanted, Twin(on, programs_as_of(on))).count()


def all_rows(wanted: Wanted, *, on: date) -> Iterator[InactiveRow]:
    """Yield every row that a search leaves, by name, a thousand at a time: for a file."""
    keys = list(keys_exported(wanted, on=on))
    for start in range(0, len(keys), CHUNK):
        yield from _rows(keys[start : start + CHUNK], on)


def keys_exported(wanted: Wanted, *, on: date) -> Iterable[int]:
    """Return the keys of what `all_rows` yields, in its order; asked for as they are gone through."""
    keys: Iterable[int] = (
        found(wanted, Twin(on, programs_as_of(on))).order_by("sort_name", "pk").values_list("pk", flat=True)
    )
    return keys


def exported_again(keys: Sequence[int], *, on: date) -> dict[int, tuple[Cell, ...]]:
    """Return the rows of a file for enrollments by their keys, as they stand now; none of what is not inactive."""
    return {key: cells_of(row) for key, row in _keyed(keys, on)}


def cells_of(row: InactiveRow) -> tuple[Cell, ...]:
    """Return what a file says of an inactive enrollment."""
    return (
        row.full_name, row.member_number, row.program, row.program_name, row.found.reason.label, row.found.since,
        row.last_activity, row.held_until,
    )  # fmt: skip


def _rows(keys: Sequence[int], on: date) -> Iterator[InactiveRow]:
    """Yield the rows of these enrollments in their order; three queries, and one where a program is Inactive."""
    return (row for _key, row in _keyed(keys, on))


def _keyed(keys: Sequence[int], on: date) -> Iterator[tuple[int, InactiveRow]]:
    held = Enrollment.objects.select_related("contact", "program", "version").in_bulk(keys)
    cases = inactive_cases(held.values(), on=on)
    for key in keys:
        if key not in held:
            continue
        row, case = held[key], cases[key]
        now = inactive(case, on)
        if now is None:
            continue  # it changed between two queries
        yield (
            key,
            InactiveRow(
                key=row.key,
                revision=row.revision,
                full_name=row.contact.full_name,
                member_number=row.contact.member_number,
                program=row.program.code,
                program_name=row.version.name,
                found=now,
                last_activity=last_activity(case, now) if case.retention_years else None,
                held_until=held_until(case, now, on),
                retention_years=case.retention_years,
            ),
        )


def _annotated(rows: Any, twin: Twin) -> EnrollmentQuerySet:
    return inactive_enrollments(twin, rows)


def _choices(wanted: Wanted, twin: Twin) -> tuple[Choice, ...]:
    of_all = found(Wanted(wanted.text, reason=wanted.reason), twin).order_by().values("program__code")
    counted = of_all.annotate(name=Max("version__name"), count=Count("pk"))
    rows = counted.values_list("program__code", "name", "count")
    return tuple(Choice(code, name, count) for code, name, count in sorted(rows))
