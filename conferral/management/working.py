"""How does a worker go on, chunk after chunk and sweep after sweep, whatever fails, until it is asked to end?"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from types import FrameType

from django.db import Error, close_old_connections, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from conferral import clock
from conferral.actions import job_attempts, messages, sweeps, workers
from conferral.actions.messages import Went
from conferral.models.organization import zone_now

POLL_SECONDS = 0.5
BEATS = 6
"""So many signs of life a worker gives in the time after which it counts as lost."""
FORGOTTEN_AFTER = timedelta(minutes=1)
MAILS = 10
"""So many mails a worker sends between two chunks of jobs."""
logger = logging.getLogger("conferral.worker")


class Worker(TaskWorker):
    """Takes up chunks of jobs one after the other, sends mails, looks after what lost workers left, does what is due.

    A task is claimed and run as django-tasks-db does it. Here stand what it has not: signs of life, attempts, sweeps,
    and an end that lets the present chunk be done.
    """

    def __init__(self, name: str, *, lost_after: timedelta, until_idle: bool = False) -> None:
        super().__init__(
            queue_names=["default"],
            interval=POLL_SECONDS,
            batch=until_idle,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        self.lost_after = lost_after
        self._no_mail_before: datetime | None = None
        self._look_again_at = 0.0

    def shutdown(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a signal handler's signature
        """Take a signal: end after the present chunk; asked a second time, at once."""
        if not self.running:
            raise SystemExit(128 + signum)
        self.running = False

    def configure_signals(self) -> None:
        """End gracefully when asked to, by a person or by the system."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.shutdown)

    def run(self) -> None:
        """Work until asked to end, or with `until_idle` until nothing is left to do."""
        logger.info("The worker begins.", extra={"worker": self.worker_id})
        with self._signs_of_life():
            while self.running:
                try:
                    is_idle = not self._turn()
                except Exception:
                    if self.batch:
                        raise
                    # Whatever failed, a database that is away above all, the next turn may go well.
                    logger.exception("The worker goes on after a fault.", extra={"worker": self.worker_id})
                    is_idle = True
                if is_idle and self.batch:
                    return
                if is_idle and self.running:
                    time.sleep(self.interval)
        logger.info("The worker ends, as it was asked to.", extra={"worker": self.worker_id})

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a chunk; one that failed is tried again, and not held against it when this worker was made to end."""
        began = time.perf_counter()
        super().run_task(db_task_result)
        done = {"worker": self.worker_id, "task": str(db_task_result.pk), "status": str(db_task_result.status)}
        logger.info("A chunk of a job was done.", extra={**done, "milliseconds": _since(began)})
        if db_task_result.status == TaskResultStatus.FAILED:
            job_attempts.take_back_failed(task=db_task_result.pk, at=clock.now(), counts=self.running)

    def _turn(self) -> bool:
        """Do what is due, then one chunk, then send some mails; return whether there was anything to do.

        All of it in the time zone the organization is in by now.
        """
        close_old_connections()
        with timezone.override(zone_now()):
            return self._work()

    def _work(self) -> bool:
        if time.monotonic() >= self._look_again_at:
            self._look_after()
            self._look_again_at = time.monotonic() + self.lost_after.total_seconds() / BEATS
        task = self._claimed()
        if task is not None:
            self.run_task(task)
        return self._send() or task is not None

    def _send(self) -> bool:
        """Send some of the mails that are due; return whether there were any. A mail server that is away rests."""
        at = clock.now()
        if self._no_mail_before is not None and at < self._no_mail_before:
            return False
        if not messages.are_due(at=at):
            return False
        messages.drop_unaddressed(at=at)
        with messages.connected() as connection:
            for _ in range(MAILS):
                went = messages.send_next(worker=self.worker_id, at=clock.now(), connection=connection)
                if went is Went.NO_SERVER:
                    self._no_mail_before = clock.now() + messages.REST
                if went in (None, Went.NO_SERVER) or not self.running:
                    break
        return True

    def _claimed(self) -> DBTaskResult | None:
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name, queue_name__in=self.queue_names)
        if not ready.exists():
            return None
        with exclusive_transaction():
            task: DBTaskResult | None = ready.get_locked()
            if task is not None:
                task.claim(self.worker_id)
        return task

    def _look_after(self) -> None:
        at = clock.now()
        job_attempts.take_back_lost(seen_since=at - self.lost_after, at=at, idle=self.worker_id)
        messages.take_back_lost(seen_since=at - self.lost_after, at=at, idle=self.worker_id)
        job_attempts.take_up_forgotten(asked_before=at - FORGOTTEN_AFTER)
        for name in sweeps.SWEEPS:
            began = time.perf_counter()
            count = sweeps.sweep_if_due(name, at=at)
            if count is not None:
                done = {"worker": self.worker_id, "sweep": name, "count": count, "milliseconds": _since(began)}
                logger.info("A sweep was done.", extra=done)

    @contextmanager
    def _signs_of_life(self) -> Iterator[None]:
        """Say that this worker is alive, now and from a thread of its own, as long as what is inside lasts."""
        workers.seen(name=self.worker_id, at=clock.now())
        ended = threading.Event()
        thread = threading.Thread(target=self._beat, args=[ended], daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            with suppress(Error):
                workers.gone(name=self.worker_id)

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(self.lost_after.total_seconds() / BEATS):
            try:
                workers.seen(name=self.worker_id, at=clock.now())
            except Error:
                logger.warning("The worker could not say that it is alive.", extra={"worker": self.worker_id})
            finally:
                connections.close_all()


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
