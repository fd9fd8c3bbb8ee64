"""How is a chunk of contacts enrolled at once, in a fixed number of queries?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import IntegrityError, transaction

from conferral.actions.carried_copies import Carry, as_logged, copy_completions
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_designations, settle_milestones
from conferral.actions.set_based import insert_rows
from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.candidates import Asked, refusals_of_version, version_in_force
from conferral.models.carriable import Carriable, carriable
from conferral.models.definitions import definitions_of
from conferral.rules import terms
from conferral.rules.enrolling import Named
from conferral.rules.milestones import Milestones, milestones
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates

ENROLLED = "enrollment.enrolled"
INSERTED = (
    "key", "contact_id", "enrolled_on", "grace_begins_on", "expires_on", "program_id", "version_id", "registered_at",
    "registered_on", "requirements_met_on", "earned_on", "revision",
)  # fmt: skip


NOTHING_YET = Milestones(None, None, None)


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


def enroll_chunk(contacts: Sequence[int], program: int, how: How, log: Log) -> dict[int, int | Refusal]:
    """Enroll contacts in one transaction; return of each the enrollment (by primary key), or why there is none."""
    try:
        return _enroll(contacts, program, how, log)
    except IntegrityError:
        # Somebody slipped in between; asked again, the rule names whom to refuse and why.
        return _enroll(contacts, program, how, Log(log.by, log.at, batch=log.batch))


@transaction.atomic
def _enroll(contacts: Sequence[int], program: int, how: How, log: Log) -> dict[int, int | Refusal]:
    """Do it in four beats: lock the contacts, ask the rule about each, insert, record."""
    names = _locked(contacts)
    offered = Program.objects.get(pk=program)
    version = version_in_force(offered)
    asked = Asked(by=log.by, enrolled_on=how.enrolled_on, today=day_of(log.at))
    said = refusals_of_version(names, offered, version, asked)
    if version and how.version is not None and version.number != how.version:
        said = {contact: refusal or _changed(names[contact].name, version) for contact, refusal in said.items()}
    accepted = [contact for contact, refusal in said.items() if refusal is None]
    dates = terms.dates_at_enrollment(how.enrolled_on, version.terms()) if version else None
    created: dict[int, int] = {}
    if accepted and version and isinstance(dates, Dates):
        with kept_ledger(contacts=accepted, program=program):
            created = _create(accepted, version, dates, log, carries=how.carries)
        log.write()
    unknown = Refusal("contact_unknown", "There is no such contact; add the contact first.")
    return {contact: created.get(contact) or said.get(contact) or unknown for contact in contacts}


def inserted(
    contacts: Sequence[tuple[int, Dates]], version: Version, log: Log, blank: Milestones = NOTHING_YET
) -> list[int]:
    """Insert an enrollment on a version for each contact, with these dates; return their primary keys, in order."""
    same = (version.program_id, version.pk, log.at, day_of(log.at), blank.requirements_met_on, blank.earned_on, 1)
    rows = [
        (uuid4(), contact, dates.enrolled_on, dates.grace_begins_on, dates.expires_on, *same)
        for contact, dates in contacts
    ]
    return insert_rows(Enrollment, INSERTED, rows)


def _locked(contacts: Sequence[int]) -> dict[int, Named]:
    """Lock the contacts, and return each that is there, by name."""
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__among=contacts)
    found = rows.order_by("pk").values_list("pk", "first_name", "last_name", "erased_at")
    return {key: Named(f"{first} {last}".strip(), erased_at is not None) for key, first, last, erased_at in found}


def _changed(name: str, version: Version) -> Refusal:
    return Refusal(
        "version_changed",
        f"{name} was not enrolled: version {version.number} was published meanwhile. Look at the review again.",
    )


def _create(contacts: Sequence[int], version: Version, dates: Dates, log: Log, *, carries: bool) -> dict[int, int]:
    """Enroll contacts whom nothing stands in the way of; return the enrollment of each."""
    coming = carriable(contacts, version, expires_on=dates.expires_on) if carries else None
    Enrollment.objects.filter(contact__among=contacts, program=version.program_id, replaced_on=None).update(
        replaced_on=min(dates.enrolled_on, day_of(log.at))
    )
    definition = coming.after if coming else definitions_of([version.pk])[version.pk]
    blank = milestones(definition, [], enrolled_on=dates.enrolled_on, approved_on=None)
    keys = inserted([(contact, dates) for contact in contacts], version, log, blank)
    created = dict(zip(contacts, keys, strict=True))
    after = {"version": version.number, **dates.named()}
    for contact, key in created.items():
        come = {**after, **as_logged(coming.carried[contact])} if coming else after
        log.add(ENROLLED, program=version.program_id, contact=contact, enrollment=key, after=come)
    if blank.earned_on:
        settle_designations(contacts)
    if coming:
        _copy(created, coming, version, log)
    return created


def _copy(created: Mapping[int, int], coming: Carriable, version: Version, log: Log) -> None:
    """Give the new enrollments what is carried over, and settle what follows."""
    carries = [Carry(key, coming.carried[contact]) for contact, key in created.items() if coming.carried[contact].kept]
    if carries:
        copy_completions(carries, coming.originals, version.pk)
        settle_milestones([carry.enrollment for carry in carries], log, known={version.pk: coming.after})
