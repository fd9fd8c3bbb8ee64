"""Was the thing changed since the person looked at it? Optimistic locking, from the start."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from conferral.models import Completion, Contact, Enrollment, Event, Program
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal, Refused

ABOUT = {Enrollment: "enrollment_id", Completion: "completion_id", Contact: "contact_id", Program: "program_id"}


def check(row: models.Model, expected: int | None) -> None:
    """Raise Refused(`stale`) when the locked row is not the revision the person looked at.

    `expected` None means that nobody looked: a command or an import. The sentence tells who
    changed it last, when, and what is different.
    """
    revision = row.revision  # type: ignore[attr-defined]
    if expected is None or revision == expected:
        return
    last = Event.objects.filter(**{ABOUT[type(row)]: row.pk}).order_by("-pk").first()
    if last is None:
        raise Refused(Refusal("stale", "This was changed since you opened it; look at it again."))
    at = timezone.localtime(last.at)
    difference = "; ".join(
        f"{name}: {_said(last.before.get(name))} became {_said(value)}" for name, value in last.after.items()
    )
    raise Refused(
        Refusal(
            "stale",
            f"This was changed by {last.actor} at {at:%Y-%m-%d %H:%M} since you opened it ({difference or last.kind}). "
            "Look at it again; nothing of yours was saved.",
        )
    )


def _said(value: object) -> str:
    return "blank" if value in (None, "") else shortened(str(value))
