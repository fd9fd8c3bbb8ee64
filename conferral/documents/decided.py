"""What becomes of a row of history, once it is decided what it makes of what it names?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from conferral.documents.named import Named
from conferral.models import Contact
from conferral.rules.outcomes import Kind, Outcome, Row, refused
from conferral.rules.refusals import Refusal

Written = TypeVar("Written")


@dataclass(frozen=True, slots=True)
class Decided(Generic[Written]):
    """What becomes of a row, whom it is about where that is known, and what is to be written for it."""

    outcome: Outcome
    contact: Contact | None = None
    to_write: Written | None = None


def decided(row: Row, named: Named, made: Written | Refusal | None, *, new: type[object]) -> Decided[Written]:
    """Return what becomes of a row: what is `made` of it is added if it is `new`, else changed; None is unchanged."""
    contact = named.contacts.get(row.cells["member_number"])
    if isinstance(made, Refusal):
        return Decided(refused(made), contact)
    if made is None:
        return Decided(Outcome(Kind.UNCHANGED), contact)
    return Decided(Outcome(Kind.CREATED if isinstance(made, new) else Kind.UPDATED), contact, made)
