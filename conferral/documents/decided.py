"""What becomes of a row of history, once it is decided what it makes of what it names?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from conferral.documents.named import Named
from conferral.models import Contact
from conferral.rules.outcomes import Kind, Outcome, Row, refused
from conferral.rules.refusals import Refusal

Given = TypeVar("Given")
Written = TypeVar("Written")


@dataclass(frozen=True, slots=True)
class Decided(Generic[Written]):
    """What becomes of a row, whom it is about where that is known, and what is to be written for it."""

    outcome: Outcome
    contact: Contact | None = None
    to_write: Written | None = None


def decided(
    read: Sequence[tuple[Row, Given | Refusal]],
    named: Named,
    decide: Callable[[Given], Written | Refusal | None],
    *,
    new: type[object],
) -> list[Decided[Written]]:
    """Return what becomes of each row, in order: `decide` says what to write for one that could be read.

    What is `new` is added, anything else changed, and where there is nothing it is unchanged.
    """
    return [_decided(row, named, given if isinstance(given, Refusal) else decide(given), new) for row, given in read]


def _decided(row: Row, named: Named, made: Written | Refusal | None, new: type[object]) -> Decided[Written]:
    contact = named.contacts.get(row.cells["member_number"])
    if isinstance(made, Refusal):
        return Decided(refused(made), contact)
    if made is None:
        return Decided(Outcome(Kind.UNCHANGED), contact)
    return Decided(Outcome(Kind.CREATED if isinstance(made, new) else Kind.UPDATED), contact, made)
