"""Which rows has a list for these keys, as they stand now? What an export that is a job reads, chunk by chunk.

Every list stands here; its page says by which keys it goes (web/spreadsheets.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from conferral.documents import (
    accounts,
    contact_list,
    enrollees_exported,
    inactive_enrollments,
    log_file,
    log_meant,
    message_list,
    outcomes_exported,
    pending_exported,
    preview_exported,
    roster,
)
from conferral.documents.enrollees import Column
from conferral.documents.kept_rows import Row
from conferral.models import Program
from conferral.rules.actors import Actor
from conferral.rules.exporting import Listed
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """The list that is meant: which, for whom, as of which day, of which program if it is of one, with what chosen."""

    what: Listed
    by: Actor
    on: date
    program: Program | None = None
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def of_program(self) -> Program:
        """The program that it is of."""
        if self.program is None:
            message = f"a list of this kind is of a program: {self.what}"
            raise ValueError(message)
        return self.program

    @property
    def without(self) -> Sequence[str]:
        """What of the log it leaves out."""
        return self.chosen.get("without", ())


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows there are, in order, to be gone through once; `gone` are the keys without any."""

    rows: Iterable[Row]
    gone: Sequence[int] = ()


def rows_by_key(of: List, keys: Sequence[int], *, end: int | None = None) -> Rows | Refusal:
    """Return the rows of keys that are still there, in a fixed number of queries; refused as `unlike` says.

    A key of the log is where a slice of it begins; the last one ends at `end`.
    """
    if of.what is Listed.LOG:
        return Rows(log_file.lines_between(log_meant.entries_of(log_meant.read(of.chosen)), keys[0], end))
    found = READ[of.what](of, keys)
    if isinstance(found, Refusal):
        return found
    return Rows((found[key] for key in keys if key in found), [key for key in keys if key not in found])


def unlike(of: List) -> Refusal | None:
    """Refuse what is not the list any more that was asked for: the preview of a draft that was changed since."""
    if of.what is not Listed.PREVIEW:
        return None
    draft = preview_exported.marked(of.of_program, of.chosen["draft"][0])
    return draft if isinstance(draft, Refusal) else None


def _enrollees(of: List, keys: Sequence[int]) -> dict[int, Row]:
    columns = [Column(name) for name in of.chosen["columns"]]
    return enrollees_exported.exported_again(keys, columns, of.of_program, on=of.on)


def _contacts(_of: List, keys: Sequence[int]) -> dict[int, Row]:
    return contact_list.exported_again(keys)


def _users(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return accounts.exported_again(keys, on=of.on)


def _inactive(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return inactive_enrollments.exported_again(keys, on=of.on)


def _completions(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return pending_exported.completions_again(keys, by=of.by, on=of.on)


def _program_completions(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return pending_exported.program_completions_again(keys, by=of.by, on=of.on)


def _notices(_of: List, keys: Sequence[int]) -> dict[int, Row]:
    return message_list.exported_again(keys)


def _outcome(of: List, keys: Sequence[int]) -> dict[int, Row]:
    words = dict(zip(of.chosen["codes"], of.chosen["words"], strict=True))
    return outcomes_exported.exported_again(UUID(of.chosen["job"][0]), keys, words)


def _roster(of: List, keys: Sequence[int]) -> dict[int, Row]:
    return roster.exported_again(keys, are_cancelled=roster.Show.CANCELLED in of.chosen["show"])


def _preview(of: List, keys: Sequence[int]) -> dict[int, Row] | Refusal:
    mark, keeps_dates = of.chosen["draft"][0], bool(of.chosen["keeps_dates"])
    return preview_exported.exported_again(keys, of.of_program, mark=mark, keeps_dates=keeps_dates, on=of.on)


READ: dict[Listed, Callable[[List, Sequence[int]], dict[int, Row] | Refusal]] = {
    Listed.ENROLLEES: _enrollees,
    Listed.PREVIEW: _preview,
    Listed.INACTIVE: _inactive,
    Listed.CONTACTS: _contacts,
    Listed.COMPLETIONS: _completions,
    Listed.PROGRAM_COMPLETIONS: _program_completions,
    Listed.OUTCOME: _outcome,
    Listed.USERS: _users,
    Listed.NOTICES: _notices,
    Listed.ROSTER: _roster,
}
"""How each list is read by its keys, but for the log, which goes by slices."""
