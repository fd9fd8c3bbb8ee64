"""What becomes of a bulk enrolment when the worker is killed in the middle? Each is enrolled once or not at all.

Real processes on a database of their own; WORKER_KILLS says how many are killed, and ENROLLED of how
many contacts: a chunk of them may take less than a worker is given.
"""

from __future__ import annotations

import json
import os

from tests.management.killing import ENOUGH, finish, kills

PEOPLE = int(os.environ.get("ENROLLED", str(2 * ENOUGH)))
POPULATE = """
import django
django.setup()
import sys
from datetime import date
from conferral.actions import enrollments, jobs
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
from conferral.models import Contact
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
on, people = date(2026, 3, 2), int(sys.argv[1])
program = make.program("P")
Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name="Name") for n in range(people))
keys = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
enrollments.enroll_many(contacts=keys[::10], program=program, enrolled_on=date(2024, 1, 1), by=COMMAND_LINE,
    at=make.noon(date(2024, 1, 1)))
enrollments.enroll_many(contacts=keys[5::10], program=program, enrolled_on=on, by=COMMAND_LINE, at=make.noon(on))
jobs.ask(kind=ENROLL, items=[Item(key) for key in keys], program=program.pk, by=COMMAND_LINE, at=make.noon(on),
    arguments=arguments_of(How(on, version=1)))
"""
ASKED = """
import django
django.setup()
import json
from conferral.models import Contact, Enrollment, Event, Job, JobItem
def those(rows, name):
    return sorted(rows.order_by().values_list(name, flat=True))
batch = Job.objects.get().key
logged = Event.objects.filter(kind="enrollment.enrolled", batch=batch)
now = Enrollment.objects.filter(pk__in=logged.values("enrollment_id"))
print(json.dumps({
    "enrolled": those(now.filter(replaced_on=None), "contact_id"),
    "logged": those(logged, "contact_id"),
    "done": those(JobItem.objects.filter(is_done=True, code="enrolled"), "subject"),
    "refused": those(JobItem.objects.filter(is_done=True, is_refused=True), "subject"),
    "enrollments": Enrollment.objects.count(),
}))
"""


def agreed(database) -> tuple[int, int]:
    """Assert that all that belongs to an enrolment is there or none of it; return how many there are, and refused."""
    found = json.loads(database.run("-c", ASKED))
    before, refused = PEOPLE // 10 * 2, found.pop("refused")
    assert found.pop("enrollments") == before + len(found["enrolled"])
    assert all(keys == found["enrolled"] for keys in found.values()), {name: len(keys) for name, keys in found.items()}
    return len(found["enrolled"]), len(refused)


def test_killed_in_the_middle_each_is_enrolled_or_not_and_started_again_it_finishes(database) -> None:
    database.run("-c", POPULATE, PEOPLE)
    for _ in kills(database, some_at_once=True):
        assert sum(agreed(database)) <= PEOPLE
    finish(database)
    assert agreed(database) == (PEOPLE * 9 // 10, PEOPLE // 10)
    assert database.state()["disagreements"] == []
