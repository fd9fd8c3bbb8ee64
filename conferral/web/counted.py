"""How many requests has this process answered, how, and how long did that take? Counted since it began."""

from __future__ import annotations

import threading
from collections import Counter

_lock = threading.Lock()
_answers: Counter[int] = Counter()
_seconds = [0.0]


def answered(status: int, seconds: float) -> None:
    """Count an answer."""
    with _lock:
        _answers[status] += 1
        _seconds[0] += seconds


def answers() -> tuple[dict[int, int], float]:
    """Return how many answers there were by status, and the seconds that all of them took."""
    with _lock:
        return dict(sorted(_answers.items())), _seconds[0]
