"""What becomes of **Approve All** when the worker is killed in the middle? Each completion is approved or not, never half.

Real processes on a database of their own; WORKER_KILLS says how many are killed.
"""

from __future__ import annotations

import json

from tests.management.killing import ENOUGH, finish, kills

PEOPLE = ENOUGH
POPULATE = """
import django
django.setup()
import sys
from datetime import date
from conferral.actions import enrollments, jobs
from conferral.models import Completion, Contact, Enrollment, Requirement
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
on, people = date(2026, 3, 2), int(sys.argv[1])
program = make.program("P", make.definition(make.requirement(requires_approval=True), designation="EMT"))
Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name="Name") for n in range(people))
keys = list(Contact.objects.order_by("pk").values_list("pk", flat=True))
enrollments.enroll_many(contacts=keys, program=program, enrolled_on=on, by=COMMAND_LINE, at=make.noon(on))
exam = Requirement.objects.get(version__program=program)
Completion.objects.bulk_create(
    Completion(
        enrollment=row, requirement=exam, completed_on=on, recorded_at=make.noon(on), is_live=True, awaits="approval"
    )
    for row in Enrollment.objects.order_by("pk")
)
items = [Item(pk, 1) for pk in Completion.objects.order_by("pk").values_list("pk", flat=True)]
jobs.ask(kind="completions.approve", items=items, by=COMMAND_LINE, at=make.noon(on))
"""
ASKED = """
import django
django.setup()
import json
from conferral.models import Completion, Designation, Enrollment, Event, Job, JobItem
def those(rows, name):
    return sorted(rows.order_by().values_list(name, flat=True))
approved = Completion.objects.filter(approved_on__isnull=False, revision=2, awaits="")
print(json.dumps({
    "approved": those(approved, "pk"),
    "logged": those(Event.objects.filter(kind="completion.approved", batch=Job.objects.get().key), "completion_id"),
    "done": those(JobItem.objects.filter(is_done=True, is_refused=False, code="approved"), "subject"),
    "earned": those(Completion.objects.filter(enrollment__earned_on__isnull=False), "pk"),
    "designated": those(Completion.objects.filter(enrollment__contact__designations__name="EMT"), "pk"),
    "untouched": Completion.objects.filter(approved_on=None, revision=1, awaits="approval").count(),
}))
"""


def agreed(database) -> int:
    """Assert that all that belongs to an approval is there or none of it, and return how many there are."""
    found = json.loads(database.run("-c", ASKED))
    untouched = found.pop("untouched")
    assert all(keys == found["approved"] for keys in found.values()), {name: len(keys) for name, keys in found.items()}
    assert len(found["approved"]) + untouched == PEOPLE
    return len(found["approved"])


def test_killed_in_the_middle_each_is_approved_or_not_and_started_again_it_finishes(database) -> None:
    database.run("-c", POPULATE, PEOPLE)
    for _ in kills(database):
        assert 0 < agreed(database) <= PEOPLE
    finish(database)
    assert agreed(database) == PEOPLE
