"""Where does a contact stand in every program on a day, and why?

"You can test for an individual student's completion of the program": status, deadline, progress
and the reasons, for any day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.models import Contact, Enrollment
from conferral.models.definitions import kept_definitions, published
from conferral.models.histories import attempts_until
from conferral.rules import succession
from conferral.rules.progress import Progress, progress
from conferral.rules.reasons import Completed, why
from conferral.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentStanding:
    """One enrollment on a day: how it stands, until when, why, and every requirement's status.

    `newest` is the number of the program's version in force.
    """

    program: str
    version: int
    enrollment: Enrollment
    standing: Standing
    completion_deadline: date
    why: str
    progress: Progress
    newest: int | None = None

    def as_json(self) -> dict[str, object]:
        """Return the shape that is promised to other programs."""
        now = self.standing
        return {
            "program": self.program,
            "version": self.version,
            "enrolled_on": self.enrollment.enrolled_on,
            "grace_begins_on": self.enrollment.grace_begins_on,
            "expires_on": self.enrollment.expires_on,
            "status": now.status.value,
            "current": now.is_current,
            "completion_deadline": self.completion_deadline,
            "why": self.why,
            "next": {"status": now.next_status.value, "on": now.next_on} if now.next_status else None,
            "requirements": [
                {"requirement": item.requirement.code, "status": item.status.value}
                for item in self.progress.requirements
            ],
        }


def standings_of(contact: Contact, *, on: date, program: str = "") -> list[EnrollmentStanding]:
    """Return how each enrollment of a contact stands on a day, by program, in the order they followed.

    `program` limits it to one program's code. Enrollments that have not begun by the day are not
    there yet. A fixed number of queries however many enrollments there are.
    """
    rows = (
        Enrollment.objects.filter(contact=contact)
        .begun(on=on)
        .with_newest()
        .select_related("contact", "program", "version")
    )
    if program:
        rows = rows.filter(program__code=program)
    found = list(rows)
    order = {row.key: place for place, row in enumerate(succession.in_order([row.place_in_line() for row in found]))}
    return _handed_out(sorted(found, key=lambda row: (row.program.code, order[row.pk])), on)


def standing_of(enrollment: UUID, *, on: date) -> EnrollmentStanding | None:
    """Return how the enrollment of that key stands on a day, contact and stage names with it.

    None when there is none, or it has not begun by the day. Two queries, and two more for a
    definition not yet kept.
    """
    rows = Enrollment.objects.filter(key=enrollment).begun(on=on).with_newest()
    return next(iter(_handed_out(list(rows.select_related("contact", "program", "version")), on)), None)


def _handed_out(rows: Sequence[Enrollment], on: date) -> list[EnrollmentStanding]:
    definitions = kept_definitions({published(row) for row in rows})
    attempts = attempts_until([row.pk for row in rows], on=on)
    handed = []
    for row in rows:
        facts = row.facts()
        now = standing(facts, on)
        if now is None:
            continue
        far = progress(definitions[row.version_id], attempts.get(row.pk, ()), on)
        complete_on = [item.complete_on for item in far.requirements if item.complete_on is not None]
        handed.append(
            EnrollmentStanding(
                program=row.program.code,
                version=row.version.number or 0,
                enrollment=row,
                standing=now,
                completion_deadline=row.dates().completion_deadline(on),
                why=why(facts, Completed(complete_on, len(far.requirements)), on),
                progress=far,
                newest=row.newest,  # type: ignore[attr-defined]  # annotated
            )
        )
    return handed
