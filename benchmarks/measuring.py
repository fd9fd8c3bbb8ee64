"""How long does each side of a comparison take, and how much of the processor, here and in the database's server?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Sides = Mapping[str, Callable[[], object]]


def measured(sides: Sides, rounds: int) -> list[dict[str, Any]]:
    """Let each side take its turn, round after round; the first is what the others are compared with.

    Returns a row per side: what it is, its queries, p50 and p95 in milliseconds, p50 in that of the first; and p50 of
    the processor's time alone, which what else runs on the machine changes less.
    """
    queries = {name: counted(side) for name, side in sides.items()}
    took: dict[str, list[float]] = {name: [] for name in sides}
    used: dict[str, list[float]] = {name: [] for name in sides}
    processor = processor_of(connection)
    for _ in range(rounds):
        for name, side in sides.items():
            before, began = processor(), time.perf_counter()
            side()
            took[name].append((time.perf_counter() - began) * 1000)
            used[name].append((processor() - before) * 1000)
    first = next(iter(sides))
    p50, cpu = ({name: statistics.median(times) for name, times in all_.items()} for all_ in (took, used))
    return [
        {
            "what": name,
            "queries": queries[name],
            "p50": p50[name],
            "p95": statistics.quantiles(took[name], n=20)[-1],
            "ratio": p50[name] / p50[first],
            "cpu": cpu[name],
            "cpu_ratio": cpu[name] / cpu[first] if cpu[first] else 0.0,
        }
        for name in sides
    ]


def counted(side: Callable[[], object]) -> int:
    """Return how many queries a side makes through Django, once it is warm."""
    side()
    with CaptureQueriesContext(connection) as ran:
        side()
    return len(ran.captured_queries)


def processor_of(open_one: Any) -> Callable[[], float]:
    """Return what tells the seconds of processor used so far: by this process and, on this machine, by the server's."""
    if open_one.vendor != "postgresql":
        return time.process_time
    with open_one.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not told.exists():  # only Linux tells it of another process
        return time.process_time
    return lambda: time.process_time() + int(told.read_text(encoding="ascii").split()[0]) / 1e9
