"""What exactly would go if these enrollments were purged, and which of them cannot be?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.documents.pending_completions import log_position
from conferral.documents.purging import planned
from conferral.models import Enrollment
from conferral.models.inactive import inactive_cases
from conferral.rules.inactive import Inactive, inactive, may_purge_one
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Named:
    """One of the enrollments: whose and of which program; why it is inactive, or why it cannot be purged."""

    full_name: str
    member_number: str
    program: str
    found: Inactive | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeReview:
    """What would go: enrollments of so many contacts, their completions and files; and what cannot.

    `picks` are the keys and revisions of what would go, `going` and `refused` name each in the order asked for.
    `inherited` counts files that stay, because they prove a completion that was carried over to another enrollment.
    All is as of `position`, a place of the log.
    """

    picks: tuple[tuple[UUID, int], ...]
    going: tuple[Named, ...]
    refused: tuple[Named, ...]
    contacts: int
    completions: int
    files: int
    inherited: int
    position: int


def purge_review(items: Sequence[Item], *, on: date) -> PurgeReview:
    """Return what purging these enrollments (by primary key, each as it was looked at) would do, in a few queries."""
    position = log_position()
    held = Enrollment.objects.select_related("contact", "program").in_bulk([item.subject for item in items])
    cases = inactive_cases(held.values(), on=on)
    rows, picks, going, refused = [], [], [], []
    for item in items:
        row = held.get(item.subject)
        if row is None:
            continue
        refusal = may_purge_one(cases[row.pk], on) or _changed(row, item)
        of_row = Named(
            row.contact.full_name, row.contact.member_number, row.program.code, inactive(cases[row.pk], on), refusal
        )
        if refusal:
            refused.append(of_row)
            continue
        rows.append(row)
        going.append(of_row)
        picks.append((row.key, row.revision))
    plan = planned([row.pk for row in rows])
    return PurgeReview(
        picks=tuple(picks),
        going=tuple(going),
        refused=tuple(refused),
        contacts=len({row.contact_id for row in rows}),
        completions=sum(plan.completions.values()),
        files=len(plan.files),
        inherited=len(plan.inherited),
        position=position,
    )


def _changed(row: Enrollment, item: Item) -> Refusal | None:
    if item.revision in (None, row.revision):
        return None
    return Refusal("stale", "This enrollment was changed since you ticked it; look at it again.")
