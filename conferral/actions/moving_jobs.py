"""How does a job move a chunk of enrollees to the current version?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from conferral.actions.log import Log
from conferral.actions.moving import How, move_chunk
from conferral.models import Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.jobs import Done

MOVE = "enrollments.move"
MOVED = "moved"
"""What can become of an item, beside a refusal. The subject of an item is a contact."""


def arguments_of(how: How) -> dict[str, object]:
    """Return what a job keeps of how it moves."""
    return {"keeps_dates": how.keeps_dates, "version": how.version}


def how_of(arguments: Mapping[str, object]) -> How:
    """Return how a job moves, from what it keeps."""
    version = arguments["version"]
    return How(bool(arguments["keeps_dates"]), version=version if isinstance(version, int) else None)


def move(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Move a chunk of contacts, under the key of the job in the log."""
    contacts = [item.subject for item in items]
    became = move_chunk(contacts, job.program_id or 0, how_of(job.arguments), Log(by, at, batch=job.key))
    return [Done.refused(refusal) if (refusal := became[contact].refusal) else Done(MOVED) for contact in contacts]
