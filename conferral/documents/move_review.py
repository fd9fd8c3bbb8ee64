"""What would a move to the current version do? For each by name: kept, lost, dates and standing; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.definitions import definitions_of
from conferral.models.histories import attempts_of
from conferral.models.movable import Asked, movables
from conferral.rules.actors import Actor
from conferral.rules.carrying import Carried, Carrying
from conferral.rules.foreseeing import foreseen
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Standing, standing
from conferral.rules.terms import Dates

CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """One person who would be moved: version, dates and standing before and after, and what carries over."""

    contact: Contact
    enrollment: Enrollment
    version: int
    dates: Dates
    carried: Carried
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReview:
    """What Move would do: the version they would come under, who would be moved and who not, and why."""

    version: Version | None
    accepted: tuple[Moving, ...]
    refused: tuple[Refusal, ...]

    @property
    def kept(self) -> int:
        """How many completions would come along."""
        return sum(len(one.carried.kept) for one in self.accepted)

    @property
    def lost(self) -> int:
        """How many completions would not."""
        return sum(len(one.carried.lost) for one in self.accepted)

    @property
    def losers(self) -> int:
        """How many people would lose a completion."""
        return sum(1 for one in self.accepted if one.carried.lost)


def review(
    contacts: Sequence[Contact], program: Program, version: Version | None, *, keeps_dates: bool, by: Actor, today: date
) -> MoveReview:
    """Return what moving these contacts today would do, by asking what the action asks.

    `version` is the program's current one (`movers.current_of`). A fixed number of queries for
    every thousand contacts.
    """
    accepted: list[Moving] = []
    refused: list[Refusal] = []
    asked = Asked(by=by, keeps_dates=keeps_dates, today=today)
    for start in range(0, len(contacts), CHUNK):
        some = contacts[start : start + CHUNK]
        found = movables({contact.pk: contact.full_name for contact in some}, program, version, asked)
        refused += [movable.refusal for movable in found.values() if movable.refusal]
        pairs = [
            (contact, movable.enrollment, movable.dates)
            for contact in some
            if (movable := found[contact.pk]).enrollment is not None and movable.dates is not None
        ]
        if version is not None:
            accepted += _looked_ahead(pairs, version, today)
    return MoveReview(version=version, accepted=tuple(accepted), refused=tuple(refused))


def _looked_ahead(
    pairs: Sequence[tuple[Contact, Enrollment, Dates]], version: Version, today: date
) -> Iterator[Moving]:
    definitions = definitions_of({version.pk, *(row.version_id for _, row, _ in pairs)})
    numbers = dict(Version.objects.filter(pk__in=definitions).values_list("pk", "number"))
    ways = {pk: Carrying(definition, definitions[version.pk]) for pk, definition in definitions.items()}
    attempts = attempts_of([row.pk for _, row, _ in pairs])
    for contact, row, dates in pairs:
        ahead = foreseen(
            ways[row.version_id],
            definitions[version.pk],
            attempts[row.pk],
            dates=dates,
            begins_on=min(dates.enrolled_on, today),
        )
        before, after = standing(row.facts(), today), standing(ahead.facts, today)
        if before is None or after is None:
            raise LookupError(f"Enrollment {row.key} is current on {today}, before it begins.")
        yield Moving(
            contact=contact,
            enrollment=row,
            version=numbers[row.version_id] or 0,
            dates=dates,
            carried=ahead.carried,
            before=before,
            after=after,
        )
