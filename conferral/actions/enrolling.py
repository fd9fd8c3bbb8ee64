"""How is a chunk of contacts enrolled at once, in a fixed number of queries?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from conferral.actions.carried_copies import Carry, as_logged, copy_completions
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_designations, settle_milestones
from conferral.actions.set_based import insert_rows
from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.candidates import Asked, refusals_of_version
from conferral.models.carriable import Carriable, carriable
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


@dataclass(frozen=True, slots=True)
class How:
    """How contacts are enrolled: as of which day, whether completions are carried over, and the version looked at.

    `version` is the number that was looked at, None where nobody looked: after another was published meanwhile
    nobody is enrolled (`version_changed`), because nobody has seen its terms.
    """

    enrolled_on: date
    carries: bool = False
    version: int | None = None


@transaction.atomic
def enroll_chunk(contacts: Sequence[int], program: Program, how: How, log: Log) -> dict[int, Outcome]:
    """Enroll contacts (by primary key) in one transaction; one outcome each.

    Four beats: lock the contacts, ask the rule about each, insert, record. Raises IntegrityError
    when somebody slipped in between; nothing is written then.
    """
    known = {
        contact.pk: contact
        for contact in Contact.objects.select_for_update(no_key=True)
        .filter(pk__in=contacts, erased_at=None)
        .order_by("pk")
    }
    program = Program.objects.get(pk=program.pk)
    version = Version.objects.whole().current().filter(program=program).first()
    today = day_of(log.at)
    dates = terms.dates_at_enrollment(how.enrolled_on, version.terms()) if version else None
    names = {key: contact.full_name for key, contact in known.items()}
    said = refusals_of_version(names, program, version, Asked(by=log.by, enrolled_on=how.enrolled_on, today=today))
    if version and how.version is not None and version.number != how.version:
        said = {key: refusal or _changed(names[key], version) for key, refusal in said.items()}
    outcomes = {key: Outcome(key, refusal=refusal) for key, refusal in said.items() if refusal}
    accepted = [contact for key, contact in known.items() if key not in outcomes]
    if accepted and version and isinstance(dates, Dates):
        with kept_ledger(contacts=[contact.pk for contact in accepted], program=program.pk):
            created = _create(accepted, version, dates, log, carries=how.carries)
        outcomes |= {row.contact_id: Outcome(row.contact_id, enrollment=row) for row in created}
        log.write()
    unknown = Refusal("contact_unknown", "There is no such contact; add the contact first.")
    return {key: outcomes.get(key) or Outcome(key, refusal=unknown) for key in contacts}


def _changed(name: str, version: Version) -> Refusal:
    return Refusal(
        "version_changed",
        f"{name} was not enrolled: version {version.number} was published meanwhile. Look at the review again.",
    )


def _create(
    contacts: Sequence[Contact], version: Version, dates: Dates, log: Log, *, carries: bool
) -> list[Enrollment]:
    keys = [contact.pk for contact in contacts]
    today = day_of(log.at)
    coming = carriable(keys, version, expires_on=dates.expires_on) if carries else None
    Enrollment.objects.filter(contact__in=keys, program=version.program_id, replaced_on=None).update(
        replaced_on=min(dates.enrolled_on, today)
    )
    created = _inserted(contacts, version, dates, log)
    for row in created:
        come = as_logged(coming.carried[row.contact_id]) if coming else {}
        log.add_of(row, "enrollment.enrolled", {}, {"version": version.number, **dates.named(), **come})
    if created[0].earned_on:
        settle_designations(set(keys))
    if coming is None or not _copied(created, coming, version, log):
        return created
    found = Enrollment.objects.in_bulk([row.pk for row in created])
    return [found[row.pk] for row in created]


def _inserted(contacts: Sequence[Contact], version: Version, dates: Dates, log: Log) -> list[Enrollment]:
    blank = milestones(version.definition(), [], enrolled_on=dates.enrolled_on, approved_on=None)
    created = [
        Enrollment(
            contact=contact,
            program_id=version.program_id,
            version=version,
            registered_at=log.at,
            registered_on=day_of(log.at),
            enrolled_on=dates.enrolled_on,
            grace_begins_on=dates.grace_begins_on,
            expires_on=dates.expires_on,
            requirements_met_on=blank.requirements_met_on,
            earned_on=blank.earned_on,
        )
        for contact in contacts
    ]
    keys = insert_rows(Enrollment, INSERTED, [[getattr(row, name) for name in INSERTED] for row in created])
    for key, row in zip(keys, created, strict=True):
        row.pk, row._state.adding = key, False  # noqa: SLF001 - as bulk_create would leave it
    return created


def _copied(created: Sequence[Enrollment], coming: Carriable, version: Version, log: Log) -> bool:
    """Give the new enrollments what is carried over, and settle what follows; False where there is nothing."""
    carries = [Carry(row, coming.carried[row.contact_id]) for row in created if coming.carried[row.contact_id].kept]
    if carries:
        copy_completions(carries, coming.originals, version.pk)
        settle_milestones([carry.enrollment.pk for carry in carries], log, known={version.pk: coming.after})
    return bool(carries)
