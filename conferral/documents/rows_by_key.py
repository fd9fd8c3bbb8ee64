"""Which rows has a list for these keys, as they stand now? What an export that is a job reads, chunk by chunk.

A list goes as a job once it stands here and its page says by which keys it goes (web/spreadsheets.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from conferral.documents import accounts, contact_list, enrollees_exported, inactive_enrollments
from conferral.documents.enrollees import Column
from conferral.documents.kept_rows import Row
from conferral.models import Program
from conferral.rules.exporting import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """The list that is meant: which, as of which day, of which program if it is of one, with what chosen."""

    what: Listed
    on: date
    program: Program | None = None
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)


def rows_by_key(of: List, keys: Sequence[int]) -> dict[int, Row]:
    """Return the row of each key that is still there, in a fixed number of queries."""
    return READ[of.what](of, keys)


def _enrollees(of: List, keys: Sequence[int]) -> dict[int, Row]:
    if of.program is None:
        message = "a list of enrollees is of a program"
        raise ValueError(message)
    columns = [Column(name) for name in of.chosen["columns"]]
    return enrollees_exported.exported_again(keys, columns, of.program, on=of.on)


def _contacts(_of: List, keys: Sequence[int]) -> dict[int, Row]:
    return contact_list.exported_again(keys)


def _users(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return accounts.exported_again(keys, on=of.on)


def _inactive(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return inactive_enrollments.exported_again(keys, on=of.on)


READ: dict[Listed, Callable[[List, Sequence[int]], dict[int, Row]]] = {
    Listed.ENROLLEES: _enrollees,
    Listed.CONTACTS: _contacts,
    Listed.USERS: _users,
    Listed.INACTIVE: _inactive,
}
