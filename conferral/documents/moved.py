"""Whom did one move move, what came along and what was lost, and how does each of these enrollments stand?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.models import Enrollment, Event
from conferral.rules.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The enrollment after a move: its opaque key, version, dates and standing; what was lost, in sentences."""

    key: UUID
    version: int
    enrolled_on: date
    expires_on: date
    standing: Standing | None
    kept: int
    lost: tuple[str, ...]


def moved_by(batch: UUID, contacts: Collection[int], *, on: date) -> dict[int, Moved]:
    """Return by contact the enrollments that a move made, as of a day, in two queries; those purged are not there."""
    entries = Event.objects.filter(batch=batch, kind="enrollment.moved", contact_id__in=contacts)
    said = dict(entries.values_list("enrollment_id", "after"))
    rows = Enrollment.objects.filter(pk__in=list(said)).select_related("contact", "version")
    return {
        row.contact_id: Moved(
            key=row.key,
            version=row.version.number or 0,
            enrolled_on=row.enrolled_on,
            expires_on=row.expires_on,
            standing=standing(row.facts(), on),
            kept=len(said[row.pk].get("carried", ())),
            lost=tuple(one["said"] for one in said[row.pk].get("lost", ())),
        )
        for row in rows
    }
