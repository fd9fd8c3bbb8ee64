"""What came of earning: which cycle it is, may the contact be enrolled again, and was it earned once and lost?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from conferral.documents.standing import EnrollmentStanding
from conferral.models import Enrollment, Event, Program, Version
from conferral.models.candidates import first_earned
from conferral.rules import days, succession
from conferral.rules.actors import Actor
from conferral.rules.cycles import cycle
from conferral.rules.days import in_words
from conferral.rules.enrolling import Candidate, may_enroll
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Status

ENDED = (Status.EARNED, Status.EXPIRED, Status.CANCELLED)
EARNED, LOST, VOIDED = "enrollment.earned", "enrollment.earning_lost", "completion.voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """What came of earning one enrollment.

    `cycle` is None unless the program is a Maintenance program. `is_asked` says whether it was asked if the contact may
    be enrolled again, which is so where it is the last one and has ended: Earned, Expired or Cancelled; `refusal` then
    says why not.
    """

    cycle: int | None = None
    designation: str = ""
    is_asked: bool = False
    refusal: Refusal | None = None


def earnings_of(
    standings: Sequence[EnrollmentStanding], *, name: str, by: Actor, on: date, today: date
) -> dict[int, Earning]:
    """Return what came of earning for enrollments of one contact (of that full name), by primary key.

    Whether they may be enrolled again is asked for today alone. At most three queries, and none where nothing has
    ended and no program is a Maintenance program.
    """
    asked = [one for one in standings if one.standing.status in ENDED or one.enrollment.program.is_maintenance]
    if not asked:
        return {}
    contact = asked[0].enrollment.contact_id
    lines = _lines(contact)
    again = [one for one in asked if on == today and one.standing.status in ENDED and not one.enrollment.replaced_on]
    versions = _versions([one.enrollment.program for one in again])
    first = first_earned([row for line in lines.values() for row in line])
    found = {}
    for one in asked:
        row = one.enrollment
        line = lines[row.program_id]
        place = next(number for number, other in enumerate(line) if other.pk == row.pk)
        refusal = None
        if one in again:
            offered = row.program.as_offered(versions.get(row.program_id))
            facts = [other.facts() for other in line]
            is_erased = any(one.is_erased for one in facts)
            candidate = Candidate(key=contact, name=name, is_erased=is_erased, line=facts, earned=first)
            refusal = may_enroll(by, candidate=candidate, program=offered, enrolled_on=today, today=today)
        found[row.pk] = Earning(
            cycle=cycle([other.facts() for other in line[:place]], on) if row.program.is_maintenance else None,
            designation=one.progress.definition.designation if _is_earned(one) else "",
            is_asked=one in again,
            refusal=refusal,
        )
    return found


def lost_earning(shown: EnrollmentStanding) -> str:
    """Return the sentence that says that it was earned once and is not any more; empty where it never was.

    No query unless something in it was voided or sent back and it is not earned.
    """
    undone = [
        attempt
        for item in shown.progress.requirements
        for attempt in item.attempts
        if attempt.is_voided or attempt.rejection is not None
    ]
    if shown.enrollment.earned_on is not None or not undone:
        return ""
    entries = Event.objects.filter(enrollment_id=shown.enrollment.pk, kind__in=(EARNED, LOST, VOIDED)).order_by("-pk")
    told = list(entries[:50])
    last = next((entry for entry in told if entry.kind != VOIDED), None)
    if last is None or last.kind != LOST:
        return ""
    was = days.parse("earned_on", str(last.before.get("earned_on")))
    voided = {entry.completion_id for entry in told if entry.kind == VOIDED and entry.at == last.at}
    titles = {
        item.requirement.title
        for item in shown.progress.requirements
        for attempt in item.attempts
        if attempt.key in voided
    }
    because = f", when the completion of {', '.join(sorted(titles))} was voided" if titles else ""
    since = f"from {in_words(was)} " if isinstance(was, date) else ""
    return f"It was earned {since}until {in_words(timezone.localdate(last.at))}{because}."


def _is_earned(one: EnrollmentStanding) -> bool:
    return one.standing.status is Status.EARNED


def _lines(contact: int) -> dict[int, list[Enrollment]]:
    """Return the contact's enrollments by program, as they follow each other, in one query."""
    rows: dict[int, list[Enrollment]] = defaultdict(list)
    for row in Enrollment.objects.filter(contact=contact).select_related("contact", "program"):
        rows[row.program_id].append(row)
    lines = {}
    for program, line in rows.items():
        order = {one.key: place for place, one in enumerate(succession.in_order([row.place_in_line() for row in line]))}
        lines[program] = sorted(line, key=lambda row: order[row.pk])
    return lines


def _versions(programs: Sequence[Program]) -> dict[int, Version]:
    """Return the version in force of each program, with what it requires, in two queries or none."""
    if not programs:
        return {}
    current = Version.objects.current().filter(program__in=[program.pk for program in programs])
    return {row.program_id: row for row in current.select_related("unit_type").prefetch_related("prerequisites")}
