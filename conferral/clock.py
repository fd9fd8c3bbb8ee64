"""What time is it, and what day is it for the organization? The only reader of the clock.

Web and management ask once per request or command and pass the answer on; nothing below them asks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return this instant, aware and in UTC."""
    return datetime.now(tz=UTC)


def today() -> date:
    """Return today's date in the organization's time zone, which the request, command or worker is in."""
    return timezone.localdate(now())
