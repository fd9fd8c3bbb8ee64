"""Who is on the list of a program's page? One page of its current enrollees on a day, sorted and searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from conferral.models import Enrollment, Program
from conferral.models.definitions import kept_definitions
from conferral.models.enrollment import FACTS, EnrollmentQuerySet
from conferral.models.histories import attempts_until
from conferral.models.keyset import Cursor, Order, Slice, day, number, sliced
from conferral.models.keyset import text as text_of
from conferral.rules.coming import Coming
from conferral.rules.progress import Progress, progress
from conferral.rules.standing import Facts, Standing, Status, Tracker, standing
from conferral.rules.terms import Dates

SIZE = 50


class Sort(StrEnum):
    """What the list can be sorted by; the value is what a link writes."""

    NAME = "name"
    STATUS = "status"
    ENROLLED = "enrolled"
    DEADLINE = "deadline"
    VERSION = "version"


class Column(StrEnum):
    """What the list can show beside the name; the value is what a link writes."""

    NUMBER = "number"
    EMAIL = "email"
    ORGANIZATION = "organization"
    STATUS = "status"
    ENROLLED = "enrolled"
    GRACE = "grace_begins"
    EXPIRES = "expires"
    DEADLINE = "deadline"
    PROGRESS = "progress"
    UNITS = "units"
    VERSION = "version"


ORDERS = {
    Sort.NAME: Order("name", "sort_name", text_of),
    Sort.STATUS: Order("status", "status_place", number),
    Sort.ENROLLED: Order("enrolled", "enrolled_on", day),
    Sort.DEADLINE: Order("deadline", "deadline_on", day),
    Sort.VERSION: Order("version", "version__number", number),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrollee:
    """One row: who it is, how the enrollment stands on the day and how far it is.

    `version` is the number of the enrollment's version; `starts_on` is there only while it lies ahead.
    """

    key: UUID
    revision: int
    full_name: str
    member_number: str
    email: str
    organization: str
    standing: Standing
    enrolled_on: date
    grace_begins_on: date | None
    expires_on: date
    starts_on: date | None
    completion_deadline: date
    complete: int
    requirements: int
    is_met: bool
    units: Decimal
    units_required: Decimal
    unit_type: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolleePage:
    """Some rows in their order, the cursors of the pages around them, and how many a search found.

    `next` is to be given as `after`, `previous` as `before`. `found` is counted only for a search, or
    for what is coming; otherwise the trackers know it.
    """

    rows: tuple[Enrollee, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int | None


def listed(
    program: Program,
    *,
    on: date,
    text: str = "",
    tracker: Tracker | None = None,
    status: Status | None = None,
    is_not_started: bool = False,
    coming: Coming | None = None,
) -> EnrollmentQuerySet:
    """Return the enrollments that the list as filtered holds, over all its pages, in no order."""
    rows = Enrollment.objects.in_program(program).current(on=on).named(text)
    if tracker is not None:
        rows = rows.in_tracker(tracker, on=on)
    if status is not None:
        rows = rows.with_status(status, on=on)
    if coming is not None:
        rows = rows.coming(coming, on=on)
    return rows.not_started(on=on) if is_not_started else rows


def enrollees(  # noqa: PLR0913 - every one of these stands in the page's address
    program: Program,
    *,
    on: date,
    text: str = "",
    tracker: Tracker | None = None,
    status: Status | None = None,
    is_not_started: bool = False,
    coming: Coming | None = None,
    sort: Sort = Sort.NAME,
    descending: bool = False,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> EnrolleePage:
    """Return a page of the enrollments that are current on the day: exactly those the trackers count.

    `text` finds any part of name, email or member number; `tracker`, `status` and `is_not_started`
    narrow the list to what the figure of that name counted, and `coming` to whom that comes by
    itself. Cursors are `next` and `previous` of a page in the same order; any other is ignored.
    Two queries, two more for definitions not yet kept, one more to count what a search found or what is coming.
    """
    wanted = listed(
        program, on=on, text=text, tracker=tracker, status=status, is_not_started=is_not_started, coming=coming
    )
    order = ORDERS[sort]
    part = sliced(
        wanted.with_place(order.place, on=on),
        order,
        values=lambda rows: _values(rows, order, on),
        size=size,
        descending=descending,
        after=after,
        before=before,
    )
    definitions = kept_definitions(
        {(program.key, row["version_id"], row["version__published_at"]) for row in part.rows}
    )
    attempts = attempts_until([row["pk"] for row in part.rows], on=on)
    blank = {version: progress(definition, (), on) for version, definition in definitions.items()}
    rows = []
    for row in part.rows:
        version = row["version_id"]
        done = attempts.get(row["pk"])
        far = progress(definitions[version], done, on) if done else blank[version]
        rows.append(_enrollee(row, far, on))
    return EnrolleePage(
        rows=tuple(rows),
        next=part.next,
        previous=part.previous,
        found=_found(wanted, part) if text.strip() or coming else None,
    )


def _found(wanted: EnrollmentQuerySet, part: Slice) -> int:
    """Return how many were found; what stands on one page is not counted again."""
    if part.next is None and part.previous is None:
        return len(part.rows)
    return wanted.count()


SHOWN = (
    "pk", "key", "revision", "version_id", "contact__first_name", "contact__last_name", "contact__member_number",
    "contact__email", "contact__organization", "version__number", "version__published_at", *FACTS,
)  # fmt: skip


def _values(rows: Any, order: Order, on: date) -> Any:
    places = [] if order.place in SHOWN else [order.place]
    return rows.with_place(order.place, on=on).values(*SHOWN, *places)


def _enrollee(row: dict[str, Any], far: Progress, on: date) -> Enrollee:
    facts = Facts(**{name: row[name] for name in FACTS})
    now = standing(facts, on)
    if now is None:
        raise LookupError(f"The SQL twin lists enrollment {row['key']} on {on}, before it begins.")
    return Enrollee(
        key=row["key"],
        revision=row["revision"],
        full_name=f"{row['contact__first_name']} {row['contact__last_name']}".strip(),
        member_number=row["contact__member_number"],
        email=row["contact__email"],
        organization=row["contact__organization"],
        standing=now,
        enrolled_on=facts.enrolled_on,
        grace_begins_on=facts.grace_begins_on,
        expires_on=facts.expires_on,
        starts_on=facts.enrolled_on if facts.enrolled_on > on else None,
        completion_deadline=Dates(facts.enrolled_on, facts.grace_begins_on, facts.expires_on).completion_deadline(on),
        complete=far.complete,
        requirements=len(far.requirements),
        is_met=far.is_met,
        units=far.units,
        units_required=far.definition.units_required,
        unit_type=far.definition.unit_type,
        version=row["version__number"],
    )
