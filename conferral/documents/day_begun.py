"""At which instant does a day begin, in the organization's time zone?"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def begin_of(day: date) -> datetime:
    """Return the first instant of a day."""
    return timezone.make_aware(datetime.combine(day, time()))
