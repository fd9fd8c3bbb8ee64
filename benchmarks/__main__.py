"""How long do pages, searches, trackers, purges, enrolments and a whole register take beside plain SQL? New databases.

python -m benchmarks --enrollees 100000 --rounds 200 --whole --json figures.json
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FEWEST_ROUNDS = 2
SECONDS = 5
"""So long do clients ask, each of three times."""
MOST_BULKS = 5
"""So many rounds are enough for what takes seconds, and each makes the database larger."""

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from postgres import throwaway  # noqa: E402 - our own scripts are no package


def main() -> None:
    """Measure on SQLite and on PostgreSQL, print a table and, where asked for, write JSON."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--enrollees", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=100)
    asked.add_argument("--whole", action="store_true", help="a whole register too, of ten times as many enrollments")
    asked.add_argument("--json", type=Path, help="where to write the figures too")
    given = asked.parse_args()
    if given.rounds < FEWEST_ROUNDS:
        asked.error(f"--rounds is {given.rounds}: it takes at least {FEWEST_ROUNDS} to tell a slow one.")
    began = time.monotonic()
    figures = []
    for name, database in (("SQLite", embedded), ("PostgreSQL", throwaway)):
        with database() as url:
            for job, rounds in (
                ("program_page", given.rounds),
                ("enrolling", min(given.rounds, MOST_BULKS)),
                ("serving", SECONDS),
            ):
                figures += [{"database": name, **row} for row in measured(job, url, given.enrollees, rounds)]
        if given.whole:
            with database() as url:
                figures += [
                    {"database": name, **row} for row in measured("register", url, given.enrollees, given.rounds)
                ]
    print(
        f"{given.enrollees:,} enrollees among {2 * given.enrollees:,} contacts, {given.rounds} rounds, each side in "
        f"turn; milliseconds; it took {(time.monotonic() - began) / 60:.0f} minutes"
    )
    for row in figures:
        print(f"{row['database']:<11}{row['what']:<58}{told(row)}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def told(row: dict[str, Any]) -> str:
    """Return the figures of one side as a line."""
    took = f"{row['p50']:>10.2f} p50{row['p95']:>10.2f} p95{row['ratio']:>8.2f} of the first"
    if "a_second" in row:
        return f"{row['a_second']:>8.1f} a second{took}{row['megabytes']:>8.0f} MB"
    held = f"{row['megabytes']:>8.1f} MB" if "megabytes" in row else ""
    return f"{row['queries']:>3} queries{took}{row['cpu']:>10.2f} CPU{row['cpu_ratio']:>8.2f} of the first{held}"


@contextmanager
def embedded() -> Iterator[str]:
    """Give the DATABASE_URL of an embedded database in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="conferral-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


def measured(job: str, url: str, enrollees: int, rounds: int) -> list[dict[str, Any]]:
    """Fill a database and measure in a process of its own: Django knows one database."""
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "conferral.settings",
        "SECRET_KEY": "only-for-measuring: nothing outlives the run, it is merely long enough",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "false",
        "DEBUG": "false",
    }
    command = [sys.executable, "-m", f"benchmarks.{job}", str(enrollees), str(rounds)]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)  # noqa: S603 - our own
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows


if __name__ == "__main__":
    main()
