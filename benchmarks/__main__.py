"""How long do pages, searches, trackers, purges, enrolments and a whole register take beside plain SQL? New databases.

python -m benchmarks --enrollees 100000 --rounds 200 --whole --json figures.json
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from benchmarks.databases import DATABASES, measured

FEWEST_ROUNDS = 2
SECONDS = 5
"""So long do clients ask, each of three times."""
MOST_BULKS = 5
"""So many rounds are enough for what takes seconds, and each makes the database larger."""


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
    for name, database in DATABASES.items():
        for jobs in jobs_of(given.rounds, is_whole=given.whole):
            with database() as url:
                for job, rounds in jobs:
                    figures += [{"database": name, **row} for row in measured(job, url, given.enrollees, rounds)]
    print(
        f"{given.enrollees:,} enrollees among {2 * given.enrollees:,} contacts, {given.rounds} rounds, each side in "
        f"turn; milliseconds; it took {(time.monotonic() - began) / 60:.0f} minutes"
    )
    for row in figures:
        print(f"{row['database']:<11}{row['what']:<58}{told(row)}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def jobs_of(rounds: int, *, is_whole: bool) -> list[list[tuple[str, int]]]:
    """Return what is measured how many times, those together that do so on one database."""
    page = [("program_page", rounds), ("enrolling", min(rounds, MOST_BULKS))]
    return [page, [("serving", SECONDS)], *([[("register", rounds)]] if is_whole else [])]


def told(row: dict[str, Any]) -> str:
    """Return the figures of one side as a line."""
    took = f"{row['p50']:>10.2f} p50{row['p95']:>10.2f} p95{row['ratio']:>8.2f} of the first"
    if "a_second" in row:
        return f"{row['a_second']:>8.1f} a second{took}{row['megabytes']:>8.0f} MB"
    held = f"{row['megabytes']:>8.1f} MB" if "megabytes" in row else ""
    return f"{row['queries']:>3} queries{took}{row['cpu']:>10.2f} CPU{row['cpu_ratio']:>8.2f} of the first{held}"


if __name__ == "__main__":
    main()
