"""What would an enrolment do? Names, dates, refusals, what carries over; nothing is written.

"Click Enroll Selected. Click Register": this is what stands between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.candidates import Asked, refusals_of_version
from conferral.models.carriable import carriable
from conferral.rules import terms
from conferral.rules.actors import Actor
from conferral.rules.carrying import Carried
from conferral.rules.enrolling import Named
from conferral.rules.foreseeing import with_carried
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Standing, standing
from conferral.rules.terms import Dates

CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One contact: to be enrolled, or refused with the reason.

    `carried` is None where nothing is asked to be carried over; otherwise it says what comes along and what not, and
    `standing` where the enrollment would be today.
    """

    contact: Contact
    refusal: Refusal | None
    carried: Carried | None = None
    standing: Standing | None = None


@dataclass(frozen=True, kw_only=True)
class Review:
    """What Register would do: the version and dates everyone would get, and each contact by name.

    `returning` is how many of those to be enrolled have been in the program before, so that something might be
    carried over.
    """

    version: Version | None
    dates: Dates | None
    rows: tuple[Reviewed, ...]
    returning: int

    @cached_property
    def accepted(self) -> tuple[Reviewed, ...]:
        """Who would be enrolled."""
        return tuple(row for row in self.rows if row.refusal is None)

    @cached_property
    def refused(self) -> tuple[Reviewed, ...]:
        """Who would not, and why."""
        return tuple(row for row in self.rows if row.refusal is not None)

    @cached_property
    def carrying(self) -> tuple[Reviewed, ...]:
        """Of whom a completion would come along, or would be left behind."""
        return tuple(row for row in self.accepted if row.carried and (row.carried.kept or row.carried.lost))

    @property
    def kept(self) -> int:
        """How many completions would come along."""
        return sum(len(row.carried.kept) for row in self.carrying if row.carried)

    @property
    def lost(self) -> int:
        """How many would not."""
        return sum(len(row.carried.lost) for row in self.carrying if row.carried)


def review(
    contacts: Sequence[Contact], program: Program, *, enrolled_on: date, by: Actor, today: date, carries: bool = False
) -> Review:
    """Return what enrolling these contacts for that day would do, by asking what the action asks.

    A fixed number of queries for every thousand contacts.
    """
    version = Version.objects.whole().current().filter(program=program).first()
    asked = Asked(by=by, enrolled_on=enrolled_on, today=today)
    dates = terms.dates_at_enrollment(enrolled_on, version.terms()) if version else None
    rows: list[Reviewed] = []
    returning = 0
    for start in range(0, len(contacts), CHUNK):
        some = contacts[start : start + CHUNK]
        names = {contact.pk: Named(contact.full_name, contact.erased_at is not None) for contact in some}
        said = refusals_of_version(names, program, version, asked)
        before = _enrolled_before(said, program)
        returning += len(before)
        ahead: dict[int, tuple[Carried, Standing | None]] = {}
        if carries and version and isinstance(dates, Dates) and before:
            ahead = _looked_ahead(before, version, dates, today)
        rows += [_row(contact, said.get(contact.pk), ahead) for contact in some]
    return Review(
        version=version,
        dates=dates if isinstance(dates, Dates) else None,
        rows=tuple(rows),
        returning=returning,
    )


def _enrolled_before(said: dict[int, Refusal | None], program: Program) -> list[int]:
    """Return who of those to be enrolled was in the program before."""
    accepted = [contact for contact, refusal in said.items() if refusal is None]
    found = Enrollment.objects.filter(contact__in=accepted, program=program).order_by().values_list("contact")
    return [contact for (contact,) in found.distinct()]


def _looked_ahead(
    contacts: Sequence[int], version: Version, dates: Dates, today: date
) -> dict[int, tuple[Carried, Standing | None]]:
    coming = carriable(contacts, version, expires_on=dates.expires_on)
    found = {}
    for contact, carried in coming.carried.items():
        ahead = with_carried(carried, coming.after, dates=dates, begins_on=min(dates.enrolled_on, today))
        found[contact] = carried, standing(ahead.facts, today)
    return found


def _row(contact: Contact, refusal: Refusal | None, ahead: dict[int, tuple[Carried, Standing | None]]) -> Reviewed:
    carried, stands = ahead.get(contact.pk, (None, None))
    return Reviewed(contact=contact, refusal=refusal, carried=carried, standing=stands)
