"""How does a job decide a chunk of completions or program completions, and take such decisions back?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conferral.actions import approvals, program_approvals, undoing
from conferral.actions.bulk import undone_by
from conferral.actions.log import Log
from conferral.actions.opened import Looked, Outcome
from conferral.models import Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.attempts import Rejection
from conferral.rules.jobs import Done

APPROVE, REJECT = "completions.approve", "completions.reject"
APPROVE_PROGRAMS = "programs.approve"
UNDO, UNDO_PROGRAMS = "completions.undo", "programs.undo"
UNDOING = {APPROVE: UNDO, REJECT: UNDO, APPROVE_PROGRAMS: UNDO_PROGRAMS}
"""The kinds of jobs whose decisions can be taken back, and the kind that does it."""

APPROVED, REJECTED, UNDONE = "approved", "rejected", "undone"
"""What can become of an item, beside a refusal."""


def approve(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Approve a chunk of completions."""
    return _told(approvals.approve_chunk(_looked(items), Log(by, at, batch=job.key)), APPROVED)


def reject(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Reject a chunk of completions, in the form and with the note that the job was asked with."""
    log = Log(by, at, reason=job.arguments["note"], batch=job.key)
    return _told(approvals.reject_chunk(_looked(items), Rejection(job.arguments["form"]), log), REJECTED)


def approve_programs(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Approve a chunk of program completions."""
    return _told(program_approvals.approve_programs_chunk(_looked(items), Log(by, at, batch=job.key)), APPROVED)


def undo(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Take back a chunk of what another job decided about completions."""
    keys = [item.subject for item in items]
    outcomes = undoing.undo_completions(completions=keys, bulk=undone_by(job), by=by, at=at, batch=job.key)
    return _told(outcomes, UNDONE)


def undo_programs(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Take back a chunk of the program completions that another job approved."""
    keys = [item.subject for item in items]
    outcomes = undoing.undo_programs(enrollments=keys, bulk=undone_by(job), by=by, at=at, batch=job.key)
    return _told(outcomes, UNDONE)


def _looked(items: Sequence[JobItem]) -> list[Looked]:
    return [Looked(item.subject, item.revision) for item in items]


def _told(outcomes: Sequence[Outcome], done: str) -> list[Done]:
    return [Done.refused(one.refusal) if one.refusal else Done(done) for one in outcomes]
