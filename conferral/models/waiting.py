"""How much waits for staff? Completions to grade or approve, and program completions to approve."""

from __future__ import annotations

from datetime import date

from conferral.models.completion import Completion, CompletionQuerySet
from conferral.models.counted import counted as counted_at_once
from conferral.models.enrollment import Enrollment, EnrollmentQuerySet

MOST = 1000
"""The menu counts no further: every page asks."""


def questions(*, on: date) -> tuple[CompletionQuerySet, EnrollmentQuerySet]:
    """Return which completions and which program completions wait on a day, to be counted up to `MOST`."""
    return Completion.objects.waiting(on=on)[:MOST], Enrollment.objects.waiting(on=on)[:MOST]


def counted(*, on: date) -> tuple[int, int]:
    """Return how many completions and how many program completions wait on a day, each at most `MOST`; one query."""
    completions, programs = counted_at_once(*questions(on=on))
    return completions, programs
