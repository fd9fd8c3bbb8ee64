"""What does the log cost as a file that a job writes, on SQLite and on PostgreSQL? New databases, a line for each."""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import sys

from benchmarks.databases import DATABASES, measured

ENTRIES = 200_000


def main(entries: int = ENTRIES) -> None:
    """Measure on both, one after the other."""
    for name, database in DATABASES.items():
        with database() as url:
            for row in measured("log_exporting", url, entries):
                print(f"{name:<11}{json.dumps(row)}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
