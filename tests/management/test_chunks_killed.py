"""What becomes of enrolling, moving or bringing in many when the worker is killed? Each is done once or not at all.

Real processes on a database of their own; WORKER_KILLS says how many are killed, and ENROLLED of how
many contacts: a chunk of them may take less than a worker is given.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass

import pytest

from conferral.rules.importing import MOST_ROWS
from tests.management.killing import ENOUGH, finish, kills

PEOPLE = int(os.environ.get("ENROLLED", str(min(2 * ENOUGH, MOST_ROWS))))


@dataclass(frozen=True, slots=True)
class Many:
    """A job over PEOPLE of whom one in ten is refused: how it is asked for, and what is there of each at any moment.

    `found` prints lists of contacts that hold the same at every moment, those `refused`, and how many rows there are
    for which no item accounts (`unexplained`).
    """

    asked: str
    found: str


POPULATE = """
import django
django.setup()
import sys
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from conferral.actions import enrollments, jobs
from conferral.models import Contact
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import Item
from tests import make
at, people = timezone.now(), int(sys.argv[1])
on = at.date() - timedelta(days=1)
def contacts(numbers):
    Contact.objects.bulk_create(Contact(member_number=f"N-{n}", last_name="Name") for n in numbers)
    return list(Contact.objects.order_by("pk").values_list("pk", flat=True))
"""
FOUND = """
import django
django.setup()
import json
import sys
from conferral.models import Completion, Contact, ImportRow, Enrollment, Event, Job, JobItem
people = int(sys.argv[1])
def those(rows, name):
    return sorted(rows.order_by().values_list(name, flat=True))
done = JobItem.objects.filter(is_done=True, is_refused=False)
logged = Event.objects.filter(batch=Job.objects.get().key)
def told(unexplained, **found):
    refused = those(JobItem.objects.filter(is_done=True, is_refused=True), "subject")
    print(json.dumps({"unexplained": unexplained, "refused": refused, **found}))
"""

ENROLLING = Many(
    asked="""
from conferral.actions.enrolling import How
from conferral.actions.enrolling_jobs import ENROLL, arguments_of
program, keys, long_ago = make.program("P"), contacts(range(people)), on - timedelta(days=800)
for some, day in ((keys[::10], long_ago), (keys[5::10], on)):
    enrollments.enroll_many(contacts=some, program=program, enrolled_on=day, by=COMMAND_LINE, at=make.noon(day))
jobs.ask(kind=ENROLL, items=[Item(key) for key in keys], program=program.pk, by=COMMAND_LINE, at=at,
    arguments=arguments_of(How(on, version=1)))
""",
    found="""
now = Enrollment.objects.filter(pk__in=logged.filter(kind="enrollment.enrolled").values("enrollment_id"))
told(
    Enrollment.objects.count() - people // 10 * 2 - done.count(),
    done=those(done.filter(code="enrolled"), "subject"),
    enrolled=those(now.filter(replaced_on=None), "contact_id"),
    logged=those(logged.filter(kind="enrollment.enrolled"), "contact_id"),
)
""",
)
MOVING = Many(
    asked="""
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log
from conferral.actions.milestones import settle_milestones
from conferral.actions.moving import How
from conferral.actions.moving_jobs import MOVE, arguments_of
from conferral.models import Completion, Enrollment, Requirement
exam, ethics, first_aid = (make.requirement(code) for code in ("EXAM", "ETHICS", "AID"))
program, keys = make.program("P", make.definition(exam, ethics)), contacts(range(people))
enrolled = [key for place, key in enumerate(keys) if place % 10]
enrollments.enroll_many(contacts=enrolled, program=program, enrolled_on=on, by=COMMAND_LINE, at=make.noon(on))
rows, passed = Enrollment.objects.order_by("pk"), Requirement.objects.get(code="EXAM")
with transaction.atomic(), kept_ledger(contacts=enrolled, program=program.pk):
    Completion.objects.bulk_create(
        Completion(enrollment=row, requirement=passed, completed_on=on, recorded_at=make.noon(on), is_live=True)
        for row in rows
    )
    settle_milestones([row.pk for row in rows], Log(COMMAND_LINE, at))
make.publish(program, make.definition(exam, ethics, first_aid))
jobs.ask(kind=MOVE, items=[Item(key) for key in keys], program=program.pk, by=COMMAND_LINE, at=at,
    arguments=arguments_of(How(keeps_dates=False, version=2)))
""",
    found="""
before, now = (Enrollment.objects.filter(version__number=number) for number in (1, 2))
told(
    Enrollment.objects.count() - people // 10 * 9 - done.count(),
    done=those(done.filter(code="moved"), "subject"),
    cancelled=those(before.exclude(cancelled_on=None), "contact_id"),
    enrolled=those(now.filter(cancelled_on=None, replaced_on=None), "contact_id"),
    carried=those(Completion.objects.filter(enrollment__in=now, carried_from__enrollment__in=before),
        "enrollment__contact_id"),
    **{kind: those(logged.filter(kind=kind), "contact_id")
        for kind in ("enrollment.moved", "enrollment.cancelled", "enrollment.enrolled")},
)
""",
)
BRINGING_IN = Many(
    asked="""
from conferral.actions import imports
from conferral.documents.uploaded_rows import uploaded
from conferral.rules.importing import ImportKind
kind = ImportKind.CONTACTS
contacts(range(0, people, 10))
cells = ((f"N-{n}", f"Last {n}", "nobody" if n % 10 == 5 else f"n{n}@example.org") for n in range(people))
names = ("member_number", "last_name", "email")
file = uploaded(kind, "\\n".join(map(",".join, (names, *cells))).encode(), "people.csv")
by = make.actor()
upload = imports.keep(kind=kind, name="people.csv", uploaded=file, by=by, at=at)
imports.begin(upload=upload.key, taken_for=names, by=by, at=at)
""",
    found="""
rows = ImportRow.objects.all()
told(
    Contact.objects.count() - people // 10 - done.filter(code="created").count(),
    done=those(rows.filter(pk__in=done.filter(code__in=("created", "updated")).values("subject")), "contact"),
    let_go_of=those(rows.filter(given=""), "contact"),
    brought_in=those(Contact.objects.filter(last_name__startswith="Last "), "pk"),
    logged=those(logged.filter(kind__in=("contact.added", "contact.changed")), "contact_id"),
)
""",
)
HISTORY = """
from conferral.actions import imports
from conferral.documents.uploaded_rows import uploaded
from conferral.rules.importing import ImportKind
program, keys, since = make.program("P"), contacts(range(people)), on - timedelta(days=300)
def upload(kind, head, cells):
    file = uploaded(kind, "\\n".join(map(",".join, (head, *cells))).encode(), "history.csv")
    by = make.actor(Role.SYSADMIN)
    kept = imports.keep(kind=kind, name="history.csv", uploaded=file, by=by, at=at)
    imports.begin(upload=kept.key, taken_for=head, by=by, at=at)
"""
BRINGING_ENROLLMENTS_IN = Many(
    asked=HISTORY
    + """
upload(
    ImportKind.ENROLLMENTS,
    ("member_number", "program", "enrolled_on"),
    ((f"N-{n}", "NOPE" if n % 10 == 5 else "P", since.isoformat()) for n in range(people)),
)
""",
    found="""
rows = ImportRow.objects.all()
told(
    Enrollment.objects.count() - done.filter(code="created").count(),
    done=those(rows.filter(pk__in=done.values("subject")), "contact"),
    let_go_of=those(rows.filter(given=""), "contact"),
    brought_in=those(Enrollment.objects.filter(replaced_on=None), "contact_id"),
    logged=those(logged.filter(kind="enrollment.enrolled"), "contact_id"),
)
""",
)
BRINGING_COMPLETIONS_IN = Many(
    asked=HISTORY
    + """
enrollments.enroll_many(contacts=keys, program=program, enrolled_on=since, by=COMMAND_LINE, at=make.noon(since))
upload(
    ImportKind.COMPLETIONS,
    ("member_number", "program", "enrolled_on", "requirement", "completed_on"),
    ((f"N-{n}", "P", since.isoformat(), "NOPE" if n % 10 == 5 else "EXAM", on.isoformat()) for n in range(people)),
)
""",
    found="""
rows = ImportRow.objects.all()
told(
    Completion.objects.count() - done.filter(code="created").count(),
    done=those(rows.filter(pk__in=done.values("subject")), "contact"),
    let_go_of=those(rows.filter(given=""), "contact"),
    brought_in=those(Completion.objects.filter(is_live=True), "enrollment__contact_id"),
    earned=those(Enrollment.objects.exclude(earned_on=None), "contact_id"),
    logged=those(logged.filter(kind="completion.recorded"), "contact_id"),
)
""",
)
JOBS = {
    "bringing-enrollments-in": BRINGING_ENROLLMENTS_IN,
    "bringing-completions-in": BRINGING_COMPLETIONS_IN,
    "enrolling": ENROLLING,
    "moving": MOVING,
    "bringing-in": BRINGING_IN,
}


def agreed(database, many: Many) -> tuple[int, int]:
    """Assert that all that belongs to one is there or none of it; return how many are done, and refused."""
    found = json.loads(database.run("-c", FOUND + many.found, PEOPLE))
    refused, done = found.pop("refused"), found["done"]
    assert found.pop("unexplained") == 0
    assert all(keys == done for keys in found.values()), {name: len(keys) for name, keys in found.items()}
    return len(done), len(refused)


@pytest.mark.parametrize("many", JOBS.values(), ids=JOBS)
def test_killed_in_the_middle_each_is_done_or_not_and_started_again_it_finishes(database, many) -> None:
    database.run("-c", POPULATE + many.asked, PEOPLE)
    for _ in kills(database, some_at_once=True):
        assert sum(agreed(database, many)) <= PEOPLE
    finish(database)
    assert agreed(database, many) == (PEOPLE * 9 // 10, PEOPLE // 10)
    assert database.state()["disagreements"] == []
