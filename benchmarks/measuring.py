"""How long does each side of a comparison take, and how much of the processor, here and in the database's server?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
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
    watch = Watch({name: [] for name in sides})
    for _ in range(rounds):
        for name, side in sides.items():
            watch.time(name, [side])
    return watch.rows(queries)


class Watch:
    """What each side took, round by round: milliseconds on the clock, and of the processor."""

    def __init__(self, took: dict[str, list[tuple[float, float]]]) -> None:
        """Begin; the first of the sides is what the others are compared with."""
        self.took = took
        self.processor = processor_of(connection)

    def time(self, name: str, steps: Sequence[Callable[[], object]]) -> None:
        """Let a side do all its steps, and remember what it took."""
        before, began = self.processor(), time.perf_counter()
        for step in steps:
            step()
        taken = time.perf_counter() - began, self.processor() - before
        self.took[name].append((taken[0] * 1000, taken[1] * 1000))

    def rows(self, queries: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return a row per side."""
        first = next(iter(self.took))
        p50, cpu = (
            {name: statistics.median(one[which] for one in rounds) for name, rounds in self.took.items()}
            for which in (0, 1)
        )
        return [
            {
                "what": name,
                "queries": queries[name],
                "p50": p50[name],
                "p95": statistics.quantiles([one for one, _ in rounds], n=20, method="inclusive")[-1],
                "ratio": p50[name] / p50[first],
                "cpu": cpu[name],
                "cpu_ratio": cpu[name] / cpu[first] if cpu[first] else 0.0,
            }
            for name, rounds in self.took.items()
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
