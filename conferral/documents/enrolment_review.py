"""What would an enrolment do? For whom, with which dates, and who is refused and why; nothing is written.

"Click Enroll Selected. Click Register": this is what stands between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from conferral.models import Contact, Program, Version
from conferral.models.candidates import Asked, refusals_of_version
from conferral.rules import terms
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal
from conferral.rules.terms import Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One contact: to be enrolled, or refused with the reason."""

    contact: Contact
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What Register would do: the version and dates everyone would get, and each contact by name."""

    version: Version | None
    dates: Dates | None
    rows: tuple[Reviewed, ...]

    @property
    def accepted(self) -> tuple[Contact, ...]:
        """Who would be enrolled."""
        return tuple(row.contact for row in self.rows if row.refusal is None)

    @property
    def refused(self) -> tuple[Reviewed, ...]:
        """Who would not, and why."""
        return tuple(row for row in self.rows if row.refusal is not None)


def review(contacts: Sequence[Contact], program: Program, *, enrolled_on: date, by: Actor, today: date) -> Review:
    """Return what enrolling these contacts for that day would do, by asking what the action asks.

    A fixed number of queries however many contacts there are.
    """
    version = (
        Version.objects.current()
        .filter(program=program)
        .select_related("program", "unit_type")
        .prefetch_related("prerequisites")
        .first()
    )
    names = {contact.pk: contact.full_name for contact in contacts}
    said = refusals_of_version(names, program, version, Asked(by=by, enrolled_on=enrolled_on, today=today))
    dates = terms.dates_at_enrollment(enrolled_on, version.terms()) if version else None
    return Review(
        version=version,
        dates=dates if isinstance(dates, Dates) else None,
        rows=tuple(Reviewed(contact=contact, refusal=said.get(contact.pk)) for contact in contacts),
    )
