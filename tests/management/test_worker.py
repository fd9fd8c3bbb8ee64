"""Does a worker do jobs, end when it is asked to, and leave to the next one what it had in hand when it was killed?

Real processes on a database of their own; WORKER_KILLS says how many are killed.
"""

from __future__ import annotations

import json
import signal

import pytest

from conferral.rules.jobs import CHUNK
from tests.management.killing import (
    ALIVE,
    DONE_ITEMS,
    ENOUGH,
    RUNNING,
    UNFINISHED,
    ends,
    finish,
    kills,
    wait_until,
    working,
)
from tests.own_database import Database

JOBS = 3
PEOPLE = ENOUGH // 2  # in each of the jobs
FEWER = CHUNK + 100
POPULATE = """
import django
django.setup()
import sys
from datetime import UTC, date, datetime
from conferral.actions import enrollments, jobs
from conferral.models import Completion, Contact, Enrollment, Requirement
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
on = date(2026, 3, 2)
people, count = int(sys.argv[1]), int(sys.argv[2])
for code in range(count):
    program = make.program(f"P-{code}", make.definition(designation=f"Letters {code}"))
    first = Contact.objects.count()
    Contact.objects.bulk_create(Contact(member_number=f"N-{first + n}", last_name="Name") for n in range(people))
    keys = list(Contact.objects.order_by("-pk").values_list("pk", flat=True)[:people])
    enrollments.enroll_many(contacts=keys, program=program, enrolled_on=on, by=COMMAND_LINE, at=make.noon(on))
    exam = Requirement.objects.get(version__program=program)
    rows = list(Enrollment.objects.filter(program=program).order_by("pk"))
    # Every second one is complete, and nobody has tested it: testing earns it, and the log says so once.
    Completion.objects.bulk_create(
        Completion(enrollment=row, requirement=exam, completed_on=on, recorded_at=make.noon(on), is_live=False)
        for row in rows[::2]
    )
    jobs.ask(kind="program.test", program=program.pk, items=[Item(row.pk) for row in rows], by=COMMAND_LINE, at=make.noon(on))
"""
ASKED = """
import django
django.setup()
import json
from django.db.models import Count
from conferral.models import Event, Job, JobItem, Worker
from django_tasks_db.models import DBTaskResult
print(json.dumps({
    "jobs": [[job.total, job.done, job.refused, job.is_complete, job.attempts] for job in Job.objects.all()],
    "items": sorted(JobItem.objects.order_by().values_list("is_done", "code").annotate(Count("pk"))),
    "earned": sorted(Event.objects.filter(kind="enrollment.earned").order_by().values_list("enrollment_id").annotate(n=Count("pk")).values_list("n", flat=True).distinct()),
    "earnings": Event.objects.filter(kind="enrollment.earned").count(),
    "running": DBTaskResult.objects.running().count(),
    "ready": DBTaskResult.objects.filter(status="READY").count(),
}))
"""


def found(database: Database) -> dict[str, object]:
    return json.loads(database.run("-c", ASKED))


def as_if_undisturbed(people: int) -> dict[str, object]:
    half = -(-people // 2)
    return {
        "jobs": [[people, people, 0, True, 0]] * JOBS,
        "items": [[True, "met", JOBS * half], [True, "one_step", JOBS * (people - half)]],
        "earned": [1],
        "earnings": JOBS * half,
        "running": 0,
        "ready": 0,
    }


def test_killed_at_random_moments_every_job_ends_done_once_and_none_stays_running(database) -> None:
    database.run("-c", POPULATE, PEOPLE, JOBS)
    for _ in kills(database, some_at_once=True):
        assert database.count(UNFINISHED) > 0, "the killing was to come in the middle"
    finish(database)
    assert found(database) == as_if_undisturbed(PEOPLE)
    assert database.state()["disagreements"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_a_worker_leaves_nothing_in_hand_and_another_goes_on(database, number) -> None:
    database.run("-c", POPULATE, FEWER, JOBS)
    with working(database) as worker:
        wait_until(lambda: database.count(DONE_ITEMS) > 0)
        assert ends(worker, number) == 0
    assert (database.count(RUNNING), database.count(ALIVE)) == (0, 0)
    assert found(database)["jobs"][0][4] == 0, "no attempt is used up by it"
    database.run("manage.py", "worker", "--until-idle")
    assert found(database) == as_if_undisturbed(FEWER)


def test_two_workers_on_the_same_jobs_do_each_item_once(database) -> None:
    database.run("-c", POPULATE, FEWER, JOBS)
    with working(database) as one, working(database) as other:
        wait_until(lambda: database.count(UNFINISHED) == 0)
        wait_until(lambda: database.count(RUNNING) == 0)
        assert (ends(one, signal.SIGTERM), ends(other, signal.SIGTERM)) == (0, 0)
    assert found(database) == as_if_undisturbed(FEWER)
