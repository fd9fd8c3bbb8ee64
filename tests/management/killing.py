"""How does a test kill workers in the middle of what they do, and let another finish it?

Real processes on a database of their own (the fixture `database`). Two moments of killing; WORKER_KILLS says how many
otherwise.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from conferral.rules.jobs import CHUNK
from tests.own_database import Database

KILLS = int(os.environ.get("WORKER_KILLS", "2"))
ENOUGH = CHUNK * (KILLS + 2)
"""So many items that a job is not at its end before the last of the workers is killed."""

PATIENCE = 120 + 30 * KILLS
DONE_ITEMS = "conferral_jobitem WHERE is_done"
UNFINISHED = "conferral_job WHERE ended_at IS NULL"
RUNNING = "django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
ALIVE = "conferral_worker"


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.005)


@contextmanager
def working(database: Database) -> Iterator[subprocess.Popen[str]]:
    """Let a worker work; whatever becomes of it, it does not outlive the test."""
    with database.begin("manage.py", "worker", "--lost-after", "1") as process:
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


def kills(database: Database, *, some_at_once: bool = False) -> Iterator[int]:
    """Kill one worker after the other, each a moment after it got further; go on after each with its number.

    With `some_at_once` every second one is killed a moment after it began, whether it got further or not.
    """
    dice = random.Random(20260302)  # noqa: S311 - no secret
    for number in range(KILLS):
        table = ALIVE if some_at_once and number % 2 == 0 else DONE_ITEMS
        before = database.count(table)
        with working(database) as worker:
            wait_until(lambda: database.count(table) > before)  # noqa: B023 - called here
            time.sleep(dice.uniform(0, 0.1))
            worker.kill()
            worker.communicate()
        assert worker.returncode == -signal.SIGKILL
        yield number


def finish(database: Database) -> None:
    """Let a worker do all that is left, and end when it is asked to."""
    with working(database) as worker:
        wait_until(lambda: database.count(UNFINISHED) == 0)
        wait_until(lambda: database.count(RUNNING) == 0)
        assert ends(worker, signal.SIGTERM) == 0
