"""Whom did one enrolment enroll, and how does each of these enrollments stand?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.models import Enrollment, Event
from conferral.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """One enrollment that was made: its opaque key, its dates, and how it stands; None before it begins."""

    key: UUID
    enrolled_on: date
    completion_deadline: date
    expires_on: date
    standing: Standing | None
    carried: int


def enrolled_by(batch: UUID, contacts: Collection[int], *, on: date) -> dict[int, Enrolled]:
    """Return by contact the enrollments that a batch made, as of a day, in two queries; those undone are not there."""
    entries = Event.objects.filter(batch=batch, kind="enrollment.enrolled", contact_id__in=contacts)
    logged = dict(entries.values_list("enrollment_id", "after"))
    rows = Enrollment.objects.filter(pk__in=list(logged)).select_related("contact")
    return {
        row.contact_id: Enrolled(
            key=row.key,
            enrolled_on=row.enrolled_on,
            completion_deadline=row.dates().completion_deadline(on),
            expires_on=row.expires_on,
            standing=standing(row.facts(), on),
            carried=len(logged[row.pk].get("carried", ())),
        )
        for row in rows
    }
