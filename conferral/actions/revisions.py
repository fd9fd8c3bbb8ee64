"""Was the thing changed since the person looked at it? Optimistic locking, from the start."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from conferral.models import (
    Completion,
    Component,
    Contact,
    Enrollment,
    Event,
    GradeScale,
    Offering,
    Program,
    UnitType,
)
from conferral.rules import files
from conferral.rules.days import shortened
from conferral.rules.refusals import Refusal, Refused

ABOUT = {
    Enrollment: ("enrollment_id", "pk", "enrollment."),
    Completion: ("completion_id", "pk", "completion."),
    Contact: ("contact_id", "pk", "contact."),
    Program: ("program_id", "pk", "program."),
    Component: ("subject", "key", "component."),
    Offering: ("subject", "key", "offering."),
    UnitType: ("subject", "key", "unit_type."),
    GradeScale: ("subject", "key", "grade_scale."),
}
"""Where an entry of the log names the row and by what, and how the kinds begin of those that changed the row itself."""

SAID = {
    "is_active": "Active",
    "is_maintenance": "Maintenance program",
    "enrollees_may_cancel": "Allow enrollees to cancel enrollment",
    "separates_duties": "Separation of duties",
    "retention_years": "Years of retention",
}
"""What the live policies are called on the page where somebody reads that they were changed."""

FOLLOWING = ("enrollment.earned", "enrollment.earning_lost")
"""What followed from completions; it is no revision of the enrollment."""


def check(row: models.Model, expected: int | None) -> None:
    """Raise Refused(`stale`) when the locked row is not the revision the person looked at.

    `expected` None means that nobody looked: a command or an import. The sentence tells who
    changed it last, when, and what is different since the revision looked at.
    """
    revision = row.revision  # type: ignore[attr-defined]
    if expected is None or revision == expected:
        return
    column, by, kinds = ABOUT[type(row)]
    since = (
        Event.objects.filter(**{column: getattr(row, by)}, kind__startswith=kinds)
        .exclude(kind__in=FOLLOWING)
        .order_by("-pk")[: max(revision - expected, 1)]
    )
    if not since:
        raise Refused(Refusal("stale", "This was changed since you opened it; look at it again."))
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for entry in reversed(since):
        before = {**entry.before, **before}
        after = {**after, **entry.after}
    last = since[0]
    at = timezone.localtime(last.at)
    difference = "; ".join(
        files.changes(before.get(name), value)
        if name == "files"
        else f"{SAID.get(name, name)}: {_said(name, before.get(name))} became {_said(name, value)}"
        for name, value in after.items()
    )
    raise Refused(
        Refusal(
            "stale",
            f"This was changed by {last.actor} at {at:%Y-%m-%d %H:%M} since you opened it ({difference or last.kind}). "
            "Look at it again; nothing of yours was saved.",
        )
    )


def _said(name: str, value: object) -> str:
    if name in SAID and isinstance(value, bool):
        return "on" if value else "off"
    return "blank" if value in (None, "") else shortened(str(value))
