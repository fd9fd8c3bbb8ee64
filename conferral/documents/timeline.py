"""What happened to an enrollment, the latest first, and where does each fact of its standing come from?

Read from the log, as of any day: what happened later is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone

from conferral.documents.standing import EnrollmentStanding
from conferral.models import Completion, Enrollment, Event, Job
from conferral.models.account import full_names
from conferral.rules import days
from conferral.rules.entry_words import erased, said
from conferral.rules.grounds import grounds
from conferral.rules.standing import Status

MOVED = "enrollment.moved"
CANCELLED = "enrollment.cancelled"
LOGGED = ("enrolled_on", "grace_begins_on", "expires_on", "cancelled_on", "earned_on")
"""The dates of an enrollment that the log has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry in words: when, who, what and why, and where more of it is to be seen.

    `requirement` is the code of the one a completion meets, `job` the bulk it was part of, `enrollment` the one that it
    came from or went to; each is blank or None where there is none. `sets` names the dates that it set as they are now.
    """

    key: UUID
    at: datetime
    who: str
    said: str
    reason: str = ""
    requirement: str = ""
    job: UUID | None = None
    enrollment: UUID | None = None
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A fact that a standing rests on: a day, by its name in the log, or a requirement that is Complete."""

    label: str
    on: date
    name: str = ""
    requirement: str = ""


def timeline(of: Enrollment, *, on: date) -> tuple[Told, ...]:
    """Return everything that happened to an enrollment by the end of a day, the latest first.

    At most six queries however much happened: the entries, who made them, what they are about.
    """
    ends = timezone.make_aware(datetime.combine(days.day_after(on), time.min)) if on < days.LATEST else None
    found = Event.objects.filter(enrollment_id=of.pk).order_by("-at", "-pk")
    entries = list(found.filter(at__lt=ends) if ends else found)
    names = full_names({entry.account_id for entry in entries})
    asked = _requirements({entry.completion_id for entry in entries if entry.completion_id})
    batches = {entry.batch for entry in entries if entry.batch}
    jobs = set(Job.objects.filter(key__in=batches).values_list("key", flat=True)) if batches else set()
    others = _others(entries, of)
    set_by = _set_by(of, entries)
    return tuple(
        _told(
            entry,
            who=names.get(entry.account_id, entry.actor),
            asked=asked.get(entry.completion_id, ("", "")),
            is_job=entry.batch in jobs,
            other=others.get(entry.pk),
            sets=tuple(name for name, by in set_by.items() if by == entry.pk),
        )
        for entry in entries
    )


def rests_on(shown: EnrollmentStanding) -> tuple[Rest, ...]:
    """Return the facts under the sentences of the standing: its dates, and what is Complete by the day. No query."""
    facts, now = shown.enrollment.facts(), shown.standing
    dates = [
        Rest(label=one.label, on=one.on, name=one.name if one.name in LOGGED else "") for one in grounds(facts, now)
    ]
    if now.status is Status.CANCELLED:
        return tuple(dates)
    complete = [
        Rest(label=item.requirement.title, on=item.complete_on, requirement=item.requirement.code)
        for item in shown.progress.requirements
        if item.complete_on is not None
    ]
    return (*dates, *sorted(complete, key=lambda one: one.on))


def _set_by(of: Enrollment, entries: Sequence[Event]) -> dict[str, int]:
    """Return for each date that the enrollment has by which entry it got it, the latest that says so."""
    found: dict[str, int] = {}
    for name in LOGGED:
        day = getattr(of, name)
        for entry in entries:
            if day is not None and entry.after.get(name) == day.isoformat():
                found[name] = entry.pk
                break
    return found


def _told(
    entry: Event,
    *,
    who: str,
    asked: tuple[str, str],
    is_job: bool,
    other: tuple[UUID, str] | None,
    sets: tuple[str, ...],
) -> Told:
    words = said(entry.kind, entry.before, entry.after, about=asked[1])
    if entry.erased_at is not None:
        words = erased(entry.kind)
    return Told(
        key=entry.key,
        at=entry.at,
        who=who,
        said=f"{words} {other[1]}".strip() if other else words,
        reason=entry.reason,
        requirement=asked[0],
        job=entry.batch if is_job else None,
        enrollment=other[0] if other else None,
        sets=sets,
    )


def _requirements(completions: set[int]) -> dict[int | None, tuple[str, str]]:
    if not completions:
        return {}
    rows = Completion.objects.filter(pk__in=completions)
    return {pk: (code, title) for pk, code, title in rows.values_list("pk", "requirement__code", "requirement__title")}


def _others(entries: Sequence[Event], of: Enrollment) -> dict[int, tuple[UUID, str]]:
    """Return by entry the enrollment that a move came from or went to, and the sentence that says so."""
    came = {entry.pk: entry.before.get("enrollment") for entry in entries if entry.kind == MOVED}
    batches = {entry.batch: entry.pk for entry in entries if entry.kind == CANCELLED and entry.batch}
    went: dict[int, int | None] = {}
    if batches:
        moves = Event.objects.filter(batch__in=batches, kind=MOVED, contact_id=of.contact_id)
        went = {
            batches[move.batch]: move.enrollment_id
            for move in moves
            if move.batch and move.before.get("enrollment") == of.pk
        }
    wanted = {key for key in (*came.values(), *went.values()) if key}
    keys = dict(Enrollment.objects.filter(pk__in=wanted).values_list("pk", "key")) if wanted else {}
    found = {entry: (keys[key], "") for entry, key in came.items() if key in keys}
    found |= {entry: (keys[key], "It was moved to another version.") for entry, key in went.items() if key in keys}
    return found
