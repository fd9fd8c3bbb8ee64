"""How often may a program ask? Each server process counts by itself what the owner of a key asks of it in a minute.

Counted together, in the cache of all processes, every request would wait for the one before it, and on SQLite reading
would be writing (docs/decisions/0043-json-api.md).
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from math import ceil
from threading import Lock

MOST = 600
"""So many requests of one owner are answered in a minute by one process."""
MINUTE = 60


class Pace:
    """What was asked in the minute that runs, by owner."""

    def __init__(self) -> None:
        self._minute, self._counted, self._lock = 0, Counter[int](), Lock()

    def wait(self, owner: int, at: datetime) -> int:
        """Count once more; return after how many seconds to come again, 0 for now."""
        seconds = at.timestamp()
        with self._lock:
            if self._minute != int(seconds // MINUTE):
                self._minute = int(seconds // MINUTE)
                self._counted.clear()
            self._counted[owner] += 1
            return 0 if self._counted[owner] <= MOST else ceil(MINUTE - seconds % MINUTE)


PACE = Pace()
