"""What becomes of a job whose worker failed or is gone? It is tried again, and given up after too many attempts.

django-tasks has neither: a task that failed stays failed, and one whose worker was killed stays running for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from conferral.actions.jobs import run
from conferral.models import Job, Worker
from conferral.rules import jobs as rules

PAUSE = timedelta(seconds=2)
"""So long a failed chunk rests, times the attempts so far, before it is tried again."""
AnyTask: TypeAlias = "DBTaskResult[Any, Any]"
UNDER_WAY = TaskResultStatus.READY, TaskResultStatus.RUNNING


def take_back_failed(*, task: UUID, at: datetime, counts: bool = True) -> None:
    """Let a chunk that failed be tried again; `counts=False` where its worker was made to end in the middle of it."""
    with transaction.atomic():
        row = _ours().select_for_update().filter(pk=task).first()
        if row is not None:
            _take_back(row, at, counts=counts, by_fault=True)


def take_back_lost(*, seen_since: datetime, at: datetime, idle: str = "") -> int:
    """Take back what workers left that were not seen since then, or are in the table no more; return how many chunks.

    `idle` names a worker that does nothing at the moment: what it seems to run is left over too. A worker that was
    only slow and gets its chunk done after all does no harm: what is taken up then is the next chunk.
    """
    alive = set(Worker.objects.filter(seen_at__gte=seen_since).values_list("name", flat=True)) - {idle}
    running = _ours().filter(status=TaskResultStatus.RUNNING)
    lost = [key for key, workers in running.values_list("pk", "worker_ids") if _is_lost(workers, alive)]
    taken = 0
    for key in lost:
        with transaction.atomic():
            row = running.select_for_update(skip_locked=True).filter(pk=key).first()
            if row is not None and _is_lost(row.worker_ids, alive):
                _take_back(row, at, counts=True, by_fault=False)
                taken += 1
    return taken


def take_up_forgotten(*, asked_before: datetime) -> int:
    """Enqueue jobs asked for before then that nobody has in hand (the page that did one has died); return how many."""
    in_hand = {said["args"][0] for said in _ours().filter(status__in=UNDER_WAY).values_list("args_kwargs", flat=True)}
    unfinished = Job.objects.unfinished().filter(asked_at__lt=asked_before).order_by("pk")
    forgotten = [job for job in unfinished if str(job.key) not in in_hand]
    for job in forgotten:
        run.enqueue(str(job.key), job.done)
    return len(forgotten)


def _ours() -> QuerySet[AnyTask]:
    ours: QuerySet[AnyTask] = DBTaskResult.objects.filter(task_path=run.module_path)
    return ours


def _is_lost(workers: Sequence[str], alive: Collection[str]) -> bool:
    return not workers or workers[-1] not in alive


def _take_back(row: AnyTask, at: datetime, *, counts: bool, by_fault: bool) -> None:
    """Make a chunk's task ready again, unless the job got further meanwhile or has come to nothing too often."""
    key, done = row.args_kwargs["args"]
    job = Job.objects.select_for_update(of=("self",)).filter(key=key).first()
    if job is None or not job.is_running or job.done != done:
        row.status, row.finished_at = TaskResultStatus.SUCCESSFUL, at
        row.save(update_fields=["status", "finished_at"])
        return
    job.attempts += 1 if counts else 0
    if rules.is_given_up(job.attempts, by_fault=by_fault):
        job.fault = rules.fault_after(job.attempts, by_fault=by_fault, done=job.done, total=job.total)
        job.ended_at = at
        row.status, row.finished_at = TaskResultStatus.FAILED, at
    else:
        row.status, row.finished_at = TaskResultStatus.READY, None
        row.run_after = at + PAUSE * job.attempts if by_fault else at
    row.save(update_fields=["status", "finished_at", "run_after"])
    job.save(update_fields=["attempts", "fault", "ended_at"])
