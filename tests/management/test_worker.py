"""Does a worker do jobs, end when it is asked to, and leave to the next one what it had in hand when it was killed?

Real processes on a database of their own. Two moments of killing here; WORKER_KILLS says how many otherwise.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.own_database import Database, own_databases

KILLS = int(os.environ.get("WORKER_KILLS", "2"))
JOBS = 3
PEOPLE = 200 * (KILLS + 1)
PATIENCE = 120 + 30 * KILLS
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
DONE_ITEMS = "conferral_jobitem WHERE is_done"
UNFINISHED = "conferral_job WHERE ended_at IS NULL"
RUNNING = "django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
ALIVE = "conferral_worker"
LOST_AFTER = ("--lost-after", "1")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with own_databases(["worked"], tmp_path) as (one,):
        yield one


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.005)


@contextmanager
def working(database: Database) -> Iterator[subprocess.Popen[str]]:
    """Let a worker work; whatever becomes of it, it does not outlive the test."""
    with database.begin("manage.py", "worker", *LOST_AFTER) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def ends(process: subprocess.Popen[str], number: signal.Signals) -> int:
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert "Traceback" not in err, err
    return process.returncode


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
    dice = random.Random(20260302)  # noqa: S311 - no secret
    database.run("-c", POPULATE, PEOPLE, JOBS)
    for kill in range(KILLS):
        before = database.count(DONE_ITEMS)
        with working(database) as worker:
            # One time as soon as it has something in hand, one time after it got further.
            wait_until(lambda: database.count(DONE_ITEMS) > before if kill % 2 else database.count(ALIVE) > kill)  # noqa: B023 - called here
            time.sleep(dice.uniform(0, 0.1))
            worker.kill()
            worker.communicate()
        assert worker.returncode == -signal.SIGKILL
    assert database.count(UNFINISHED) > 0, "the killing was to come in the middle"
    with working(database) as worker:
        wait_until(lambda: database.count(UNFINISHED) == 0)
        wait_until(lambda: database.count(RUNNING) == 0)
        assert ends(worker, signal.SIGTERM) == 0
    assert found(database) == as_if_undisturbed(PEOPLE)
    assert database.state()["disagreements"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_a_worker_leaves_nothing_in_hand_and_another_goes_on(database, number) -> None:
    database.run("-c", POPULATE, 400, JOBS)
    with working(database) as worker:
        wait_until(lambda: database.count(DONE_ITEMS) > 0)
        assert ends(worker, number) == 0
    assert (database.count(RUNNING), database.count(ALIVE)) == (0, 0)
    assert found(database)["jobs"][0][4] == 0, "no attempt is used up by it"
    database.run("manage.py", "worker", "--until-idle")
    assert found(database) == as_if_undisturbed(400)


def test_two_workers_on_the_same_jobs_do_each_item_once(database) -> None:
    database.run("-c", POPULATE, 400, JOBS)
    with working(database) as one, working(database) as other:
        wait_until(lambda: database.count(UNFINISHED) == 0)
        wait_until(lambda: database.count(RUNNING) == 0)
        assert (ends(one, signal.SIGTERM), ends(other, signal.SIGTERM)) == (0, 0)
    assert found(database) == as_if_undisturbed(400)
