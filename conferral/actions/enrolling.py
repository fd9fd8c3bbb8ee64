"""How is a chunk of contacts enrolled at once, in a fixed number of queries?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_designations
from conferral.actions.set_based import insert_rows
from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.candidates import Asked, refusals_of_version
from conferral.rules import terms
from conferral.rules.milestones import milestones
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates

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


@transaction.atomic
def enroll_chunk(contacts: Sequence[int], program: Program, enrolled_on: date, log: Log) -> dict[int, Outcome]:
    """Enroll contacts (by primary key) in one transaction; one outcome each.

    Four beats: lock the contacts, ask the rule about each, insert, record. Raises IntegrityError
    when somebody slipped in between; nothing is written then.
    """
    known = {
        contact.pk: contact
        for contact in Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk")
    }
    program = Program.objects.get(pk=program.pk)
    version = Version.objects.whole().current().filter(program=program).first()
    today = day_of(log.at)
    dates = terms.dates_at_enrollment(enrolled_on, version.terms()) if version else None
    said = refusals_of_version(
        {key: contact.full_name for key, contact in known.items()},
        program,
        version,
        Asked(by=log.by, enrolled_on=enrolled_on, today=today),
    )
    outcomes = {key: Outcome(key, refusal=refusal) for key, refusal in said.items() if refusal}
    accepted = [contact for key, contact in known.items() if key not in outcomes]
    if accepted and version and isinstance(dates, Dates):
        with kept_ledger(contacts=[contact.pk for contact in accepted], program=program.pk):
            created = _create(accepted, version, dates, today, log)
        outcomes |= {row.contact_id: Outcome(row.contact_id, enrollment=row) for row in created}
        log.write()
    unknown = Refusal("contact_unknown", "There is no such contact; add the contact first.")
    return {key: outcomes.get(key) or Outcome(key, refusal=unknown) for key in contacts}


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
            after={"version": version.number, **dates.named()},
        )
    if blank.earned_on:
        settle_designations({contact.pk for contact in contacts})
    return created
