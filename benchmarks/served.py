"""How is something served as on one machine: two processes of four threads? And how much memory do they hold?"""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WAIT_SECONDS = 60
MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers on a port of this machine; `pid` is the process over its workers."""

    pid: int
    port: int

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        stats = [path.read_text(encoding="ascii", errors="replace") for path in Path("/proc").glob("[0-9]*/stat")]
        told = [(int(stat.split(" ", 1)[0]), stat.rpartition(")")[2].split()) for stat in stats]
        return [pid for pid, rest in told if int(rest[1]) == self.pid]

    def megabytes(self) -> float:
        """Return what the workers hold, with their part of what they share."""
        return sum(megabytes(pid) for pid in self.workers())


def megabytes(pid: int) -> float:
    """Return what a process holds, with its part of what it shares."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / MEGABYTE


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve a WSGI application until done with it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"),
        *("--log-level", "warning", "--limit-request-line", "8190"),
    ]
    with subprocess.Popen(command, cwd=ROOT, env={**environment, "DRAIN_SECONDS": "0"}) as process:  # noqa: S603 - our own
        try:
            _wait(port, process)
            yield Server(process.pid, port)
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            asking.request("GET", "/healthz", headers={"Host": "testserver"})
            asking.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server does not answer.")
