"""Where does a contact stand in every program on a day, and why?

"You can test for an individual student's completion of the program": status, deadline, progress
and the reasons, for any day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conferral.models import Contact, Enrollment
from conferral.models.histories import attempts_of, definitions_of
from conferral.rules import succession
from conferral.rules.progress import Progress, progress
from conferral.rules.reasons import Completed, why
from conferral.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollmentStanding:
    """One enrollment on a day: how it stands, until when, why, and every requirement's status."""

    program: str
    version: int
    enrollment: Enrollment
    standing: Standing
    completion_deadline: date
    why: str
    progress: Progress

    def as_json(self) -> dict[str, object]:
        """Return the shape that interfaces.md promises."""
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
    rows = Enrollment.objects.filter(contact=contact).begun(on=on).select_related("program", "version")
    if program:
        rows = rows.filter(program__code=program)
    found = list(rows)
    definitions = definitions_of({row.version_id for row in found})
    attempts = attempts_of([row.pk for row in found])
    order = {row.key: place for place, row in enumerate(succession.in_order([row.place_in_line() for row in found]))}
    handed = []
    for row in sorted(found, key=lambda row: (row.program.code, order[row.pk])):
        facts = row.facts()
        now = standing(facts, on)
        if now is None:
            continue
        far = progress(definitions[row.version_id], attempts[row.pk], on)
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
            )
        )
    return handed
