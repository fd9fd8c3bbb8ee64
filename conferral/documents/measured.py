"""How is the installation doing, in numbers? What waits, how long already, and who works on it; nobody by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from conferral.models import Job, LogHead, Message, Worker
from conferral.models.seal import waiting

SEEN = timedelta(minutes=1)
"""A worker that gave no sign of life for so long does not count as one that works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Counts, and ages in seconds; an age is 0 where there is nothing."""

    jobs_waiting: int
    jobs_given_up: int
    oldest_job: float
    messages_waiting: int
    messages_overdue: float
    messages_failed: int
    workers: int
    worker_seen: float
    entries_unsealed: int
    oldest_unsealed: float


def measured(at: datetime) -> Measured:
    """Return the numbers at an instant. Six queries."""
    unfinished = Q(ended_at=None)
    jobs = Job.objects.aggregate(
        waiting=Count("pk", filter=unfinished),
        given_up=Count("pk", filter=~Q(fault="")),
        oldest=Min("asked_at", filter=unfinished),
    )
    messages = Message.objects.waiting().aggregate(count=Count("pk"), due=Min("due_at"))
    workers = Worker.objects.aggregate(count=Count("pk", filter=Q(seen_at__gt=at - SEEN)), seen=Max("seen_at"))
    settled = LogHead.objects.values_list("settled", flat=True).first() or 0
    unsealed = waiting(settled).order_by().aggregate(count=Count("pk"), since=Min("at"))
    return Measured(
        jobs_waiting=jobs["waiting"],
        jobs_given_up=jobs["given_up"],
        oldest_job=_age(jobs["oldest"], at),
        messages_waiting=messages["count"],
        messages_overdue=_age(messages["due"], at),
        messages_failed=Message.objects.failed().count(),
        workers=workers["count"],
        worker_seen=_age(workers["seen"], at),
        entries_unsealed=unsealed["count"],
        oldest_unsealed=_age(unsealed["since"], at),
    )


def _age(since: datetime | None, at: datetime) -> float:
    return max((at - since).total_seconds(), 0.0) if since else 0.0
