"""What needs a person today? The staff **Home**: what waits, what comes soon, what takes place, what did not go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from conferral.documents.message_list import MessageRow, latest_failed
from conferral.documents.offerings import of_the_week
from conferral.models import Completion, Enrollment, Message, Offering, waiting
from conferral.models.cases import program_cases
from conferral.models.counted import counted
from conferral.rules.actors import Actor
from conferral.rules.attempts import Awaits
from conferral.rules.coming import Coming
from conferral.rules.deciding import may_approve, may_reject_at_all
from conferral.rules.deciding_programs import may_approve_program
from conferral.rules.refusals import Refusal

SHOWN = 5
"""So many of each are shown by name; all of them stand in the list that their number leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCompletion:
    """One completion that waits, since when, and why this person cannot decide it; None where they may."""

    enrollment: UUID
    requirement: str
    requirement_title: str
    program_name: str
    full_name: str
    awaits: Awaits
    waits_since: date
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetProgram:
    """One enrollment that met everything and waits for approval; `refusal` as above."""

    enrollment: UUID
    program_name: str
    full_name: str
    requirements_met_on: date
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingRow:
    """One enrollment whose time is up: the first day of its grace period, or the last that counts."""

    enrollment: UUID
    program_name: str
    full_name: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One event of the week, and how many are registered for it."""

    key: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    seats: int | None
    registered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What needs a person on a day: how much of each there is, and the first of it by name.

    `waits` counts completions and program completions as the menu does, up to `waiting.MOST`.
    """

    waits: tuple[int, int]
    completions: Sequence[WaitingCompletion]
    programs: Sequence[MetProgram]
    coming: Mapping[Coming, int]
    grace: Sequence[ComingRow]
    expiring: Sequence[ComingRow]
    events_in_all: int
    events: Sequence[EventRow]
    failed_in_all: int
    failed: Sequence[MessageRow]


def home(*, by: Actor, on: date) -> Home:
    """Return what needs a person on a day; eight queries at most, and none reads what nobody waits for.

    Of each completion it is asked whether this person may decide it: the same question that the action asks.
    """
    completions, programs, failed, events, *coming = counted(
        *waiting.questions(on=on),
        Message.objects.failed(),
        of_the_week(Offering.objects.all(), on),
        *(Enrollment.objects.coming(what, on=on) for what in Coming),
    )
    counts = dict(zip(Coming, coming, strict=True))
    return Home(
        waits=(completions, programs),
        completions=_completions(by, on) if completions else (),
        programs=_programs(by, on) if programs else (),
        coming=counts,
        grace=_coming(Coming.GRACE_30, "grace_begins_on", on) if counts[Coming.GRACE_30] else (),
        expiring=_coming(Coming.EXPIRED_30, "expires_on", on) if counts[Coming.EXPIRED_30] else (),
        events_in_all=events,
        events=_events(on) if events else (),
        failed_in_all=failed,
        failed=latest_failed(SHOWN) if failed else (),
    )


def _first(rows: QuerySet[Any], place: str) -> QuerySet[Any, Any]:
    """Pick the first by their numbers alone: what is joined for show is joined for these."""
    return rows.order_by(place, "pk").values("pk")[:SHOWN]


def _completions(by: Actor, on: date) -> list[WaitingCompletion]:
    picked = _first(Completion.objects.waiting(on=on), "recorded_at")
    rows = Completion.objects.filter(pk__in=picked).with_case().order_by("recorded_at", "pk")
    return [
        WaitingCompletion(
            enrollment=row.enrollment.key,
            requirement=row.requirement.code,
            requirement_title=row.requirement.title,
            program_name=row.enrollment.version.name,
            full_name=row.enrollment.contact.full_name,
            awaits=Awaits(row.awaits),
            waits_since=timezone.localdate(row.recorded_at),
            refusal=_not_decided(row, by, on),
        )
        for row in rows.select_related("enrollment__contact", "enrollment__program", "enrollment__version")
    ]


def _not_decided(row: Completion, by: Actor, on: date) -> Refusal | None:
    """Return why this person can neither grade or approve it nor reject it, whichever they would do first."""
    case = row.as_case(row.enrollment)
    if row.awaits == Awaits.APPROVAL:
        return may_approve(by, case=case, on=on)
    return may_reject_at_all(by, case=case, on=on)


def _programs(by: Actor, on: date) -> list[MetProgram]:
    picked = _first(Enrollment.objects.waiting(on=on), "requirements_met_on")
    found = Enrollment.objects.filter(pk__in=picked).order_by("requirements_met_on", "pk")
    rows = list(found.select_related("contact", "program", "version"))
    cases = program_cases(rows)
    return [
        MetProgram(
            enrollment=row.key,
            program_name=row.version.name,
            full_name=row.contact.full_name,
            requirements_met_on=row.requirements_met_on,
            refusal=may_approve_program(by, case=cases[row.pk], on=on),
        )
        for row in rows
        if row.requirements_met_on is not None
    ]


def _coming(what: Coming, place: str, on: date) -> list[ComingRow]:
    """Return to whom it comes first."""
    picked = _first(Enrollment.objects.coming(what, on=on), place)
    rows = Enrollment.objects.filter(pk__in=picked).select_related("contact", "version").order_by(place, "pk")
    return [
        ComingRow(
            enrollment=row.key,
            program_name=row.version.name,
            full_name=row.contact.full_name,
            day=getattr(row, place),
        )
        for row in rows
    ]


def _events(on: date) -> list[EventRow]:
    picked = _first(of_the_week(Offering.objects.all(), on), "starts_at")
    standing = Count("registrations", filter=Q(registrations__cancelled_at=None))
    rows = Offering.objects.filter(pk__in=picked).annotate(registered=standing).order_by("starts_at", "pk")
    shown: QuerySet[Any, Any] = rows.values("key", "title", "starts_at", "ends_at", "place", "seats", "registered")
    return [EventRow(**row) for row in shown]
