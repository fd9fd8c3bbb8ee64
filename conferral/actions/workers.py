"""How does a worker say that it is alive, and that it goes?"""

from __future__ import annotations

from datetime import datetime

from conferral.models import Worker


def seen(*, name: str, at: datetime) -> None:
    """Write down that the worker of that name is alive."""
    if not Worker.objects.filter(name=name).update(seen_at=at):
        Worker.objects.create(name=name, began_at=at, seen_at=at)


def gone(*, name: str) -> None:
    """Write down that the worker has ended: nothing waits for it any more."""
    Worker.objects.filter(name=name).delete()
