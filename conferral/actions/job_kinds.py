"""Which kinds of jobs are there, what prepares and does a chunk of each, and which kind takes back what it did?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from conferral.actions import (
    attending,
    cancelling,
    deciding_jobs,
    enrolling_jobs,
    exporting_jobs,
    extending,
    import_jobs,
    import_look_jobs,
    moving_jobs,
    program_tests,
    purging,
)
from conferral.models import Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.importing import LOOKS
from conferral.rules.jobs import Done

Work = Callable[[Job, Sequence[JobItem], Actor, datetime], Sequence[Done]]
"""Does one chunk set-based, in the transaction that is open, and tells what became of each item, in order."""

WORK: dict[str, Work] = {
    program_tests.KIND: program_tests.tested,
    deciding_jobs.APPROVE: deciding_jobs.approve,
    deciding_jobs.REJECT: deciding_jobs.reject,
    deciding_jobs.APPROVE_PROGRAMS: deciding_jobs.approve_programs,
    deciding_jobs.UNDO: deciding_jobs.undo,
    deciding_jobs.UNDO_PROGRAMS: deciding_jobs.undo_programs,
    enrolling_jobs.ENROLL: enrolling_jobs.enroll,
    enrolling_jobs.UNDO: enrolling_jobs.undo,
    extending.KIND: extending.extend,
    extending.UNDO: extending.undo,
    cancelling.KIND: cancelling.cancel,
    cancelling.UNDO: cancelling.undo,
    moving_jobs.MOVE: moving_jobs.move,
    purging.KIND: purging.purge,
    attending.KIND: attending.mark,
    **dict.fromkeys(import_jobs.KINDS, import_jobs.bring_in),
    **dict.fromkeys(LOOKS, import_look_jobs.look),
    exporting_jobs.KIND: exporting_jobs.enter,
    exporting_jobs.SLICES: exporting_jobs.enter,
}

PREPARING: dict[str, Callable[[Job, Actor], None]] = {
    **dict.fromkeys(import_jobs.KINDS, import_jobs.prepare),
    **dict.fromkeys(LOOKS, import_look_jobs.prepare),
    exporting_jobs.KIND: exporting_jobs.prepare,
    exporting_jobs.SLICES: exporting_jobs.prepare,
}
"""What the next chunk of a kind needs that takes too long for a transaction. It may be prepared twice, by two workers
at once too; the chunk takes what is there."""

UNDOING: dict[str, str] = {
    **deciding_jobs.UNDOING,
    **enrolling_jobs.UNDOING,
    extending.KIND: extending.UNDO,
    cancelling.KIND: cancelling.UNDO,
}
"""The kinds of jobs that can be undone, and the kind that does it. That one is asked for with the same program, the
subjects of the items that were done, and `job`, the key of the other, as its argument (bulk.py)."""
