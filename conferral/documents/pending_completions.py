"""Which completions wait for a grade or an approval, the oldest first? The list **Requirement completions**."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from conferral.documents.attachments import FileShown, files_of
from conferral.models import Completion, Event
from conferral.models.contact_search import words_occur
from conferral.models.keyset import Cursor, Order, day, instant, sliced, text
from conferral.rules import deciding
from conferral.rules.actors import Actor
from conferral.rules.attempts import Awaits
from conferral.rules.grades import Scale, known_grades
from conferral.rules.jobs import Item
from conferral.rules.quantities import plain
from conferral.rules.refusals import Refusal

SIZE = 50


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    WAITING = "waiting"
    DATE = "date"
    CONTACT = "contact"


ORDERS = {
    Sort.WAITING: Order("waiting", "recorded_at", instant),
    Sort.DATE: Order("date", "completed_on", day),
    Sort.CONTACT: Order("contact", "enrollment__sort_name", text),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What of the queue is looked at: a program and a requirement by code, contacts by search, what needs a grade."""

    program: str = ""
    requirement: str = ""
    text: str = ""
    needs_grade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRow:
    """One completion that waits, and why this person cannot approve or reject it; None where nothing is in the way."""

    key: UUID
    revision: int
    enrollment: UUID
    program: str
    program_name: str
    requirement: str
    requirement_title: str
    scale: Scale | None
    grades: tuple[str, ...]
    awaits: Awaits
    grade: str
    full_name: str
    member_number: str
    completed_on: date
    location: str
    offering: str
    units: Decimal
    notes: str
    files: tuple[FileShown, ...]
    recorded_at: datetime
    waits_since: date
    no_approval: Refusal | None
    no_rejection: Refusal | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One program or requirement of which something waits: its code, its name, and how much."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPage:
    """Some completions in order, the cursors around them, how many the filter leaves, and what else it could be.

    `position` is the place of the log up to which the page knows what happened.
    """

    rows: tuple[PendingRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int
    position: int
    programs: tuple[Choice, ...]
    requirements: tuple[Choice, ...]


def pending_completions(
    wanted: Filter,
    *,
    by: Actor,
    today: date,
    sort: Sort = Sort.WAITING,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> PendingPage:
    """Return a page of what waits, as the filter leaves it; five queries however many there are.

    Each is asked whether this person may approve or reject it: the same answer the action will give.
    """
    position = log_position()  # first, so that whatever happens while the page is read counts as happened since
    order = ORDERS[sort]
    part = sliced(
        narrowed(wanted, on=today), order, values=lambda rows: rows.values("pk", order.place), size=size,
        descending=descending, after=after, before=before,
    )  # fmt: skip
    counts = _counts(wanted, today)
    return PendingPage(
        rows=tuple(row for _key, row in keyed_rows([row["pk"] for row in part.rows], by=by, today=today)),
        next=part.next,
        previous=part.previous,
        found=sum(count for *_, count in _of(counts, wanted)),
        position=position,
        programs=_choices((program, name, count) for program, name, _, _, _, count in counts),
        requirements=_choices(
            (code, title, count) for program, _, code, title, _, count in counts if program == wanted.program
        ),
    )


def narrowed(wanted: Filter, *, on: date) -> QuerySet[Completion]:
    """Return what waits on a day and the filter leaves."""
    rows = Completion.objects.waiting(on=on)
    if wanted.text:
        rows = rows.filter(words_occur(wanted.text, contact="enrollment__contact"))
    if wanted.program:
        rows = rows.filter(enrollment__program__code=wanted.program)
    if wanted.requirement:
        rows = rows.filter(requirement__code=wanted.requirement)
    return rows.filter(awaits=Awaits.GRADE.value) if wanted.needs_grade else rows


@dataclass(frozen=True, slots=True)
class Everything:
    """All that a page showed, to be decided; and how many came or changed since, which are left out."""

    items: tuple[Item, ...]
    since: int


def all_shown(wanted: Filter, *, position: int, on: date) -> Everything:
    """Return what the filter leaves as of when its page was opened at a place of the log, the oldest first.

    What waits for its grade is left out: it cannot be approved. Two queries.
    """
    changed = set(
        Event.objects.filter(pk__gt=position, completion_id__isnull=False).values_list("completion_id", flat=True)
    )
    found = list(narrowed(wanted, on=on).order_by("recorded_at", "pk").values_list("pk", "revision", "awaits"))
    items = [Item(pk, revision) for pk, revision, awaits in found if pk not in changed and awaits == Awaits.APPROVAL]
    return Everything(tuple(items), sum(pk in changed for pk, _, _ in found))


def named_items(picks: Collection[tuple[UUID, int]]) -> tuple[Item, ...]:
    """Return the completions of these keys, each with the revision that was looked at, the oldest first."""
    looked_at = dict(picks)
    rows = Completion.objects.filter(key__in=looked_at).order_by("recorded_at", "pk").values_list("pk", "key")
    return tuple(Item(pk, looked_at[key]) for pk, key in rows)


def log_position() -> int:
    """Return the place of the newest entry of the log."""
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


Counted = tuple[str, str, str, str, str, int]
"""Program code and name, requirement code and title, what is awaited, and how many such completions wait."""


def _counts(wanted: Filter, today: date) -> list[Counted]:
    """Count what the search leaves, by program and requirement: figures and choices of the page in one query."""
    rows = narrowed(Filter(text=wanted.text), on=today).order_by()
    grouped = rows.values_list("enrollment__program__code", "requirement__code", "awaits").annotate(
        name=Max("enrollment__version__name"), title=Max("requirement__title"), count=Count("pk")
    )
    return sorted((program, name, code, title, awaits, count) for program, code, awaits, name, title, count in grouped)


def _of(counts: Iterable[Counted], wanted: Filter) -> list[Counted]:
    return [
        row
        for row in counts
        if wanted.program in ("", row[0])
        and wanted.requirement in ("", row[2])
        and (not wanted.needs_grade or row[4] == Awaits.GRADE)
    ]


def _choices(counted: Iterable[tuple[str, str, int]]) -> tuple[Choice, ...]:
    totals: dict[str, tuple[str, int]] = {}
    for code, name, count in counted:
        totals[code] = (name, totals.get(code, ("", 0))[1] + count)
    return tuple(Choice(code, name, count) for code, (name, count) in totals.items())


def keyed_rows(keys: Sequence[int], *, by: Actor, today: date) -> Iterator[tuple[int, PendingRow]]:
    """Yield these completions by their keys, in their order; none that does not wait any more. Two queries."""
    held = (
        Completion.objects.waiting(on=today)
        .with_case()
        .select_related("enrollment__contact", "enrollment__program", "enrollment__version")
        .in_bulk(keys)
    )
    rows = [held[key] for key in keys if key in held]
    files = files_of(rows, reader=by.account)
    for row in rows:
        yield row.pk, _row(row, files.get(row.pk, ()), by, today)


def _row(row: Any, files: tuple[FileShown, ...], by: Actor, today: date) -> PendingRow:
    enrollment, requirement, offering = row.enrollment, row.requirement, row.offering
    case = row.as_case(enrollment)
    rejecting = deciding.may_reject_at_all(by, case=case, on=today)
    approving = None
    if row.awaits == Awaits.APPROVAL:
        approving = deciding.may_approve(by, case=case, on=today)
    return PendingRow(
        key=row.key,
        revision=row.revision,
        enrollment=enrollment.key,
        program=enrollment.program.code,
        program_name=enrollment.version.name,
        requirement=requirement.code,
        requirement_title=requirement.title,
        scale=case.requirement.scale,
        grades=known_grades(case.requirement.scale),
        awaits=Awaits(row.awaits),
        grade=row.grade,
        full_name=enrollment.contact.full_name,
        member_number=enrollment.contact.member_number,
        completed_on=row.completed_on,
        location=offering.place if offering else "",
        offering=offering.title if offering else "",
        units=plain(requirement.units if row.units is None else row.units),
        notes=row.notes,
        files=files,
        recorded_at=row.recorded_at,
        waits_since=timezone.localdate(row.recorded_at),
        no_approval=approving,
        no_rejection=rejecting,
    )
