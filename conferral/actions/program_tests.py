"""How is everybody in a program tested for completion at once? The milestones anew, and what each is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_milestones
from conferral.models import Contact, Enrollment, Job, JobItem
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.rules import permits, program_tests
from conferral.rules.actors import Actor, Role
from conferral.rules.jobs import Done
from conferral.rules.progress import progress
from conferral.rules.refusals import Refusal

KIND = "program.test"
GONE = Done.refused(Refusal("enrollment_gone", "This enrollment is not there any more."))


def tested(_job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Test a chunk of enrollments (by primary key): who met the requirements, and what the others are missing.

    A fixed number of queries however many there are. Nothing changes where the records are sound: the three
    milestones follow every change anyway.
    """
    if refusal := permits.needs(by, Role.STAFF, "test for completion"):
        return [Done.refused(refusal) for _ in items]
    keys = [item.subject for item in items]
    contacts = Enrollment.objects.filter(pk__in=keys).values("contact")
    list(Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk").values_list("pk"))
    locked = Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    definitions = definitions_of(set(locked.values_list("version_id", flat=True)))
    log = Log(by, at)
    settle_milestones(keys, log, known=definitions)
    log.write()
    rows = Enrollment.objects.in_bulk(keys)
    attempts = attempts_of(list(rows))
    on = day_of(at)
    found = {
        key: program_tests.found(row.facts(), progress(definitions[row.version_id], attempts[key], on), on)
        for key, row in rows.items()
    }
    return [found.get(key, GONE) for key in keys]
