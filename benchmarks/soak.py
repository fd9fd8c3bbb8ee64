"""Does nothing go wrong for half an hour? Mixed traffic, a busy worker, and a server process killed every minute.

python -m benchmarks.soak --minutes 30 --clients 3 --database PostgreSQL    prints what was seen, and ends with status 1
if a write was lost or doubled, anything but a page or 503 with Retry-After was answered, or `verify` finds anything.
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.databases import DATABASES, measured


def main() -> int:
    """Soak each database that is asked for; return 0 if nothing was found."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--clients", type=int, default=3)
    asked.add_argument("--enrollees", type=int, default=5_000)
    asked.add_argument("--kill-every", type=float, default=60, help="seconds between two kills")
    asked.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    asked.add_argument("--json", type=Path, help="where to write the figures too")
    given = asked.parse_args()
    found = {}
    for name in DATABASES if given.database == "both" else [given.database]:
        with DATABASES[name]() as url:
            found[name] = measured(
                "soak_run", url, given.enrollees, given.clients, given.minutes * 60, given.kill_every
            )
        print(f"=== {name}\n{json.dumps(found[name], indent=2)}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 1 if any(told["faults"] for told in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
