"""How many rows were created, updated, unchanged and refused, and how is that said?"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from conferral.rules.outcomes import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTES_SHOWN = 20


class Summary:
    """Counts what became of the rows; `rows` is always the sum of the other four."""

    def __init__(self, *, created: int = 0, updated: int = 0, unchanged: int = 0, refused: int = 0) -> None:
        """Begin with these counts."""
        self._counts = Counter(
            {
                Kind.CREATED: created,
                Kind.UPDATED: updated,
                Kind.UNCHANGED: unchanged,
                Kind.REFUSED: refused,
            }
        )

    def count(self, kind: Kind) -> None:
        """Count one row more."""
        self._counts[kind] += 1

    def __getitem__(self, kind: Kind) -> int:
        """How many rows became this."""
        return self._counts[kind]

    @property
    def rows(self) -> int:
        """How many rows there were."""
        return self._counts.total()

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return self._counts[Kind.REFUSED]

    @property
    def written(self) -> int:
        """How many rows changed anything."""
        return self._counts[Kind.CREATED] + self._counts[Kind.UPDATED]

    @property
    def exit_status(self) -> int:
        """0 when every row was accepted, 1 when some were refused."""
        return 1 if self.refused else 0

    def undone(self) -> Summary:
        """Say the same file with nothing written: what was accepted left things unchanged."""
        return Summary(unchanged=self.rows - self.refused, refused=self.refused)

    def as_dict(self) -> dict[str, int]:
        """Give the five figures under the names that programs rely on."""
        return {"rows": self.rows, **{kind.value: self._counts[kind] for kind in Kind}}

    def as_json(self) -> str:
        """Write the five figures as one JSON object."""
        return json.dumps(self.as_dict())

    def __str__(self) -> str:
        """Write the five figures as a line for people."""
        counts = ", ".join(f"{self._counts[kind]} {kind.value}" for kind in Kind)
        return f"{self.rows} {'row' if self.rows == 1 else 'rows'}: {counts}"


class Notes:
    """Sentences about rows: the first few are kept, the others only counted (constant memory)."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: list[str] = []
        self._count = 0

    def add(self, where: str, sentence: str) -> None:
        """Note a sentence about the thing at `where`, for example "line 7"."""
        self._count += 1
        if self._count <= NOTES_SHOWN:
            self._kept.append(f"{where}: {sentence}")

    def __len__(self) -> int:
        """How many there were, kept or not."""
        return self._count

    def __iter__(self) -> Iterator[str]:
        """Give the lines to show, the last of them saying how many there are beyond."""
        yield from self._kept
        if self._count > NOTES_SHOWN:
            yield f"and {self._count - NOTES_SHOWN} more"
