"""What became of a row that was brought in? Created, updated, unchanged or refused."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conferral.rules.refusals import Refusal


class Kind(StrEnum):
    """The four things that can become of a row; the words are those of the summary."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, ready to be judged.

    `line` is the physical line on which the row begins (the header's is 1). `cells` holds every
    column the file may have, trimmed and in Unicode form NFC; an absent column reads as blank.
    `given` is the row as it stands in the file, in the file's own column order.
    """

    line: int
    cells: Mapping[str, str]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: a refusal says why it was refused, warnings what to look at."""

    kind: Kind
    refusal: Refusal | None = None
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold a refusal exactly when refused: a refused row without a reason helps nobody."""
        if (self.kind is Kind.REFUSED) != (self.refusal is not None):
            message = f"an outcome {self.kind} with the refusal {self.refusal!r} contradicts itself"
            raise ValueError(message)


def outcome_of(decided: Kind | Refusal) -> Outcome:
    """Return the outcome of a row for which this was decided."""
    return Outcome(decided) if isinstance(decided, Kind) else refused(decided)


def refused(refusal: Refusal, *warnings: str) -> Outcome:
    """Refuse a row for this reason."""
    return Outcome(Kind.REFUSED, refusal, warnings)
