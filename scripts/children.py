"""Which processes were started here, and how do all of them end when this one is asked to, or is gone?

Each child leads a session of its own, so that Ctrl-C reaches this process alone and it ends the children in
order. Should this process be killed, the system asks the children to end (Linux).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 8
PR_SET_PDEATHSIG = 1
KILLED_BY = 128


class Ended(Exception):  # noqa: N818 - a request, not a fault
    """This process was asked to end."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Children:
    """The processes started here, by name."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._starting = False
        self._asked: int | None = None

    def start(
        self,
        name: str,
        command: Sequence[str],
        env: Mapping[str, str],
        *,
        sockets: Sequence[int] = (),
        answers: bool = False,
    ) -> subprocess.Popen[str]:
        """Start a child in the project's folder; with `answers` its standard output is kept for us."""
        self._starting = True
        try:
            self._running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if answers else None,
                text=True,
                pass_fds=sockets,
                start_new_session=True,
                preexec_fn=dies_with_parent(),  # noqa: PLW1509 - no threads run here, and it calls libc alone
            )
        finally:
            self._starting = False
        if self._asked is not None:
            raise Ended(self._asked)
        return self._running[name]

    def finished(self, name: str) -> str:
        """Wait for a child that prepares something and return its answer; its failure ends this process too."""
        answer, _ = self._running[name].communicate()
        status = self._running.pop(name).returncode
        if status:
            raise SystemExit(status if status > 0 else KILLED_BY - status)
        return answer or ""

    def gone(self) -> str | None:
        """Return the name of a child that has ended by itself, if there is one."""
        return next((name for name, child in self._running.items() if child.poll() is not None), None)

    def first_gone(self) -> tuple[str, int]:
        """Wait until a child ends by itself; return its name and its exit status."""
        while (name := self.gone()) is None:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        return name, self._running[name].returncode

    def ask_to_end(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal; a child just being started is started first, so that it is known and can be ended."""
        self._asked = number
        if not self._starting:
            raise Ended(number)

    def stop(self) -> None:
        """Ask all children to end, wait a while, and end with force what is left of them."""
        for child in self._running.values():
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + PATIENCE_SECONDS
        for child in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(until - time.monotonic(), 0))
            _signal(child, signal.SIGKILL)
            child.wait()


@contextmanager
def children() -> Iterator[Children]:
    """Give a place to start processes from; when it is left, by a signal too, they have all ended."""
    own = Children()
    if "MAKELEVEL" in os.environ:
        dies_with_parent()()
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signals.append(signal.SIGHUP)
    for number in signals:
        signal.signal(number, own.ask_to_end)
    try:
        yield own
    finally:
        for number in signals:
            signal.signal(number, signal.SIG_IGN)
        own.stop()


def dies_with_parent() -> Callable[[], None]:
    """Return what a process calls to be asked to end when its parent is gone."""
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    return ask


def _signal(child: subprocess.Popen[str], number: int) -> None:
    """Signal a child and everything it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
