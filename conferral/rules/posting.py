"""When is a mail tried again that could not be handed over, and when is it given up?"""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)

MOST_ATTEMPTS = 78
"""So often a mail is tried: with the pauses between, for three days."""

REFUSED_FOR_GOOD = 500
"""Answers of a mail server from this number on say that trying again is of no use."""


def pause_after(attempts: int) -> timedelta:
    """Return how long a mail rests after so many attempts: twice as long each time, an hour at most."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_PAUSE * int(2**doublings), LONGEST_PAUSE)


def next_try(attempts: int, at: datetime) -> datetime:
    """Return when a mail is tried again that was tried at this instant for so many times."""
    return at + pause_after(attempts)


def is_given_up(attempts: int) -> bool:
    """Whether a mail that was tried so often is not tried again by itself."""
    return attempts >= MOST_ATTEMPTS
