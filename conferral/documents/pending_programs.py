"""Which enrollments met everything and wait for approval, the oldest first? The list **Program completions**."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Max

from conferral.documents.attachments import FileShown, files_of
from conferral.documents.pending_completions import Choice, Everything, log_position
from conferral.models import Completion, Enrollment, Event
from conferral.models.cases import program_cases
from conferral.models.definitions import kept_definitions
from conferral.models.enrollment import EnrollmentQuerySet
from conferral.models.histories import attempts_until
from conferral.models.keyset import Cursor, Order, day, sliced, text
from conferral.rules.actors import Actor
from conferral.rules.deciding_programs import ProgramCase, may_approve_program, may_send_back_at_all
from conferral.rules.jobs import Item
from conferral.rules.progress import progress
from conferral.rules.quantities import plain
from conferral.rules.refusals import Refusal

SIZE = 50


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    MET = "met"
    CONTACT = "contact"


ORDERS = {
    Sort.MET: Order("met", "requirements_met_on", day),
    Sort.CONTACT: Order("contact", "sort_name", text),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingProgram:
    """One enrollment that waits, and why this person cannot approve or send it back; None where nothing is in the way.

    `deadline_on` is the completion deadline: it would hold again if the completion were sent back.
    """

    key: UUID
    revision: int
    full_name: str
    member_number: str
    program: str
    program_name: str
    requirements_met_on: date
    deadline_on: date
    units: Decimal
    units_required: Decimal
    unit_type: str
    no_approval: Refusal | None
    no_sending_back: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPage:
    """Some enrollments in order, the cursors around them, how many the filter leaves, and of which programs."""

    rows: tuple[WaitingProgram, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int
    position: int
    programs: tuple[Choice, ...]


def pending_programs(
    wanted: str,
    program: str,
    *,
    by: Actor,
    today: date,
    sort: Sort = Sort.MET,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> WaitingPage:
    """Return a page of what waits of a program (by code; blank for all), as a search leaves it.

    Six queries however many there are, and two for definitions not yet kept.
    """
    position = log_position()
    order = ORDERS[sort]
    part = sliced(
        narrowed(wanted, program, on=today), order, values=lambda rows: rows.values("pk", order.place), size=size,
        descending=descending, after=after, before=before,
    )  # fmt: skip
    choices = _choices(wanted, today)
    return WaitingPage(
        rows=tuple(row for _key, row in keyed_rows([row["pk"] for row in part.rows], by=by, today=today)),
        next=part.next,
        previous=part.previous,
        found=sum(choice.count for choice in choices if program in ("", choice.code)),
        position=position,
        programs=choices,
    )


def narrowed(wanted: str, program: str, *, on: date) -> EnrollmentQuerySet:
    """Return what waits on a day and the filter leaves."""
    rows = Enrollment.objects.waiting(on=on)
    if wanted:
        rows = rows.named(wanted)
    return rows.filter(program__code=program) if program else rows


def all_shown(wanted: str, program: str, *, position: int, on: date) -> Everything:
    """Return what the filter leaves as of when its page was opened at a place of the log, the oldest first."""
    changed = set(
        Event.objects.filter(pk__gt=position, enrollment_id__isnull=False).values_list("enrollment_id", flat=True)
    )
    found = narrowed(wanted, program, on=on).order_by("requirements_met_on", "pk").values_list("pk", "revision")
    items = [Item(pk, revision) for pk, revision in found]
    kept = tuple(item for item in items if item.subject not in changed)
    return Everything(kept, len(items) - len(kept))


def named_items(picks: Sequence[tuple[UUID, int]]) -> tuple[Item, ...]:
    """Return the enrollments of these keys, each with the revision that was looked at, the oldest first."""
    looked_at = dict(picks)
    rows = Enrollment.objects.filter(key__in=looked_at).order_by("requirements_met_on", "pk").values_list("pk", "key")
    return tuple(Item(pk, looked_at[key]) for pk, key in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """One Complete completion of an enrollment that waits: it may be sent back."""

    key: UUID
    revision: int
    title: str
    completed_on: date
    grade: str
    units: Decimal
    notes: str
    files: tuple[FileShown, ...]


def completions_that_count(enrollment: Enrollment) -> tuple[Counting, ...]:
    """Return the completions that count for an enrollment, in the order of its requirements; two queries."""
    rows = list(
        Completion.objects.filter(enrollment=enrollment, is_live=True, awaits="")
        .select_related("requirement")
        .order_by("requirement__position", "completed_on", "pk")
    )
    files = files_of(rows)
    return tuple(
        Counting(
            key=row.key,
            revision=row.revision,
            title=row.requirement.title,
            completed_on=row.completed_on,
            grade=row.grade,
            units=plain(row.requirement.units if row.units is None else row.units),
            notes=row.notes,
            files=files.get(row.pk, ()),
        )
        for row in rows
    )


def _choices(wanted: str, today: date) -> tuple[Choice, ...]:
    rows = narrowed(wanted, "", on=today).order_by().values_list("program__code")
    counted = rows.annotate(name=Max("version__name"), count=Count("pk"))
    return tuple(Choice(code, name, count) for code, name, count in sorted(counted))


def keyed_rows(keys: Sequence[int], *, by: Actor, today: date) -> Iterator[tuple[int, WaitingProgram]]:
    """Yield these enrollments by their keys, in their order; none that does not wait any more.

    Three queries, and two for definitions not yet kept.
    """
    waiting = Enrollment.objects.waiting(on=today)
    held = waiting.select_related("contact", "program", "version__unit_type").in_bulk(keys)
    rows = [held[key] for key in keys if key in held]
    cases = program_cases(rows)
    definitions = kept_definitions(
        {(row.program.key, row.version_id, row.version.published_at) for row in rows if row.version.published_at}
    )
    attempts = attempts_until(keys, on=today)
    for row in rows:
        units = progress(definitions[row.version_id], attempts.get(row.pk, ()), today).units
        yield row.pk, _row(row, cases[row.pk], units, by, today)


def _row(row: Enrollment, case: ProgramCase, units: Decimal, by: Actor, today: date) -> WaitingProgram:
    if row.requirements_met_on is None:
        raise LookupError(f"Enrollment {row.key} waits for approval and has not met its requirements.")
    return WaitingProgram(
        key=row.key,
        revision=row.revision,
        full_name=row.contact.full_name,
        member_number=row.contact.member_number,
        program=row.program.code,
        program_name=row.version.name,
        requirements_met_on=row.requirements_met_on,
        deadline_on=row.dates().completion_deadline(today),
        units=units,
        units_required=plain(row.version.units_required),
        unit_type=row.version.unit_type.name if row.version.unit_type else "",
        no_approval=may_approve_program(by, case=case, on=today),
        no_sending_back=may_send_back_at_all(by, case=case, on=today),
    )
