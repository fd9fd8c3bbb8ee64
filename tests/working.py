"""How does a test let a worker work? Here and now, in the test's own transaction, until nothing is left."""

from __future__ import annotations

from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from conferral.management.working import Worker


def worker(name: str = "tested") -> Worker:
    """Return a worker that gives no signs of life and does no sweeps: a test asks for them."""
    return Worker(name, lost_after=timedelta(seconds=30), until_idle=True)


def work_off(most: int = 100) -> int:
    """Run the tasks that are ready, one after the other; return how many there were."""
    one = worker()
    ran = 0
    while ran < most and (task := DBTaskResult.objects.ready().first()) is not None:
        task.claim(one.worker_id)
        one.run_task(task)
        ran += 1
    return ran
