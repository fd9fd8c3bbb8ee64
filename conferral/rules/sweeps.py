"""Which occasion of something that is due again and again does an instant belong to?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def slot(every: timedelta, at: datetime) -> str:
    """Name the span of this length that holds the instant: the same for every worker, whatever its time zone."""
    begun = at - (at - _FIRST) % every
    return begun.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
