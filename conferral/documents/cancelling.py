"""What would cancelling an enrollment do, and what stays? What the warning says; nothing is written.

"Click Cancel program enrollment. A warning message is displayed."
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from conferral.documents.registrations import to_come
from conferral.models import Attachment, Completion, Enrollment, Registration, Version
from conferral.models.candidates import earned_by, lines_of
from conferral.rules.actors import Actor
from conferral.rules.enrolling import Candidate, may_enroll
from conferral.rules.permits import may_cancel
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelling:
    """Why an enrollment cannot be cancelled, or what stays of it.

    `completions` and `files` stay, and so do the `registrations` for events to come that would meet its requirements;
    `waiting` of the completions leave the queue undecided. `again` says why the contact
    could not be enrolled again afterwards, None where they could.
    """

    completions: int
    files: int
    waiting: int
    registrations: Sequence[Registration]
    again: Refusal | None


def cancel_refusal(row: Enrollment, *, by: Actor, on: date) -> Refusal | None:
    """Return why this person may not cancel the enrollment on the day, or None; its program comes along."""
    return may_cancel(
        by,
        contact=row.contact_id,
        facts=row.facts(),
        enrollees_may_cancel=row.program.enrollees_may_cancel,
        on=on,
    )


def cancelling(row: Enrollment, *, by: Actor, on: date, at: datetime) -> Cancelling:
    """Return what cancelling on the day leaves; `row` has its contact and program along. At most eight queries."""
    done = list(Completion.objects.filter(enrollment=row).values_list("is_live", "awaits"))
    return Cancelling(
        completions=len(done),
        files=Attachment.objects.filter(completion__enrollment=row).count(),
        waiting=sum(1 for is_live, awaits in done if is_live and awaits),
        registrations=to_come(row.contact_id, row.version_id, at=at),
        again=_again(row, by, on),
    )


def _again(row: Enrollment, by: Actor, on: date) -> Refusal | None:
    """Ask the enrolment rule as if the enrollment were cancelled already."""
    current = Version.objects.current().filter(program=row.program_id)
    version = current.select_related("unit_type").prefetch_related("prerequisites").first()
    offered = row.program.as_offered(version)
    line = [
        replace(one.facts(), cancelled_on=on) if one.pk == row.pk else one.facts()
        for one in lines_of([row.contact_id], row.program)[row.contact_id]
    ]
    earned = earned_by([row.contact_id], offered.prerequisites)[row.contact_id]
    is_erased = row.contact.erased_at is not None
    name = row.contact.full_name
    candidate = Candidate(key=row.contact_id, name=name, is_erased=is_erased, line=line, earned=earned)
    return may_enroll(by, candidate=candidate, program=offered, enrolled_on=on, today=on)
