"""How does a job enroll a chunk of contacts, and take such an enrolment back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from conferral.actions.bulk import undone_by
from conferral.actions.enrolling import How, enroll_chunk
from conferral.actions.log import Log
from conferral.actions.undoing_enrolment import undo_enrolment
from conferral.models import Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.jobs import Done
from conferral.rules.refusals import Refusal

ENROLL, UNDO = "enrollments.enroll", "enrollments.undo_enroll"
UNDOING = {ENROLL: UNDO}
ENROLLED, UNDONE = "enrolled", "undone"
"""What can become of an item, beside a refusal. The subject of an item is a contact."""


def arguments_of(how: How) -> dict[str, object]:
    """Return what a job keeps of how it enrolls."""
    return {"enrolled_on": how.enrolled_on.isoformat(), "carries": how.carries, "version": how.version}


def how_of(arguments: Mapping[str, object]) -> How:
    """Return how a job enrolls, from what it keeps."""
    version = arguments["version"]
    return How(
        enrolled_on=date.fromisoformat(str(arguments["enrolled_on"])),
        carries=bool(arguments["carries"]),
        version=version if isinstance(version, int) else None,
    )


def enroll(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Enroll a chunk of contacts, under the key of the job in the log."""
    contacts = [item.subject for item in items]
    became = enroll_chunk(contacts, job.program_id or 0, how_of(job.arguments), Log(by, at, batch=job.key))
    return [
        Done.refused(one) if isinstance(one := became[contact], Refusal) else Done(ENROLLED) for contact in contacts
    ]


def undo(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Take back the enrolment of a chunk of contacts whom another job enrolled."""
    contacts = [item.subject for item in items]
    refusals = undo_enrolment(contacts=contacts, bulk=undone_by(job), by=by, at=at, batch=job.key)
    return [Done.refused(refusal) if (refusal := refusals[contact]) else Done(UNDONE) for contact in contacts]
