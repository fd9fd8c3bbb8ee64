"""Which bulk does a job take back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conferral.actions.log import day_of
from conferral.models import Job
from conferral.rules.undoing import Made


@dataclass(frozen=True, slots=True)
class Bulk:
    """What one job did: the name it has in the log, the account that asked for it, and when."""

    key: UUID
    by: int | None
    at: datetime

    def made(self) -> Made:
        """Return it as the rules know it."""
        return Made(by=self.by, on=day_of(self.at))


def bulk_of(job: Job) -> Bulk:
    """Return what a job has done, as far as undoing it is concerned."""
    return Bulk(job.key, job.asked_by_id, job.asked_at)


def undone_by(job: Job) -> Bulk:
    """Return the bulk that a job takes back: it was asked for with the key of the other."""
    return bulk_of(Job.objects.get(key=UUID(job.arguments["job"])))
