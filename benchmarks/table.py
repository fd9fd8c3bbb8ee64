"""How do figures become the table of docs/benchmarks.md? One row per side, both databases beside each other.

python -m benchmarks.table figures.json
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

DATABASES = ("SQLite", "PostgreSQL")
EXACT = 10
"""Below so many milliseconds decimals tell something."""


def main(file: Path) -> None:
    """Print the table."""
    figures: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    served = [row for row in figures if "a_second" in row]
    figures = [row for row in figures if "a_second" not in row]
    print("| Side | Queries | " + " | ".join(f"{name} | of the first | CPU" for name in DATABASES) + " |")
    print("| --- " * 8 + "|")
    sides = [[row for row in figures if row["database"] == name] for name in DATABASES]
    for row, other in zip(*sides, strict=True):
        if row["what"] != other["what"]:
            sys.exit(f"The databases were asked different things: {row['what']} and {other['what']}.")
        print(f"| {row['what']} | {max(row['queries'], other['queries'])} | {told(row)} | {told(other)} |")
    print("\n| Database | Side | a second | p50 | p95 | of the first | both processes |\n" + "| --- " * 7 + "|")
    for row in served:
        print(
            f"| {row['database']} | {row['what']} | {row['a_second']:,.0f} | {row['p50']:.0f} ms | {row['p95']:.0f} ms "
            f"| {row['ratio']:.2f} | {row['megabytes']:.0f} MB |"
        )


def told(row: dict[str, Any]) -> str:
    """Return what one side took: p50, in that of the first, and the same of the processor's time."""
    milliseconds = f"{row['p50']:,.0f}" if row["p50"] >= EXACT else f"{row['p50']:.2f}"
    return f"{milliseconds} ms | {row['ratio']:.2f} | {row['cpu_ratio']:.2f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
