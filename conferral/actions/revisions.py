"""Was the thing changed since the person looked at it? Optimistic locking, from the start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db import models
from django.utils import timezone

from conferral.models import (
    Account,
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
from conferral.models.account import full_names
from conferral.rules import changed, days
from conferral.rules.refusals import Refusal, Refused

ABOUT = {
    Enrollment: ("enrollment_id", "pk", "enrollment."),
    Completion: ("completion_id", "pk", "completion."),
    Contact: ("contact_id", "pk", "contact."),
    Account: ("subject", "key", "account."),
    Program: ("program_id", "pk", "program."),
    Component: ("subject", "key", "component."),
    Offering: ("subject", "key", "offering."),
    UnitType: ("subject", "key", "unit_type."),
    GradeScale: ("subject", "key", "grade_scale."),
}
"""Where an entry of the log names the row and by what, and how the kinds begin of those that changed the row itself."""

FOLLOWING = (
    "enrollment.earned",
    "enrollment.earning_lost",
    "enrollment.tested",
    "contact.data_handed_out",
    "account.invited_again",
)
"""What followed from completions, or was only looked at; it is no revision of the row."""


def check(row: models.Model, expected: int | None) -> None:
    """Raise Refused(`stale`) when the locked row is not the revision the person looked at.

    `expected` None means that nobody looked: a command or an import. The sentence tells who
    changed it last, when, and what is different since the revision looked at.
    """
    for refusal in stale([(row, expected)]).values():
        raise Refused(refusal)


def stale(looked_at: Collection[tuple[models.Model, int | None]]) -> dict[int, Refusal]:
    """Return, by primary key, why each of the locked rows that are not the revision looked at is refused (`stale`).

    The rows are of one model; what changed and who did it is read in two queries, and none where nothing did.
    """
    changed = [
        (row, row.revision - expected)  # type: ignore[attr-defined]
        for row, expected in looked_at
        if expected is not None and row.revision != expected  # type: ignore[attr-defined]
    ]
    if not changed:
        return {}
    column, by, kinds = ABOUT[type(changed[0][0])]
    since: dict[object, list[Event]] = defaultdict(list)
    for entry in (
        Event.objects.filter(**{f"{column}__in": [getattr(row, by) for row, _ in changed]}, kind__startswith=kinds)
        .exclude(kind__in=FOLLOWING)
        .order_by("-pk")
    ):
        since[getattr(entry, column)].append(entry)
    names = full_names({entries[0].account_id for entries in since.values()})
    return {row.pk: _stale(since[getattr(row, by)][: max(count, 1)], names) for row, count in changed}


def _stale(since: Sequence[Event], names: Mapping[int | None, str]) -> Refusal:
    """Say what the entries, the latest first, changed, and the name of the person who did it last."""
    if not since:
        return Refusal("stale", "This was changed since you opened it; look at it again.")
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for entry in reversed(since):
        before = {**entry.before, **before}
        after = {**after, **entry.after}
    last = since[0]
    at = timezone.localtime(last.at)
    when = f"{days.in_words(at.date())} at {at:%H:%M}"
    difference = changed.in_words(before, after)
    what = f" ({difference})" if difference else ", and changed back"
    return Refusal(
        "stale",
        f"This was changed by {names.get(last.account_id, last.actor)} on {when} since you opened it{what}. "
        "Look at it again; nothing of yours was saved.",
    )
