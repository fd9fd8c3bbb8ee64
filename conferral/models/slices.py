"""How are many values asked for that no one query takes? A thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

AT_ONCE = 1000

Value = TypeVar("Value")


def slices(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Yield the values in their order, at most a thousand in each."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield what comes one by one in its order, at most a thousand at a time, and hold no more than these."""
    coming = iter(values)
    while some := list(islice(coming, AT_ONCE)):
        yield some
