"""How is everybody in a program tested for completion at once? The milestones anew, and what each is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conferral.actions.log import day_of
from conferral.actions.testing import settled
from conferral.models import Job, JobItem
from conferral.rules import program_tests
from conferral.rules.actors import Actor
from conferral.rules.jobs import Done
from conferral.rules.permits import may_test
from conferral.rules.refusals import Refusal

KIND = "program.test"
GONE = Done.refused(Refusal("enrollment_gone", "This enrollment is not there any more."))


def tested(_job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Test a chunk of enrollments (by primary key): who met the requirements, and what the others are missing.

    A fixed number of queries however many there are. Nothing changes where the records are sound: the three
    milestones follow every change anyway.
    """
    if refusal := may_test(by):
        return [Done.refused(refusal) for _ in items]
    on = day_of(at)
    found = {
        one.row.pk: program_tests.found(one.row.facts(), one.far, on)
        for one in settled([item.subject for item in items], by=by, at=at)
    }
    return [found.get(item.subject, GONE) for item in items]
