"""Which jobs were asked for, how far is each, and what became of each item?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from conferral.models import (
    Completion,
    Contact,
    Enrollment,
    Event,
    ImportRow,
    Job,
    JobItem,
    Registration,
    Worker,
)
from conferral.models.keyset import Cursor, Order, instant, number, sliced

SIZE, CHUNK = 50, 1000
REFUSED, WAITING = "refused", "waiting"
"""Outcomes that every kind has; all others are codes of the kind's own."""

SHOWN = (
    "pk", "key", "kind", "asked_at", "total", "done", "refused", "began_at", "ended_at", "fault",
    "program__code", "asked_by__id", "asked_by__username", "asked_by__contact__first_name",
    "asked_by__contact__last_name", "arguments__list",
)  # fmt: skip
LATEST = Order("asked", "asked_at", instant)
PLACES = Order("place", "place", number)
ALIVE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """One job: of what kind, in which program, whose, since when, how far. Whose is blank for the command line.

    `listed` is which list it exports (rules/exporting.py), blank for any other kind.
    """

    number: int
    key: UUID
    kind: str
    program: str
    asked_at: datetime
    asked_by: int | None
    asker: str
    total: int
    done: int
    refused: int
    has_begun: bool
    ended_at: datetime | None
    fault: str
    listed: str = ""

    @property
    def is_running(self) -> bool:
        """Whether it has neither ended nor been given up."""
        return self.ended_at is None

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return self.done / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """Some jobs, the latest first, and the cursors of the pages around them."""

    rows: tuple[JobRow, ...]
    next: Cursor | None
    previous: Cursor | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What an item is about, for people: whose, the enrollment it leads to, and what of that person's it is."""

    name: str
    member_number: str
    enrollment: UUID | None = None
    what: str = ""

    @property
    def detail(self) -> str:
        """What tells it apart from others of that name."""
        return f"{self.member_number} · {self.what}" if self.what else self.member_number


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item and what became of it; `number` says what it is about, and `subject` is None once that is gone."""

    number: int
    subject: Subject | None
    is_done: bool
    is_refused: bool
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """Some items in the order they were asked for, and the cursors of the pages around them."""

    rows: tuple[ItemRow, ...]
    next: Cursor | None
    previous: Cursor | None


def jobs(*, after: Sequence[object] | None = None, before: Sequence[object] | None = None, size: int = SIZE) -> JobPage:
    """Return a page of all jobs, the latest first, in one query."""
    part = sliced(
        Job.objects.all(),
        LATEST,
        values=lambda rows: rows.values(*SHOWN),
        size=size,
        descending=True,
        after=after,
        before=before,
    )
    return JobPage(rows=tuple(_row(row) for row in part.rows), next=part.next, previous=part.previous)


def job(key: UUID) -> JobRow | None:
    """Return one job, or None."""
    found = Job.objects.filter(key=key).values(*SHOWN).first()
    return _row(found) if found else None


def arguments_of(of: JobRow) -> dict[str, Any]:
    """Return what a job was asked with."""
    arguments: dict[str, Any] = Job.objects.values_list("arguments", flat=True).get(pk=of.number)
    return arguments


def outcomes(of: JobRow) -> dict[str, int]:
    """Count the items of a job by what became of them: `refused`, `waiting`, and the codes of its kind."""
    counts = {WAITING: of.total - of.done, REFUSED: of.refused}
    found = JobItem.objects.filter(job=of.number, is_done=True, is_refused=False)
    counts |= dict(found.order_by().values_list("code").annotate(count=Count("pk")))
    return counts


def items(
    of: JobRow,
    *,
    outcome: str = "",
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> ItemPage:
    """Return a page of a job's items, all or those of one outcome, each with what it is about, in two queries."""
    part = sliced(_left(of, outcome), PLACES, values=_values, size=size, after=after, before=before)
    return ItemPage(rows=tuple(_named(of, part.rows)), next=part.next, previous=part.previous)


def all_items(of: JobRow, *, outcome: str = "") -> Iterator[ItemRow]:
    """Yield all of a job's items, or those of one outcome, each with what it is about: for a file.

    Read by the thousand, with the queries of a page for each.
    """
    rows = _values(_left(of, outcome).order_by("place"))
    last = 0
    while some := list(rows.filter(place__gt=last)[:CHUNK]):
        yield from _named(of, some)
        last = some[-1]["place"]


def keys_of_items(of: JobRow, *, outcome: str = "") -> QuerySet[JobItem, int]:
    """Return the keys of what `all_items` yields, in its order."""
    return _left(of, outcome).order_by("place").values_list("pk", flat=True)


def keyed_items(of: JobRow, keys: Sequence[int]) -> dict[int, ItemRow]:
    """Return items of a job by their keys, as they are now, each with what it is about; none of what is gone."""
    rows = list(_values(JobItem.objects.filter(job=of.number, pk__among=keys)))
    return dict(zip((row["pk"] for row in rows), _named(of, rows), strict=True))


def is_anybody_working(at: datetime) -> bool:
    """Whether a worker gave a sign of life lately."""
    return Worker.objects.filter(seen_at__gte=at - ALIVE).exists()


def of_enrollments(keys: Collection[int]) -> dict[int, Subject]:
    """Name enrollments (by primary key) by whose they are."""
    rows = Enrollment.objects.filter(pk__in=keys).values_list(
        "pk", "key", "contact__first_name", "contact__last_name", "contact__member_number"
    )
    return {pk: Subject(f"{first} {last}".strip(), member, key) for pk, key, first, last, member in rows}


def of_completions(keys: Collection[int]) -> dict[int, Subject]:
    """Name completions (by primary key) by whose they are and of which requirement."""
    rows = Completion.objects.filter(pk__in=keys).values_list(
        "pk", "enrollment__key", "enrollment__contact__first_name", "enrollment__contact__last_name",
        "enrollment__contact__member_number", "requirement__title", "enrollment__program__code",
    )  # fmt: skip
    return {
        pk: Subject(f"{first} {last}".strip(), member, key, f"{title} · {program}")
        for pk, key, first, last, member, title, program in rows
    }


def of_contacts(keys: Collection[int]) -> dict[int, Subject]:
    """Name contacts (by primary key)."""
    rows = Contact.objects.filter(pk__in=keys).values_list("pk", "first_name", "last_name", "member_number")
    return {pk: Subject(f"{first} {last}".strip(), member) for pk, first, last, member in rows}


def of_registrations(keys: Collection[int]) -> dict[int, Subject]:
    """Name registrations (by primary key) by whose they are."""
    rows = Registration.objects.filter(pk__in=keys).values_list(
        "pk", "contact__first_name", "contact__last_name", "contact__member_number", "offering__title"
    )
    return {pk: Subject(f"{first} {last}".strip(), member, None, title) for pk, first, last, member, title in rows}


def of_purged(keys: Collection[int]) -> dict[int, Subject]:
    """Name enrollments (by primary key) that may have been purged: by whose they were, as the log has it by number."""
    named = of_enrollments(keys)
    gone = Event.objects.filter(enrollment_id__in=set(keys) - set(named), kind="enrollment.purged")
    contact_of = {pk: contact for pk, contact in gone.values_list("enrollment_id", "contact_id") if pk and contact}
    contacts = Contact.objects.in_bulk(set(contact_of.values()))
    return named | {
        pk: Subject(contacts[contact].full_name, contacts[contact].member_number)
        for pk, contact in contact_of.items()
        if contact in contacts
    }


def of_import_rows(keys: Collection[int]) -> dict[int, Subject]:
    """Name rows of imported files (by primary key): by whom they were about and by the line, or by that alone."""
    rows = ImportRow.objects.filter(pk__in=keys).values_list("pk", "line", "contact")
    named = [(pk, f"line {line}", contact) for pk, line, contact in rows]
    contacts = of_contacts([contact for _, _, contact in named if contact])
    return {
        pk: Subject(contacts[contact].name, f"{contacts[contact].detail} · {line}", None)
        if contact in contacts
        else Subject(line.capitalize(), "", None)
        for pk, line, contact in named
    }


def kinds_about(*named: Callable[[Collection[int]], dict[int, Subject]]) -> list[str]:
    """Return the kinds of jobs whose subjects are named so: those about enrollments, say."""
    return [kind for kind, by in SUBJECTS.items() if by in named]


def _nothing(_keys: Collection[int]) -> dict[int, Subject]:
    return {}


SUBJECTS: dict[str, Callable[[Collection[int]], dict[int, Subject]]] = {
    "program.test": of_enrollments,
    "completions.approve": of_completions,
    "completions.reject": of_completions,
    "completions.undo": of_completions,
    "programs.approve": of_enrollments,
    "programs.undo": of_enrollments,
    "enrollments.enroll": of_contacts,
    "enrollments.undo_enroll": of_contacts,
    "enrollments.extend": of_enrollments,
    "enrollments.undo_extend": of_enrollments,
    "enrollments.cancel": of_enrollments,
    "enrollments.undo_cancel": of_enrollments,
    "enrollments.move": of_contacts,
    "enrollments.purge": of_purged,
    "registrations.mark": of_registrations,
    "contacts.import": of_import_rows,
    "enrollments.import": of_import_rows,
    "completions.import": of_import_rows,
}
"""How the subjects of each kind are named, in a fixed number of queries."""


def _left(of: JobRow, outcome: str) -> QuerySet[JobItem]:
    """Return the items of a job that a filter by outcome leaves."""
    rows = JobItem.objects.filter(job=of.number)
    if outcome == REFUSED:
        return rows.filter(is_refused=True)
    if outcome == WAITING:
        return rows.filter(is_done=False)
    return rows.filter(is_done=True, is_refused=False, code=outcome) if outcome else rows


def _named(of: JobRow, rows: Sequence[dict[str, Any]]) -> Iterator[ItemRow]:
    named = SUBJECTS.get(of.kind, _nothing)([row["subject"] for row in rows])
    for row in rows:
        yield ItemRow(
            number=row["subject"],
            subject=named.get(row["subject"]),
            is_done=row["is_done"],
            is_refused=row["is_refused"],
            code=row["code"],
            message=row["message"],
        )


def _values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    shown: QuerySet[Any, Any] = rows.values("pk", "place", "subject", "is_done", "is_refused", "code", "message")
    return shown


def _row(row: dict[str, Any]) -> JobRow:
    first, last = row["asked_by__contact__first_name"] or "", row["asked_by__contact__last_name"] or ""
    return JobRow(
        number=row["pk"],
        key=row["key"],
        kind=row["kind"],
        program=row["program__code"] or "",
        asked_at=row["asked_at"],
        asked_by=row["asked_by__id"],
        asker=f"{first} {last}".strip() or row["asked_by__username"] or "",
        total=row["total"],
        done=row["done"],
        refused=row["refused"],
        has_begun=row["began_at"] is not None,
        ended_at=row["ended_at"],
        fault=row["fault"],
        listed=row["arguments__list"] or "",
    )
