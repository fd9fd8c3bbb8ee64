"""Is each item of a job done once, by whoever does it, and is its asker told what became of each?"""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from conferral.actions import jobs
from conferral.models import Account, Job, JobItem
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.jobs import CHUNK, Item
from conferral.rules.refusals import Refused
from tests import make
from tests.working import work_off, worker

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
LATER = AT + timedelta(minutes=1)


def enrolled(people: int, of=None) -> list[Item]:
    program = of or make.program()
    return [Item(make.enrollment(into=program).pk) for _ in range(people)]


def asked(items, by=COMMAND_LINE, **said) -> Job:
    return jobs.ask(kind="program.test", items=items, by=by, at=AT, **said)


def test_a_job_waits_for_a_worker_and_says_of_what_and_for_whom() -> None:
    sam, program = make.actor(), make.program()
    job = asked(enrolled(2, program), sam, program=program.pk, arguments={"note": "spring"})
    job.refresh_from_db()
    assert (job.total, job.done, job.refused, job.began_at, job.ended_at) == (2, 0, 0, None, None)
    assert (job.asked_by_id, job.asked_at, job.program_id, job.arguments) == (
        sam.account,
        AT,
        program.pk,
        {"note": "spring"},
    )
    (task,) = DBTaskResult.objects.all()
    assert (task.status, task.args_kwargs["args"]) == (TaskResultStatus.READY, [str(job.key), 0])


def test_a_job_over_nothing_has_ended_at_once_and_no_worker_is_asked() -> None:
    job = asked([])
    assert (job.total, job.ended_at, job.is_complete) == (0, AT, True)
    assert not DBTaskResult.objects.exists()


def test_a_subject_named_twice_is_one_item() -> None:
    (item,) = enrolled(1)
    assert asked([item, item]).total == 1


def test_done_here_every_item_is_done_and_no_task_is_left_behind() -> None:
    job = asked(enrolled(3), waits=True)
    done = jobs.run_here(job.key, at=LATER)
    assert (done.done, done.refused, done.began_at, done.ended_at) == (3, 0, LATER, LATER)
    assert list(job.items.order_by("place").values_list("place", "is_done", "code")) == [
        (1, True, "one_step"),
        (2, True, "one_step"),
        (3, True, "one_step"),
    ]
    assert not DBTaskResult.objects.exists()


def test_a_worker_does_a_job_chunk_by_chunk_each_a_task_of_its_own() -> None:
    job = asked([Item(number) for number in range(1, 2 * CHUNK + 2)])
    assert work_off() == 3
    job.refresh_from_db()
    assert (job.done, job.refused, job.is_complete) == (2 * CHUNK + 1,) * 2 + (True,)
    assert [task.args_kwargs["args"][1] for task in DBTaskResult.objects.order_by("enqueued_at")] == [
        0,
        CHUNK,
        2 * CHUNK,
    ]


def test_what_is_refused_is_counted_and_keeps_its_sentence() -> None:
    (there,) = enrolled(1)
    job = jobs.run_here(asked([Item(10**9), there]).key, at=LATER)
    assert (job.done, job.refused) == (2, 1)
    first, second = job.items.order_by("place")
    assert (first.is_refused, first.code, first.message) == (
        True,
        "enrollment_gone",
        "This enrollment is not there any more.",
    )
    assert not second.is_refused


def test_whoever_lost_the_role_meanwhile_is_refused_item_by_item() -> None:
    sam = make.actor()
    job = asked(enrolled(2), sam)
    Account.objects.get(pk=sam.account).groups.clear()
    job = jobs.run_here(job.key, at=LATER)
    assert (job.done, job.refused) == (2, 2)
    assert set(job.items.values_list("code", flat=True)) == {"role_needed"}


def test_the_job_of_an_account_that_is_gone_has_no_rights_but_the_command_lines_has() -> None:
    sam = make.actor()
    items = enrolled(1)
    orphan, commanded = asked(items, sam), asked(items)
    Account.objects.get(pk=sam.account).delete()
    assert jobs.run_here(orphan.key, at=LATER).refused == 1
    assert jobs.run_here(commanded.key, at=LATER).refused == 0


def test_asked_twice_under_one_key_it_is_one_job() -> None:
    sam, key, items = make.actor(), uuid.uuid4(), enrolled(2)
    assert asked(items, sam, key=key) == asked(items, sam, key=key)
    assert (Job.objects.count(), JobItem.objects.count(), DBTaskResult.objects.count()) == (1, 2, 1)


def test_a_key_that_names_anothers_job_is_refused() -> None:
    key, items = uuid.uuid4(), enrolled(1)
    asked(items, make.actor(), key=key)
    with pytest.raises(Refused) as no:
        asked(items, make.actor(), key=key)
    assert no.value.refusal.code == "key_taken"


def test_a_key_that_names_a_job_of_another_kind_is_refused() -> None:
    sam, key, items = make.actor(), uuid.uuid4(), enrolled(1)
    asked(items, sam, key=key)
    with pytest.raises(Refused) as no:
        jobs.ask(kind="programs.approve", items=items, by=sam, at=AT, key=key)
    assert no.value.refusal.code == "key_taken"


def test_a_task_that_was_overtaken_halfway_neither_does_the_next_chunk_nor_asks_for_it() -> None:
    job = asked([Item(number) for number in range(1, 2 * CHUNK + 1)])
    slow = DBTaskResult.objects.get()
    slow.claim("slow")
    jobs.run.enqueue(str(job.key), 0)
    work_off(most=1)
    worker().run_task(slow)
    job.refresh_from_db()
    assert job.done == CHUNK
    assert DBTaskResult.objects.ready().count() == 1


def test_a_job_began_with_its_first_chunk() -> None:
    job = asked([Item(number) for number in range(1, CHUNK + 2)])
    work_off(most=1)
    job.refresh_from_db()
    began = job.began_at
    assert jobs.run_here(job.key, at=began + timedelta(minutes=1)).began_at == began


def test_a_task_that_another_worker_overtook_does_nothing() -> None:
    job = asked(enrolled(2))
    jobs.run_here(job.key, at=LATER)
    assert work_off() == 1
    job.refresh_from_db()
    assert (job.done, job.ended_at) == (2, LATER)


@pytest.mark.parametrize("count", [3, 40])
def test_a_chunk_takes_as_many_queries_however_many_items_it_has(count, django_assert_num_queries) -> None:
    job = asked(enrolled(count), make.actor(), waits=True)
    with django_assert_num_queries(20):
        jobs.run_here(job.key, at=LATER)


def given_up(by) -> Job:
    job = asked(enrolled(3), by)
    Job.objects.filter(pk=job.pk).update(fault="It failed.", ended_at=AT, attempts=3)
    DBTaskResult.objects.all().delete()
    return job


@pytest.mark.parametrize("who", ["asker", "manager"])
def test_what_was_given_up_is_started_again_by_its_asker_or_a_manager(who) -> None:
    sam = make.actor()
    job = given_up(sam)
    jobs.start_again(job=job.pk, by=sam if who == "asker" else make.actor(Role.MANAGER))
    job.refresh_from_db()
    assert (job.fault, job.ended_at, job.attempts) == ("", None, 0)
    work_off()
    job.refresh_from_db()
    assert (job.done, job.is_complete) == (3, True)


@pytest.mark.parametrize(("role", "code"), [(Role.STAFF, "role_needed"), (Role.NONE, "role_needed")])
def test_nobody_else_starts_it_again(role, code) -> None:
    job = given_up(make.actor())
    with pytest.raises(Refused) as no:
        jobs.start_again(job=job.pk, by=make.actor(role))
    assert no.value.refusal.code == code


def test_what_runs_or_has_ended_well_is_not_started_again() -> None:
    sam = make.actor()
    running = asked(enrolled(1), sam)
    ended = jobs.run_here(asked(enrolled(1), sam).key, at=LATER)
    for job in (running, ended):
        with pytest.raises(Refused) as no:
            jobs.start_again(job=job.pk, by=sam)
        assert no.value.refusal.code == "not_given_up"
