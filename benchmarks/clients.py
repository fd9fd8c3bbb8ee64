"""How many requests do so many clients get answered in so many seconds? Each asks again once it has its answer.

python -m benchmarks.clients PORT CLIENTS SECONDS COOKIE PATH...    prints JSON
"""

# ruff: noqa: T201 - it talks to a person

from __future__ import annotations

import http.client
import json
import statistics
import sys
import time
from itertools import cycle
from threading import Thread

OK = 200


class Client(Thread):
    """One client with a connection of its own; `took` are the milliseconds of each answer, `wrong` what else came."""

    def __init__(self, port: int, cookie: str, paths: list[str], *, first: int, until: float) -> None:
        """Begin with the path of that place."""
        super().__init__()
        self.took: list[float] = []
        self.wrong: list[str] = []
        self._port, self._cookie, self._until = port, cookie, until
        self._paths = cycle(paths[first % len(paths) :] + paths[: first % len(paths)])

    def run(self) -> None:
        """Ask until the time is over."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while time.monotonic() < self._until:
            path, began = next(self._paths), time.perf_counter()
            connection.request("GET", path, headers={"Cookie": self._cookie, "Host": "testserver"})
            answer = connection.getresponse()
            answer.read()
            self.took.append((time.perf_counter() - began) * 1000)
            if answer.status != OK:
                self.wrong.append(f"{answer.status} {path}")
        connection.close()


def asked(port: int, count: int, seconds: float, cookie: str, paths: list[str]) -> dict[str, object]:
    """Let the clients ask, and return what they got."""
    until = time.monotonic() + seconds
    clients = [Client(port, cookie, paths, first=number, until=until) for number in range(count)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = [one for client in clients for one in client.took]
    return {
        "a_second": len(took) / seconds,
        "p50": statistics.median(took),
        "p95": statistics.quantiles(took, n=20, method="inclusive")[-1],
        "wrong": sorted({one for client in clients for one in client.wrong}),
    }


if __name__ == "__main__":
    given = sys.argv[1:]
    print(json.dumps(asked(int(given[0]), int(given[1]), float(given[2]), given[3], given[4:])))
