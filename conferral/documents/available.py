"""Which programs can a contact be enrolled in today, and why not in the others?

"View all the programs the contact is both enrolled in and eligible to enroll in."
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conferral.models import Contact, Enrollment, Version
from conferral.models.candidates import Asked, refusals_of_programs
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """An active program with its version in force; `refusal` is why the contact cannot be enrolled today, or None."""

    code: str
    name: str
    version: int
    designation: str
    is_maintenance: bool
    refusal: Refusal | None


def available_programs(contact: Contact, *, by: Actor, today: date) -> list[Available]:
    """Return every active program that is published: those the contact can be enrolled in first, by name.

    The enrolment rule answers, as it does when somebody registers. Three queries however many programs there are.
    """
    current = Version.objects.current().filter(program__is_active=True)
    versions = list(current.select_related("program", "unit_type").prefetch_related("prerequisites"))
    rows = list(Enrollment.objects.filter(contact=contact).select_related("contact", "program"))
    asked = Asked(by=by, enrolled_on=today, today=today)
    refusals = refusals_of_programs(contact, versions, asked, rows=rows)
    found = [
        Available(
            code=version.program.code,
            name=version.name,
            version=version.number or 0,
            designation=version.designation,
            is_maintenance=version.program.is_maintenance,
            refusal=refusals[version.program_id],
        )
        for version in versions
    ]
    return sorted(found, key=lambda one: (one.refusal is not None, one.name.casefold(), one.code))
