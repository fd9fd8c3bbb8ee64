"""How is a file of rows brought in: checked whole, then chunk by chunk, or not at all?"""

from __future__ import annotations

from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from tqdm import tqdm

from conferral.documents.keys import KeyOf, Keys
from conferral.documents.refused_rows import refused_cells, refused_columns
from conferral.management.opened import open_table
from conferral.management.refused import refused_file
from conferral.management.summary import Notes, Summary
from conferral.rules.outcomes import Outcome, Row, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from conferral.documents.header import Columns
    from conferral.documents.table import RefusedRow, Table
    from conferral.rules.actors import Actor

CHUNK_ROWS = 500
# A chunk also ends when its text is this long: 500 rows of 64 KB cells would be hundreds of MB.
CHUNK_CHARACTERS = 4 * 1024 * 1024


class Importer(Protocol):
    """What a kind of file is made of, and the action that takes its rows."""

    @property
    def columns(self) -> Columns:
        """The columns the file must and may have."""

    @property
    def key(self) -> KeyOf:
        """What identifies a row."""

    def accept(self, rows: Sequence[Row], *, by: Actor, at: datetime) -> Sequence[Outcome]:
        """Bring the rows in, all in one transaction; one outcome per row, in order.

        No two rows have one key. A row that cannot be accepted is refused by its outcome; an
        exception leaves the whole chunk unwritten.
        """


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person asked for: see the options in docs/operations.md."""

    dry_run: bool = False
    all_or_nothing: bool = False
    errors: Path | None = None

    @property
    def one_transaction(self) -> bool:
        """Whether everything is written together, so that it can be taken back together."""
        return self.dry_run or self.all_or_nothing


@dataclass(slots=True)
class Report:
    """What came of an import: the figures, and the first refusals and warnings with their lines."""

    summary: Summary = field(default_factory=Summary)
    refusals: Notes = field(default_factory=Notes)
    warnings: Notes = field(default_factory=Notes)
    was_undone: bool = False

    def count(self, where: str, outcome: Outcome) -> None:
        """Count one outcome of the thing at `where`, for example "line 7"."""
        self.summary.count(outcome.kind)
        if outcome.refusal:
            self.refusals.add(where, outcome.refusal.message)
        for warning in outcome.warnings:
            self.warnings.add(where, warning)

    def settle(self, wishes: Wishes) -> None:
        """Decide at the end whether everything is taken back (inside `one_transaction`)."""
        self.was_undone = wishes.dry_run or (wishes.all_or_nothing and self.summary.refused > 0)
        if self.was_undone:
            transaction.set_rollback(True)
        if wishes.all_or_nothing and self.summary.refused:
            self.summary = self.summary.undone()


class BrokenOff(Exception):  # noqa: N818 - the person broke it off; nothing is at fault
    """Ctrl-C during an import: says how many rows are in."""

    def __init__(self, rows: int, total: int, wishes: Wishes) -> None:
        """Say what was written and what to do next."""
        was = "Nothing was written" if wishes.one_transaction else f"{rows} of {total} rows are in"
        super().__init__(f"Interrupted. {was}; the same command continues, for rows that are in stay as they are.")


def bring_in(
    importer: Importer, source: Path, wishes: Wishes, *, by: Actor, at: datetime, show_progress: bool = False
) -> Report:
    """Import one CSV file and report what came of it; raises `Unreadable` before anything is written.

    The first pass reads the whole file for its encoding, its column names and its keys. The second
    hands the rows to the importer in chunks, each of them a transaction of its own, unless
    `wishes` ask for one around all.
    """
    with open_table(source, importer.columns) as table, Keys(importer.key) as keys:
        total = _first_pass(table, keys, show_progress=show_progress)
        header = table.header
        with (
            refused_file(wishes.errors, source=source, columns=refused_columns(header), written_as=header) as put,
            transaction.atomic() if wishes.one_transaction else nullcontext(),
            tqdm(total=total, desc="Importing", unit=" rows", disable=not show_progress) as bar,
        ):
            report = Report()
            try:
                for chunk in _chunks(table, keys):
                    chunk.decide(importer, by=by, at=at)
                    for row, outcome in chunk.outcomes():
                        report.count(f"line {row.line}", outcome)
                        if outcome.refusal:
                            put(refused_cells(header, row.line, row.given, outcome.refusal))
                    bar.update(len(chunk))
            except KeyboardInterrupt:
                raise BrokenOff(report.summary.rows, total, wishes) from None
            if wishes.one_transaction:
                report.settle(wishes)
    return report


def _first_pass(table: Table, keys: Keys, *, show_progress: bool) -> int:
    total = 0
    with (
        closing(table.rows()) as rows,
        tqdm(rows, desc="Checking", unit=" rows", leave=False, disable=not show_progress) as bar,
    ):
        for row in bar:
            total += 1
            if isinstance(row, Row):
                keys.note(row)
    keys.settle()
    return total


class _Chunk:
    """Rows in the order of the file; some are decided before the importer sees the others."""

    def __init__(self) -> None:
        self._rows: list[Row | RefusedRow] = []
        self._decided: dict[int, Outcome] = {}
        self._characters = 0

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def is_full(self) -> bool:
        return len(self._rows) >= CHUNK_ROWS or self._characters >= CHUNK_CHARACTERS

    def add(self, row: Row | RefusedRow, keys: Keys) -> None:
        verdict = keys.verdict(row) if isinstance(row, Row) else refused(row.refusal)
        if verdict is not None:
            self._decided[row.line] = verdict
        self._rows.append(row)
        self._characters += sum(map(len, row.given))

    def decide(self, importer: Importer, *, by: Actor, at: datetime) -> None:
        """Ask the importer about every row that is still open."""
        open_rows = [row for row in self._rows if isinstance(row, Row) and row.line not in self._decided]
        if open_rows:
            outcomes = importer.accept(open_rows, by=by, at=at)
            self._decided.update(zip((row.line for row in open_rows), outcomes, strict=True))

    def outcomes(self) -> Iterator[tuple[Row | RefusedRow, Outcome]]:
        return ((row, self._decided[row.line]) for row in self._rows)


def _chunks(table: Table, keys: Keys) -> Iterator[_Chunk]:
    chunk = _Chunk()
    with closing(table.rows()) as rows:
        for row in rows:
            chunk.add(row, keys)
            if chunk.is_full:
                yield chunk
                chunk = _Chunk()
    if len(chunk):
        yield chunk
