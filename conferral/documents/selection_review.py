"""What would extending or cancelling do to each of a selection? The rules of the action are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from conferral.models import Enrollment
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.extending import Extension, may_extend
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Standing, Status, standing
from conferral.rules.terms import Dates

CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One enrollment as it stands and as it would stand; `refusal` says why nothing would become of it."""

    key: UUID
    revision: int
    full_name: str
    member_number: str
    before: Standing | None
    after: Standing | None
    expires_on: date
    new_expires_on: date
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Review:
    """All of a selection, by name."""

    every: tuple[Reviewed, ...]

    @property
    def accepted(self) -> list[Reviewed]:
        """Those to which it would be done."""
        return [one for one in self.every if one.refusal is None]

    @property
    def refused(self) -> list[Reviewed]:
        """Those to which it would not."""
        return [one for one in self.every if one.refusal is not None]

    def becoming(self) -> list[tuple[Status, int]]:
        """Count those accepted whose status would be another one, by the status after it."""
        counted = Counter(
            one.after.status
            for one in self.accepted
            if one.after is not None and (one.before is None or one.before.status is not one.after.status)
        )
        return [(status, counted[status]) for status in Status if counted[status]]


def extension_review(keys: Sequence[int], extension: Extension | None, *, by: Actor, on: date) -> Review:
    """Look at what extending enrollments (by primary key) would do; without an extension, at how they stand.

    One query for every thousand.
    """

    def look(row: Enrollment) -> tuple[Facts, Refusal | None]:
        facts = row.facts()
        if extension is None:
            return facts, None
        said = may_extend(by, facts=facts, extension=extension, on=on)
        return (replace(facts, expires_on=said.expires_on), None) if isinstance(said, Dates) else (facts, said)

    return Review(tuple(_reviewed(keys, look, on)))


def cancellation_review(keys: Sequence[int], *, by: Actor, on: date) -> Review:
    """Look at what cancelling enrollments (by primary key) today would do; one query for every thousand."""

    def look(row: Enrollment) -> tuple[Facts, Refusal | None]:
        facts = row.facts()
        refusal = permits.may_cancel(
            by, contact=row.contact_id, facts=facts, enrollees_may_cancel=row.program.enrollees_may_cancel, on=on
        )
        return (facts if refusal else replace(facts, cancelled_on=on)), refusal

    return Review(tuple(_reviewed(keys, look, on)))


def _reviewed(
    keys: Sequence[int], look: Callable[[Enrollment], tuple[Facts, Refusal | None]], on: date
) -> Iterable[Reviewed]:
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        rows = Enrollment.objects.select_related("contact", "program").in_bulk(some)
        for row in (rows[key] for key in some if key in rows):
            facts, refusal = look(row)
            yield Reviewed(
                key=row.key,
                revision=row.revision,
                full_name=row.contact.full_name,
                member_number=row.contact.member_number,
                before=standing(row.facts(), on),
                after=standing(facts, on),
                expires_on=row.expires_on,
                new_expires_on=facts.expires_on,
                refusal=refusal,
            )
