"""How do pages, a completion, what is due and an export grow with the register? Three sizes, drawn as SVG.

python -m benchmarks.growth --enrollees 1000 10000 100000 --svg docs/pictures/growth.svg --json growth.json
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.databases import DATABASES, measured
from benchmarks.drawn import Line, drawn

SHOWN = {
    "page, signed in, all middleware": "program page",
    "View progress, eight requirements": "View progress",
    "recording a completion, with log, notice and trackers": "recording a completion",
    "due today, as the pages ask": "who is due today",
    "every enrollee, as a file": "export of the largest program",
}
TIMES = 10


def main() -> None:
    """Measure a whole register of each size on both databases, and draw what takes how long."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    asked.add_argument("--enrollees", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--svg", type=Path, required=True)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    figures: list[dict[str, Any]] = []
    for name, database in DATABASES.items():
        for enrollees in given.enrollees:
            with database() as url:
                rows = measured("register", url, enrollees, given.rounds)
            figures += [{"database": name, "enrollments": TIMES * enrollees, **row} for row in rows]
            print(f"{name}, {TIMES * enrollees:,} enrollments: measured", flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    given.svg.write_text(drawn("Milliseconds by enrollments in the register", lines(figures)), encoding="utf-8")


def lines(figures: Sequence[dict[str, Any]]) -> list[Line]:
    """Return a line per side and database."""
    found = []
    for database in dict.fromkeys(row["database"] for row in figures):
        for what, label in SHOWN.items():
            rows = [row for row in figures if (row["database"], row["what"]) == (database, what)]
            found.append(Line(f"{label}, {database}", [(row["enrollments"], row["p50"]) for row in rows]))
    return found


if __name__ == "__main__":
    main()
