"""On which databases is measured? New ones, of SQLite and of PostgreSQL; each job is a process on its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from postgres import throwaway  # noqa: E402 - our own scripts are no package


@contextmanager
def embedded() -> Iterator[str]:
    """Give the DATABASE_URL of an embedded database in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="conferral-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextmanager
def lasting() -> Iterator[str]:
    """Give the DATABASE_URL of a PostgreSQL that goes away, and until then syncs what is committed, as SQLite does."""
    with throwaway(synced=True) as url:
        yield url


DATABASES = {"SQLite": embedded, "PostgreSQL": lasting}


def measured(job: str, url: str, *said: float) -> Any:
    """Run one of the modules here on a database, in a process of its own: Django knows one. Return what it prints."""
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "conferral.settings",
        "SECRET_KEY": "only-for-measuring: nothing outlives the run, it is merely long enough",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "false",
        "DEBUG": "false",
    }
    command = [sys.executable, "-m", f"benchmarks.{job}", *map(str, said)]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
    return json.loads(done.stdout.splitlines()[-1])
