"""Is this process about to end? It says so to whoever asks whether it is ready, and answers all else until then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import FrameType

_asked: list[int] = []
"""The signals by which this process was asked to end; a list, as a handler may wait for no lock."""


def is_leaving() -> bool:
    """Whether this process was asked to end."""
    return bool(_asked)


def taking_leave(end: Callable[[], None], *, after: float) -> Callable[[int, FrameType | None], None]:
    """Return what handles a signal: from then on this process is leaving, and so many seconds later it ends.

    Asked a second time it ends at once.
    """

    def leave(number: int, _frame: FrameType | None) -> None:
        _asked.append(number)
        if len(_asked) > 1 or not after:
            end()
            return
        timer = threading.Timer(after, end)
        timer.daemon = True
        timer.start()

    return leave
