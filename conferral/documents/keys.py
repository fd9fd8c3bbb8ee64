"""Which keys stand more than once in the file, and do their rows agree?

The first pass over a file notes every key before anything is written. Notes go to a temporary
SQLite database on disk, 16 bytes for the key and 16 for the row, so that memory does not grow
with the file.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Self

from conferral.rules.days import shortened
from conferral.rules.outcomes import Kind, Outcome, refused
from conferral.rules.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType

    from conferral.rules.outcomes import Row

Key = tuple[str, ...]
_BATCH = 1_000
_LINES_NAMED = 3
_UNCHANGED = Outcome(Kind.UNCHANGED)

# An empty name is SQLite's own temporary database: on disk, nameless, gone when closed.
_ON_DISK = ""
_SCHEMA = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = FILE;
    CREATE TABLE seen (line INTEGER PRIMARY KEY, key BLOB NOT NULL, row BLOB NOT NULL);
"""
# The index is built once, by sorting: filling it row by row would jump about the disk.
_SETTLE = """
    CREATE INDEX seen_by_key ON seen (key, row, line);
    CREATE TABLE repeated (line INTEGER PRIMARY KEY, key BLOB, first INTEGER, rows INTEGER, agree INTEGER);
    INSERT INTO repeated
        SELECT seen.line, seen.key, found.first, found.rows, found.agree
        FROM (SELECT key, min(line) AS first, count(*) AS rows, min(row) = max(row) AS agree
              FROM seen GROUP BY key HAVING count(*) > 1) AS found
        JOIN seen ON seen.key = found.key
        ORDER BY seen.line;
"""
_VERDICT = "SELECT key, first, rows, agree FROM repeated WHERE line = ?"
_OTHERS = "SELECT line FROM seen WHERE key = ? AND line <> ? ORDER BY line LIMIT ?"


@dataclass(frozen=True, slots=True)
class KeyOf:
    """What identifies a row: the columns, for a sentence, and the key as the importer compares it.

    `read` gives None for a row that will be refused anyway because its key cannot be read.
    """

    columns: tuple[str, ...]
    read: Callable[[Mapping[str, str]], Key | None]


class Keys:
    """The keys of one file: `note` every row, `settle` once, then ask `verdict` row by row."""

    def __init__(self, key_of: KeyOf) -> None:
        """Begin with no keys."""
        self._key_of = key_of
        self._waiting: list[tuple[int, bytes, bytes]] = []
        self._any_repeated = False
        self._notes = sqlite3.connect(_ON_DISK, isolation_level=None)
        self._notes.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        """Keep the notes until the block is left."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Throw the notes away."""
        self._notes.close()

    def note(self, row: Row) -> None:
        """Remember the key of a row."""
        key = self._key_of.read(row.cells)
        if key is None:
            return
        # Cells and not the row as given: a mended file has columns more, and blanks mean nothing.
        self._waiting.append((row.line, _digest(key), _digest(row.cells.values())))
        if len(self._waiting) >= _BATCH:
            self._write()

    def settle(self) -> None:
        """Find the keys that stand more than once; call it when every row has been noted."""
        self._write()
        self._notes.executescript(_SETTLE)
        self._any_repeated = bool(self._notes.execute("SELECT EXISTS (SELECT 1 FROM repeated)").fetchone()[0])

    def verdict(self, row: Row) -> Outcome | None:
        """Say what becomes of a row because of its key: None when it is the importer's to judge.

        Identical rows count once, at the first, and the others are unchanged. Where rows differ
        nobody can say which is meant, and all are refused (`key_repeated`).
        """
        if not self._any_repeated:
            return None
        found = self._notes.execute(_VERDICT, (row.line,)).fetchone()
        if found is None:
            return None
        digest, first, rows, agree = found
        if agree:
            return None if row.line == first else _UNCHANGED
        others = [line for (line,) in self._notes.execute(_OTHERS, (digest, row.line, _LINES_NAMED))]
        return refused(self._repeated(row, others, rows - 1 - len(others)))

    def _repeated(self, row: Row, others: list[int], more: int) -> Refusal:
        key = self._key_of.read(row.cells) or ()
        named = ", ".join(f"{name} {shortened(cell)}" for name, cell in zip(self._key_of.columns, key, strict=True))
        lines = [*map(str, others), *([f"{more} more"] if more else [])]
        where = lines[0] if len(lines) == 1 else f"{', '.join(lines[:-1])} and {lines[-1]}"
        return Refusal(
            "key_repeated",
            f"{named} stands in line{'s' if len(lines) > 1 else ''} {where} too, with other values: "
            "keep the row that is right.",
        )

    def _write(self) -> None:
        self._notes.execute("BEGIN")
        self._notes.executemany("INSERT INTO seen VALUES (?, ?, ?)", self._waiting)
        self._notes.execute("COMMIT")
        self._waiting.clear()


def _digest(cells: Iterable[str]) -> bytes:
    # NUL separates: a cell with one was refused before it came here.
    return blake2b("\0".join(cells).encode(), digest_size=16).digest()
