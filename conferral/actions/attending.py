"""How is it written down who came to an event, and how do completions follow from it and go again?

A chunk of a job: each person by itself, by the normal path of recording, so that what holds for a completion that is
typed in holds for one by attendance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from conferral.actions import completions
from conferral.actions.locks import MERGED, locked_enrollments
from conferral.actions.log import Log, day_of
from conferral.actions.offering_seats import locked_offerings
from conferral.actions.offerings import PART
from conferral.models import Completion, Contact, Enrollment, Job, JobItem, Offering, Registration, Requirement
from conferral.rules.actors import Actor
from conferral.rules.attempts import Rejection, state_of
from conferral.rules.attending import Attendance, TakenBack, how_taken_back, may_close, may_mark, may_open
from conferral.rules.jobs import Done
from conferral.rules.quantities import plain
from conferral.rules.recording import Recorded
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.standing import standing

KIND = "registrations.mark"
MARKED = {
    Attendance.ATTENDED: "registration.attended",
    Attendance.NO_SHOW: "registration.no_show",
    Attendance.UNMARKED: "registration.attendance_taken_back",
}
DONE, RECORDED, NOT_RECORDED, UNCHANGED = "marked", "recorded", "not_recorded", "unchanged"
"""What can become of one, beside a refusal: marked, with completions, without one that was to be, or so already."""


def mark(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Mark a chunk of registrations (by primary key) as the job says."""
    log = Log(by, at, reason=job.arguments["reason"], batch=job.key)
    done = mark_chunk([item.subject for item in items], Attendance(job.arguments["attendance"]), log)
    return [done[item.subject] for item in items]


@transaction.atomic
def mark_chunk(registrations: Collection[int], to: Attendance, log: Log) -> dict[int, Done]:
    """Mark registrations, and say of each what became of it.

    Who came gets a completion of every requirement that asks for the event's component in their current enrollments,
    where the offering is set so; what cannot be recorded says why, and they stay marked. Marked again, it is tried
    again, and what is recorded is left alone. Whoever is marked otherwise afterwards loses exactly the completions
    that were recorded by it: voided, or rejected while they wait, with the reason of the log; where one cannot be
    taken back, the mark stays. Refusals: `registration_unknown`, `contact_gone`, those of `may_mark`, `may_void` and
    `may_reject`.
    """
    rows, contacts, enrollments = _locked(registrations, day_of(log.at))
    done = {}
    for key in registrations:
        row = rows.get(key)
        if row is None:
            done[key] = Done.refused(Refusal("registration_unknown", "There is no such registration."))
        elif row.contact_id not in contacts:
            done[key] = Done.refused(MERGED)
        else:
            done[key] = _marked(row, to, enrollments.get(row.contact_id, ()), log)
    log.write()
    return done


@transaction.atomic
def close(*, offering: int, by: Actor, at: datetime, revision: int | None = None) -> Offering:
    """Close the roster of an event: whoever is not marked did not come, and nobody is marked any more.

    Raises Refused: `removed`, `stale`, those of `may_close`.
    """
    row = PART.locked(offering, by, revision)
    if refusal := may_close(by, row.as_occasion(), is_closed=row.closed_at is not None, at=at):
        raise Refused(refusal)
    log = Log(by, at)
    unmarked = Registration.objects.standing().filter(offering=row, attendance="")
    missing = list(unmarked.select_for_update(no_key=True).order_by("pk").values_list("pk", "contact"))
    Registration.objects.filter(pk__among=[key for key, _ in missing]).update(attendance=Attendance.NO_SHOW.value)
    for _, contact in missing:
        log.add(MARKED[Attendance.NO_SHOW], contact=contact, subject=row.key, before={"attendance": ""})
    return _set_closed(row, at, log)


@transaction.atomic
def open_again(*, offering: int, by: Actor, at: datetime, revision: int | None = None) -> Offering:
    """Open a closed roster again; who is marked stays so. Raises Refused: `removed`, `stale`, those of `may_open`."""
    row = PART.locked(offering, by, revision)
    if refusal := may_open(by, row.as_occasion(), is_closed=row.closed_at is not None):
        raise Refused(refusal)
    return _set_closed(row, None, Log(by, at))


def _set_closed(row: Offering, closed_at: datetime | None, log: Log) -> Offering:
    kind = "offering.closed" if closed_at else "offering.opened_again"
    log.add(kind, subject=row.key, before={"closed_at": row.closed_at}, after={"closed_at": closed_at})
    row.closed_at = closed_at
    row.revision += 1
    row.save()
    log.write()
    return row


def _locked(
    registrations: Collection[int], on: date
) -> tuple[dict[int, Registration], set[int], dict[int, list[Enrollment]]]:
    """Lock the contacts, their enrollments that may be concerned, the events and the registrations, in that order."""
    asked = Registration.objects.filter(pk__among=registrations)
    people = Contact.objects.select_for_update(no_key=True).filter(pk__in=asked.values("contact")).order_by("pk")
    contacts = set(people.values_list("pk", flat=True))
    asks = Enrollment.objects.current(on=on).filter(
        contact__in=contacts, version__requirements__component__in=asked.values("offering__component")
    )
    recorded = Completion.objects.filter(registration__in=asked).values_list("enrollment", flat=True)
    enrollments: dict[int, list[Enrollment]] = defaultdict(list)
    for one in locked_enrollments({*asks.values_list("pk", flat=True), *recorded}).values():
        enrollments[one.contact_id].append(one)
    locked_offerings(set(asked.values_list("offering", flat=True)))
    rows = asked.select_for_update(of=("self",)).select_related("offering__component", "contact").order_by("pk")
    return {row.pk: row for row in rows}, contacts, enrollments


def _marked(row: Registration, to: Attendance, enrollments: Collection[Enrollment], log: Log) -> Done:
    event = row.offering
    is_cancelled, is_closed = row.cancelled_at is not None, event.closed_at is not None
    if refusal := may_mark(log.by, event.as_occasion(), is_cancelled=is_cancelled, is_closed=is_closed, at=log.at):
        return Done.refused(refusal)
    is_so = row.attendance == to.value
    if is_so and (to is not Attendance.ATTENDED or not event.records_completions):
        return Done(UNCHANGED)
    if row.attendance == Attendance.ATTENDED.value and not is_so and (refusal := _taken_back(row, log)):
        return Done.refused(refusal)
    if not is_so:
        log.add(
            MARKED[to], contact=row.contact_id, subject=event.key,
            before={"attendance": row.attendance}, after={"attendance": to.value},
        )  # fmt: skip
        row.attendance = to.value
        row.save(update_fields=["attendance"])
    if to is not Attendance.ATTENDED or not event.records_completions:
        return Done(DONE)
    count, why = _recorded(row, enrollments, log)
    if why:
        return Done(NOT_RECORDED, " ".join(dict.fromkeys(why)))
    return Done(RECORDED if count else UNCHANGED)


def _recorded(row: Registration, enrollments: Collection[Enrollment], log: Log) -> tuple[int, list[str]]:
    """Record what follows from somebody's having come; return how many completions, and why others were not."""
    event, on = row.offering, day_of(log.at)
    count, why, asked = 0, [], 0
    for enrollment, requirement in _asking(event, enrollments, on):
        asked += 1
        if _standing(row, enrollment, requirement):
            continue
        claims = requirement.units if requirement.is_repeatable else None
        try:
            completions.record(
                enrollment=enrollment.pk,
                requirement=requirement.code,
                recorded=Recorded(
                    completed_on=timezone.localdate(event.ends_at), units=plain(claims) if claims else None
                ),
                offering=event.pk,
                registration=row.pk,
                by=log.by,
                at=log.at,
            )
        except Refused as no:
            why.append(f"{enrollment.version.name}: {no.refusal.message}")
        else:
            count += 1
    if not asked:
        why.append(f"No current enrollment of {row.contact.full_name} asks for {event.component.title}.")
    return count, why


def _asking(event: Offering, enrollments: Collection[Enrollment], on: date) -> Iterator[tuple[Enrollment, Requirement]]:
    """Yield where a completion of the event is asked for: each current enrollment with each such requirement."""
    current = {one.pk for one in enrollments if (now := standing(one.facts(), on)) and now.is_current}
    wanted = Requirement.objects.filter(component=event.component_id)
    for one in enrollments:
        if one.pk in current:
            for requirement in wanted.filter(version=one.version_id).order_by("pk"):
                yield one, requirement


def _standing(row: Registration, enrollment: Enrollment, requirement: Requirement) -> bool:
    """Whether what was recorded by the registration still counts or waits there."""
    held = Completion.objects.filter(registration=row, enrollment=enrollment, requirement=requirement)
    return held.filter(is_live=True).exists()


def _taken_back(row: Registration, log: Log) -> Refusal | None:
    """Take back what was recorded by a registration, all of it or, where one cannot be, nothing."""
    try:
        with transaction.atomic():
            for completion in Completion.objects.with_case().filter(registration=row).order_by("pk"):
                _take_back(completion, log)
    except Refused as no:
        return no.refusal
    return None


def _take_back(completion: Completion, log: Log) -> None:
    asked = completion.requirement
    way = how_taken_back(state_of(asked.as_rule(), completion.as_attempt(asked.code)))
    if way is TakenBack.VOIDED:
        completions.void(completion=completion.pk, reason=log.reason, by=log.by, at=log.at)
    elif way is TakenBack.REJECTED:
        completions.reject(completion=completion.pk, form=Rejection.NOTIFY, note=log.reason, by=log.by, at=log.at)
