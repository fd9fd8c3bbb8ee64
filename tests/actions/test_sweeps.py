"""Is what is due by the clock done once per occasion, however many workers there are?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from conferral.actions import attachments, jobs, sweeps, workers
from conferral.models import Attachment, Slot, Worker
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.jobs import Item
from tests import make
from tests.actions.test_concurrency import at_once
from tests.working import work_off

AT = make.noon(date(2026, 3, 2))


@pytest.mark.django_db
def test_a_sweep_is_done_once_a_day_and_again_the_next() -> None:
    assert sweeps.sweep_if_due("slots", at=AT) == 0
    assert sweeps.sweep_if_due("slots", at=AT + timedelta(hours=11)) is None
    assert sweeps.sweep_if_due("slots", at=AT + timedelta(hours=12)) == 0
    assert sweeps.sweep_if_due("tasks", at=AT) == 0, "another sweep has slots of its own"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["uploads", "workers"])
def test_what_is_known_for_a_day_alone_is_swept_every_hour(name) -> None:
    assert sweeps.sweep_if_due(name, at=AT) == 0
    assert sweeps.sweep_if_due(name, at=AT + timedelta(minutes=59)) is None
    assert sweeps.sweep_if_due(name, at=AT + timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_the_log_is_sealed_every_minute() -> None:
    make.contact()
    assert sweeps.sweep_if_due("seal", at=AT) == 1
    make.contact()
    assert sweeps.sweep_if_due("seal", at=AT + timedelta(seconds=59)) is None
    assert sweeps.sweep_if_due("seal", at=AT + timedelta(minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_workers_at_once_one_does_what_is_due() -> None:
    found = at_once([lambda: sweeps.sweep_if_due("slots", at=AT)] * 8)
    assert sorted(found, key=str) == [0, *[None] * 7]
    assert Slot.objects.count() == 1


@pytest.mark.django_db
def test_old_slots_and_workers_are_forgotten_and_no_others() -> None:
    for name, days in (("old", 31), ("new", 29)):
        Slot.objects.create(name=name, slot="x", taken_at=AT - timedelta(days=days))
    workers.seen(name="lost", at=AT - timedelta(days=2))
    workers.seen(name="alive", at=AT)
    assert (sweeps.sweep("slots", at=AT), sweeps.sweep("workers", at=AT)) == (1, 1)
    assert (Slot.objects.get().name, Worker.objects.get().name) == ("new", "alive")


@pytest.mark.django_db
def test_uploads_of_forms_never_saved_are_forgotten_after_a_day_and_saved_ones_are_not() -> None:
    row = make.enrollment(into=make.program(None, make.definition(make.requirement(requires_approval=True))))
    for name, hours in (("old.txt", 25), ("new.txt", 23)):
        attachments.upload(
            form=uuid4(), enrollment=row.pk, requirement="EXAM", name=name, contents=b"Signed.",
            by=COMMAND_LINE, at=AT - timedelta(hours=hours),
        )  # fmt: skip
    kept = make.completion(row, completed_on=date(2026, 2, 1))
    attachments.add(
        completion=kept.pk, name="kept.txt", contents=b"Sealed.", by=COMMAND_LINE, at=AT - timedelta(days=9)
    )
    assert sweeps.sweep("uploads", at=AT) == 1
    assert set(Attachment.objects.values_list("name", flat=True)) == {"new.txt", "kept.txt"}


@pytest.mark.django_db
def test_tasks_are_forgotten_a_week_after_they_ended_failed_ones_after_a_month() -> None:
    for _ in range(3):
        jobs.ask(kind="program.test", items=[Item(1)], by=COMMAND_LINE, at=AT)
    work_off(most=2)
    done, failed, waiting = _by_status()
    DBTaskResult.objects.filter(pk=done.pk).update(finished_at=AT - timedelta(days=8))
    DBTaskResult.objects.filter(pk=failed.pk).update(finished_at=AT - timedelta(days=8), status=TaskResultStatus.FAILED)
    assert sweeps.sweep("tasks", at=AT) == 1
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {failed.pk, waiting.pk}
    assert sweeps.sweep("tasks", at=AT + timedelta(days=23)) == 1
    assert DBTaskResult.objects.get() == waiting


def _by_status() -> list[DBTaskResult]:
    """Return the three tasks: two that are done, one that waits."""
    return sorted(DBTaskResult.objects.all(), key=lambda task: task.status == TaskResultStatus.READY)


@pytest.mark.django_db
def test_a_worker_is_there_from_its_first_sign_of_life_until_it_goes() -> None:
    workers.seen(name="one", at=AT)
    workers.seen(name="one", at=AT + timedelta(seconds=5))
    one = Worker.objects.get()
    assert (one.began_at, one.seen_at) == (AT, AT + timedelta(seconds=5))
    workers.gone(name="one")
    assert not Worker.objects.exists()
