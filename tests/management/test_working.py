"""Does a worker go on whatever fails, and is a sweep done by hand when asked for?"""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from conferral.actions import jobs, organization, sweeps, workers
from conferral.actions.log import day_of
from conferral.actions.sweeps import Sweep
from conferral.management.working import Worker
from conferral.models import Job, Slot
from conferral.models import Worker as WorkerRow
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
from tests.conftest import NOW

PATIENCE = 60


def asked() -> Job:
    return jobs.ask(kind="program.test", items=[Item(1)], by=COMMAND_LINE, at=NOW)


def fail(_at) -> int:
    message = "the disk is full"
    raise OSError(message)


@pytest.mark.django_db(transaction=True)
def test_a_worker_goes_on_after_a_fault_and_says_what_it_was(monkeypatch, caplog) -> None:
    monkeypatch.setitem(sweeps.SWEEPS, "failing", Sweep(timedelta(hours=1), "fails", fail))
    job = asked()
    worker = Worker("one", lost_after=timedelta(seconds=30))

    def work() -> None:
        try:
            worker.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        until = time.monotonic() + PATIENCE
        while Job.objects.get(pk=job.pk).is_running and time.monotonic() < until:
            time.sleep(0.05)
        assert list(WorkerRow.objects.values_list("name", flat=True)) == ["one"]
    finally:
        worker.running = False
        thread.join(PATIENCE)
    assert Job.objects.get(pk=job.pk).is_complete
    assert not WorkerRow.objects.exists()
    assert "The worker goes on after a fault." in caplog.text
    assert "OSError: the disk is full" in caplog.text
    assert set(Slot.objects.values_list("name", flat=True)) == {*sweeps.SWEEPS}, "the others were done all the same"


@pytest.mark.django_db(transaction=True)
def test_one_that_works_until_idle_ends_with_the_fault(monkeypatch) -> None:
    monkeypatch.setitem(sweeps.SWEEPS, "failing", Sweep(timedelta(hours=1), "fails", fail))
    with pytest.raises(OSError, match="the disk is full"):
        Worker("one", lost_after=timedelta(seconds=30), until_idle=True).run()


@pytest.mark.django_db(transaction=True)
def test_a_task_that_is_none_of_ours_fails_and_is_left_so() -> None:
    asked()
    task = DBTaskResult.objects.get()
    DBTaskResult.objects.update(task_path="nowhere.known")
    Worker("one", lost_after=timedelta(seconds=30), until_idle=True).run()
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED


@pytest.mark.django_db
def test_a_sweep_is_done_by_hand_as_of_now_or_of_a_day(capsys) -> None:
    workers.seen(name="lost", at=NOW)
    call_command("sweep", "workers", "--on", "2026-03-02")
    call_command("sweep", "workers", "--on", "2026-03-04")
    call_command("sweep", "workers")
    assert capsys.readouterr().out.splitlines() == ["workers: 0", "workers: 1", "workers: 0"]


@pytest.mark.django_db
def test_the_ledger_is_compacted_by_a_sweep(capsys) -> None:
    program = make.program()
    for _ in range(3):
        make.enrollment(None, program)
    call_command("sweep", "ledger")
    call_command("sweep", "ledger")
    assert capsys.readouterr().out.splitlines() == ["ledger: 6", "ledger: 0"]


@pytest.mark.django_db
def test_a_sweep_that_is_none_is_named_and_so_is_a_day_that_is_none(capsys) -> None:
    with pytest.raises(CommandError, match="invalid choice: 'dust'"):
        call_command("sweep", "dust")
    with pytest.raises(SystemExit) as ended:
        call_command("sweep", "workers", "--on", "yesterday")
    assert ended.value.code == 2
    assert "--on" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_runs_follows_the_time_zone_from_one_turn_to_the_next(monkeypatch) -> None:
    days: list[date] = []

    def look(at: datetime) -> int:
        days.append(day_of(at))
        return 0

    before = timezone.get_current_timezone()
    one = Worker("one", lost_after=timedelta(0), until_idle=True)
    with time_machine.travel(datetime(2026, 3, 2, 10, 30, tzinfo=UTC), tick=False):
        for number, zone in enumerate(("", "Pacific/Kiritimati", "Pacific/Pago_Pago", "")):
            organization.change(name="Society", time_zone=zone, by=COMMAND_LINE, at=NOW)
            monkeypatch.setattr(sweeps, "SWEEPS", {f"look-{number}": Sweep(timedelta(hours=1), "looks", look)})
            one.run()
            assert timezone.get_current_timezone() == before
    assert [day.day for day in days] == [2, 3, 1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(("zone", "day"), [("Pacific/Kiritimati", 3), ("", 2), ("Pacific/Pago_Pago", 1)])
def test_a_command_without_a_day_is_about_the_day_it_is_for_the_organization(zone, day, capsys) -> None:
    before = timezone.get_current_timezone()
    organization.change(name="Society", time_zone=zone, by=COMMAND_LINE, at=NOW)
    make.program("EMT")
    with time_machine.travel(datetime(2026, 3, 2, 10, 30, tzinfo=UTC), tick=False):
        call_command("tally")
    assert f"2026-03-0{day}" in capsys.readouterr().out
    assert timezone.get_current_timezone() == before
