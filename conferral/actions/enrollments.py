"""How are contacts enrolled, and how do their enrollments change?"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Min

from conferral.actions import revisions
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import log_earning, settle_designations, settle_milestones
from conferral.actions.set_based import insert_rows
from conferral.actions.succession import settle_lines
from conferral.models import Contact, Enrollment, Program, Version
from conferral.rules import permits, succession, terms
from conferral.rules.actors import Actor
from conferral.rules.enrolling import Candidate, Offered, may_enroll
from conferral.rules.milestones import milestones
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.standing import Facts
from conferral.rules.terms import Dates

CHUNK = 500
INSERTED = (
    "key", "contact_id", "program_id", "version_id", "registered_at", "registered_on", "enrolled_on",
    "grace_begins_on", "expires_on", "requirements_met_on", "earned_on", "revision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one contact in an enrolment: the enrollment, or why there is none."""

    contact: int
    enrollment: Enrollment | None = None
    refusal: Refusal | None = None


def enroll_many(
    *, contacts: Sequence[int], program: Program, enrolled_on: date, by: Actor, at: datetime
) -> list[Outcome]:
    """Enroll contacts (by primary key) in the current version of a program; one outcome each, in order.

    "To register multiple contacts, select the checkbox for each contact": one refusal does not
    stop the others. Set-based: a fixed number of queries per chunk of 500, each chunk one
    transaction. When two people enroll the same contact at once, the later is refused.
    """
    batch = uuid.uuid4()
    outcomes: dict[int, Outcome] = {}
    wanted = list(dict.fromkeys(contacts))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        try:
            outcomes.update(_enroll_chunk(chunk, program, enrolled_on, Log(by, at, batch=batch)))
        except IntegrityError:
            # Somebody slipped in between; asked again, the rule names whom to refuse and why.
            outcomes.update(_enroll_chunk(chunk, program, enrolled_on, Log(by, at, batch=batch)))
    return [outcomes[contact] for contact in contacts]


def enroll(*, contact: int, program: Program, enrolled_on: date, by: Actor, at: datetime) -> Enrollment:
    """Enroll one contact: a bulk of one. Raises Refused with the reason."""
    (outcome,) = enroll_many(contacts=[contact], program=program, enrolled_on=enrolled_on, by=by, at=at)
    if outcome.enrollment is None:
        raise Refused(outcome.refusal or Refusal("not_enrolled", "The contact was not enrolled."))
    return outcome.enrollment


@transaction.atomic
def change_dates(
    *, enrollment: int, to: Dates, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> Enrollment:
    """Change the dates staff can edit; editing one never moves another.

    "Staff users can edit Enrollment date, Grace period begins, Expiration date." Raises Refused:
    `stale`, those of `may_change_dates`, `enrollment_date_taken`, `cancelled_before_begin`.
    """
    row = _locked(enrollment)
    revisions.check(row, revision)
    if refusal := permits.may_change_dates(by, facts=row.facts(), to=to, reason=reason, on=day_of(at)):
        raise Refused(refusal)
    before, after = changes(_dates(row.dates()), _dates(to))
    if not after:
        return row
    _refuse_taken_date(row, to.enrolled_on)
    begins_on = min(to.enrolled_on, row.registered_on)
    if row.cancelled_on and (refusal := permits.check_cancellation(begins_on=begins_on, cancelled_on=row.cancelled_on)):
        raise Refused(refusal)
    earned_on = row.earned_on
    if row.requirements_met_on is not None and row.requirements_met_on < to.enrolled_on:
        # The requirements cannot be met before the enrollment date, so both days move along with it.
        row.requirements_met_on = to.enrolled_on
        row.earned_on = max(row.earned_on, to.enrolled_on) if row.earned_on else None
    row.enrolled_on, row.grace_begins_on, row.expires_on = to.enrolled_on, to.grace_begins_on, to.expires_on
    row.revision += 1
    row.save()
    log = Log(by, at, reason=reason)
    log.add(
        "enrollment.dates_changed",
        program=row.program_id,
        contact=row.contact_id,
        enrollment=row.pk,
        before=before,
        after=after,
    )
    if row.earned_on != earned_on:
        log_earning(row, earned_on, row.earned_on, log)
        settle_designations([row.contact_id])
    settle_lines([(row.contact_id, row.program_id)])
    settle_milestones([row.pk], log)
    log.write()
    row.refresh_from_db()
    return row


@transaction.atomic
def cancel(*, enrollment: int, by: Actor, at: datetime, reason: str = "", revision: int | None = None) -> Enrollment:
    """Cancel an enrollment as of today; the row stays as history and the contact can be enrolled again.

    "You can cancel a user from a program enrollment." Raises Refused: `stale` or those of
    `may_cancel`.
    """
    row = _locked(enrollment)
    revisions.check(row, revision)
    on = day_of(at)
    refusal = permits.may_cancel(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        enrollees_may_cancel=row.program.enrollees_may_cancel,
        on=on,
    )
    if refusal:
        raise Refused(refusal)
    row.cancelled_on = on
    row.revision += 1
    row.save()
    log = Log(by, at, reason=reason)
    log.add(
        "enrollment.cancelled",
        program=row.program_id,
        contact=row.contact_id,
        enrollment=row.pk,
        before={"cancelled_on": None},
        after={"cancelled_on": on},
    )
    settle_lines([(row.contact_id, row.program_id)])
    log.write()
    row.refresh_from_db()
    return row


@transaction.atomic
def approve(*, enrollment: int, by: Actor, at: datetime, revision: int | None = None) -> Enrollment:
    """Approve a program completion that waits for it, as of today: it is Earned from then on.

    Raises Refused: `stale` or those of `may_approve_program`.
    """
    row = _locked(enrollment)
    revisions.check(row, revision)
    on = day_of(at)
    refusal = permits.may_approve_program(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        approved_on=row.approved_on,
        requires_approval=row.version.requires_approval,
        on=on,
    )
    if refusal:
        raise Refused(refusal)
    row.approved_on = on
    row.approved_by_id = by.account
    row.revision += 1
    row.save()
    log = Log(by, at)
    log.add(
        "enrollment.approved",
        program=row.program_id,
        contact=row.contact_id,
        enrollment=row.pk,
        before={"approved_on": None},
        after={"approved_on": on},
    )
    settle_milestones([row.pk], log)
    log.write()
    row.refresh_from_db()
    return row


def _locked(enrollment: int) -> Enrollment:
    """Return the enrollment with its contact locked, in that order, as every action does."""
    contact = Enrollment.objects.values_list("contact", flat=True).get(pk=enrollment)
    Contact.objects.select_for_update(no_key=True).get(pk=contact)
    return Enrollment.objects.select_for_update(of=("self",)).select_related("program", "version").get(pk=enrollment)


def _refuse_taken_date(row: Enrollment, enrolled_on: date) -> None:
    others = Enrollment.objects.filter(
        contact=row.contact_id, program=row.program_id, enrolled_on=enrolled_on, cancelled_on=None
    ).exclude(pk=row.pk)
    if others.exists():
        raise Refused(
            Refusal(
                "enrollment_date_taken",
                f"Enrollment date: the contact has another enrollment in this program as of {enrolled_on}.",
            )
        )


def _dates(dates: Dates) -> dict[str, object]:
    return {
        "enrolled_on": dates.enrolled_on,
        "grace_begins_on": dates.grace_begins_on,
        "expires_on": dates.expires_on,
    }


@transaction.atomic
def _enroll_chunk(contacts: Sequence[int], program: Program, enrolled_on: date, log: Log) -> dict[int, Outcome]:
    known = {
        contact.pk: contact
        for contact in Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk")
    }
    program = Program.objects.get(pk=program.pk)
    version = Version.objects.whole().current().filter(program=program).first()
    offered = program.as_offered(version)
    today = day_of(log.at)
    dates = terms.dates_at_enrollment(enrolled_on, version.terms()) if version else None
    outcomes: dict[int, Outcome] = {}
    accepted: list[Contact] = []
    for candidate in _candidates(known, program, offered):
        refusal = may_enroll(log.by, candidate=candidate, program=offered, enrolled_on=enrolled_on, today=today)
        if refusal is None and isinstance(dates, Refusal):
            refusal = Refusal(dates.code, f"{candidate.name}: {dates.message}")
        if refusal:
            outcomes[candidate.key] = Outcome(candidate.key, refusal=refusal)
        else:
            accepted.append(known[candidate.key])
    if accepted and version and isinstance(dates, Dates):
        for enrollment in _create(accepted, version, dates, today, log):
            outcomes[enrollment.contact_id] = Outcome(enrollment.contact_id, enrollment=enrollment)
        log.write()
    unknown = Refusal("contact_unknown", "There is no such contact; add the contact first.")
    return {key: outcomes.get(key) or Outcome(key, refusal=unknown) for key in contacts}


def _candidates(known: dict[int, Contact], program: Program, offered: Offered) -> Iterator[Candidate]:
    """Gather for each contact what the rule asks about, in two queries."""
    lines: dict[int, list[Enrollment]] = defaultdict(list)
    for enrollment in Enrollment.objects.filter(contact__in=known, program=program):
        lines[enrollment.contact_id].append(enrollment)
    earned: dict[int, dict[str, date]] = defaultdict(dict)
    if offered.prerequisites:
        for row in (
            Enrollment.objects.filter(
                contact__in=known, program__code__in=offered.prerequisites, earned_on__isnull=False
            )
            .order_by()
            .values("contact_id", "program__code")
            .annotate(first=Min("earned_on"))
        ):
            earned[row["contact_id"]][row["program__code"]] = row["first"]
    for key, contact in known.items():
        yield Candidate(key=key, name=contact.full_name, line=_in_succession(lines[key]), earned=earned[key])


def _in_succession(line: list[Enrollment]) -> list[Facts]:
    by_key = {enrollment.pk: enrollment for enrollment in line}
    order = succession.in_order([enrollment.place_in_line() for enrollment in line])
    return [by_key[row.key].facts() for row in order]


def _create(contacts: Sequence[Contact], version: Version, dates: Dates, today: date, log: Log) -> list[Enrollment]:
    blank = milestones(version.definition(), [], enrolled_on=dates.enrolled_on, approved_on=None)
    begins_on = min(dates.enrolled_on, today)
    Enrollment.objects.filter(contact__in=contacts, program=version.program_id, replaced_on=None).update(
        replaced_on=begins_on
    )
    created = [
        Enrollment(
            contact=contact,
            program_id=version.program_id,
            version=version,
            registered_at=log.at,
            registered_on=today,
            enrolled_on=dates.enrolled_on,
            grace_begins_on=dates.grace_begins_on,
            expires_on=dates.expires_on,
            requirements_met_on=blank.requirements_met_on,
            earned_on=blank.earned_on,
        )
        for contact in contacts
    ]
    keys = insert_rows(Enrollment, INSERTED, [[getattr(row, name) for name in INSERTED] for row in created])
    for key, enrollment in zip(keys, created, strict=True):
        enrollment.pk, enrollment._state.adding = key, False  # noqa: SLF001 - as bulk_create would leave it
        log.add(
            "enrollment.enrolled",
            program=enrollment.program_id,
            contact=enrollment.contact_id,
            enrollment=enrollment.pk,
            after={"version": version.number, **_dates(dates)},
        )
    if blank.earned_on:
        settle_designations({contact.pk for contact in contacts})
    return created
