"""Is a chunk that failed, or whose worker is gone, tried again and given up after three times?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from conferral.actions import job_attempts, jobs, workers
from conferral.models import Job, Worker
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import CHUNK, MOST_ATTEMPTS, MOST_LOST, Item
from tests import make
from tests.working import work_off, worker

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
AT = make.noon(TODAY)
SINCE = AT - timedelta(seconds=30)


def asked(kind: str = "program.test", items: int = 2) -> Job:
    return jobs.ask(kind=kind, items=[Item(number) for number in range(1, items + 1)], by=COMMAND_LINE, at=AT)


def claimed(by: str) -> DBTaskResult:
    """Let a worker take up the next chunk, and do no more."""
    task = DBTaskResult.objects.ready().get()
    task.claim(by)
    return task


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def ready_at_once() -> None:
    """Let the pause between two attempts be over."""
    DBTaskResult.objects.filter(status=TaskResultStatus.READY).update(run_after=AT - timedelta(days=999))


def test_a_chunk_that_fails_is_tried_three_times_and_then_the_job_is_given_up(caplog) -> None:
    job = asked("no.such.kind")
    for attempt in range(1, MOST_ATTEMPTS):
        assert work_off() == 1
        assert (again(job).attempts, job.is_running) == (attempt, True)
        assert DBTaskResult.objects.get().status == TaskResultStatus.READY
        ready_at_once()
    assert work_off() == 1
    assert (again(job).attempts, job.is_running, job.done) == (3, False, 0)
    assert job.fault.startswith("It failed 3 times at the same place, after 0 of 2, and was given up.")
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    assert caplog.text.count("KeyError: 'no.such.kind'") >= 3


def test_a_failed_chunk_rests_before_it_is_tried_again() -> None:
    asked("no.such.kind")
    work_off()
    assert not DBTaskResult.objects.ready().exists()


def test_started_again_it_goes_on_with_what_is_left_and_has_three_attempts_more() -> None:
    job = asked(items=CHUNK + 5)
    assert work_off(most=1) == 1
    Job.objects.update(kind="no.such.kind")
    for _ in range(MOST_ATTEMPTS):
        ready_at_once()
        work_off()
    assert (again(job).done, bool(job.fault)) == (CHUNK, True)
    Job.objects.update(kind="program.test")
    jobs.start_again(job=job.pk, by=COMMAND_LINE)
    work_off()
    assert (again(job).done, job.is_complete, job.attempts) == (CHUNK + 5, True, 0)


def test_what_a_lost_worker_had_in_hand_is_taken_up_by_another() -> None:
    job = asked()
    workers.seen(name="lost", at=SINCE - timedelta(seconds=1))
    claimed("lost")
    assert job_attempts.take_back_lost(seen_since=SINCE, at=AT) == 1
    assert (again(job).attempts, job.is_running) == (1, True)
    ready_at_once()
    work_off()
    assert again(job).is_complete


def test_what_a_worker_that_ended_without_a_word_had_in_hand_is_taken_up_too() -> None:
    asked()
    claimed("gone")
    assert not Worker.objects.exists()
    assert job_attempts.take_back_lost(seen_since=SINCE, at=AT) == 1


def test_what_a_living_worker_has_in_hand_is_left_to_it() -> None:
    asked()
    workers.seen(name="alive", at=SINCE)
    claimed("alive")
    assert job_attempts.take_back_lost(seen_since=SINCE, at=AT) == 0
    assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING


def test_a_worker_takes_back_what_it_seems_to_run_itself_while_it_does_nothing() -> None:
    asked()
    workers.seen(name="idle", at=AT)
    claimed("idle")
    assert job_attempts.take_back_lost(seen_since=SINCE, at=AT, idle="idle") == 1


def test_a_job_whose_worker_is_lost_time_and_again_at_one_place_is_given_up() -> None:
    job = asked()
    for lost in range(MOST_LOST):
        assert (again(job).attempts, job.is_running) == (lost, True)
        claimed("lost")
        job_attempts.take_back_lost(seen_since=SINCE, at=AT)
        ready_at_once()
    assert (again(job).is_running, bool(job.fault)) == (False, True)


def test_attempts_are_counted_anew_once_a_job_gets_further() -> None:
    job = asked(items=2 * CHUNK)
    for _ in range(2):
        for _ in range(MOST_ATTEMPTS - 1):
            claimed("lost")
            job_attempts.take_back_lost(seen_since=SINCE, at=AT)
            ready_at_once()
        work_off(most=1)
    assert again(job).is_complete


def test_a_lost_worker_whose_chunk_was_done_after_all_is_not_held_against_the_job() -> None:
    job = asked()
    claimed("lost")
    jobs.run_here(job.key, at=AT)
    job_attempts.take_back_lost(seen_since=SINCE, at=AT)
    assert (again(job).attempts, job.is_complete) == (0, True)
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_worker_made_to_end_in_the_middle_does_not_use_up_an_attempt() -> None:
    job = asked("no.such.kind")
    one = worker()
    one.running = False
    one.run_task(claimed("tested"))
    assert (again(job).attempts, job.is_running) == (0, True)
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_job_that_nobody_has_in_hand_is_found_and_taken_up() -> None:
    job = jobs.ask(kind="program.test", items=[Item(1)], by=COMMAND_LINE, at=AT, waits=True)
    waiting = asked(items=3)
    assert job_attempts.take_up_forgotten(asked_before=AT) == 0
    assert job_attempts.take_up_forgotten(asked_before=AT + timedelta(seconds=1)) == 1
    work_off()
    assert again(job).is_complete
    assert again(waiting).is_complete
    assert job_attempts.take_up_forgotten(asked_before=AT + timedelta(days=1)) == 0


def test_what_was_taken_up_again_is_in_the_hand_of_whoever_has_it_now() -> None:
    asked()
    claimed("lost")
    job_attempts.take_back_lost(seen_since=SINCE, at=AT)
    ready_at_once()
    workers.seen(name="alive", at=AT)
    claimed("alive")
    assert job_attempts.take_back_lost(seen_since=SINCE, at=AT) == 0


def test_a_lost_worker_whose_chunk_another_did_meanwhile_is_not_held_against_the_job() -> None:
    job = asked(items=2 * CHUNK)
    lost = claimed("lost")
    jobs.run.enqueue(str(job.key), 0)
    work_off(most=1)
    job_attempts.take_back_lost(seen_since=SINCE, at=AT)
    lost.refresh_from_db()
    assert (again(job).done, job.attempts, lost.status) == (CHUNK, 0, TaskResultStatus.SUCCESSFUL)


def test_what_was_given_up_is_not_tried_again_by_itself() -> None:
    job = asked()
    claimed("lost")
    Job.objects.update(fault="It failed.", ended_at=AT)
    job_attempts.take_back_lost(seen_since=SINCE, at=AT)
    assert (again(job).attempts, job.fault) == (0, "It failed.")
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_the_pause_grows_with_the_attempts_and_after_a_lost_worker_there_is_none() -> None:
    asked()
    pauses = []
    for _ in range(MOST_ATTEMPTS - 1):
        job_attempts.take_back_failed(task=claimed("one").pk, at=AT)
        pauses.append((DBTaskResult.objects.get().run_after - AT).total_seconds())
        ready_at_once()
    assert pauses == [2, 4]
    claimed("lost")
    job_attempts.take_back_lost(seen_since=SINCE, at=AT)
    assert DBTaskResult.objects.get().run_after == AT


def test_a_job_that_was_left_halfway_is_taken_up_where_it_stands() -> None:
    job = asked(items=CHUNK + 5)
    work_off(most=1)
    DBTaskResult.objects.ready().delete()
    assert job_attempts.take_up_forgotten(asked_before=AT + timedelta(seconds=1)) == 1
    work_off()
    assert (again(job).done, job.is_complete) == (CHUNK + 5, True)
