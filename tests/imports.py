"""How does a test bring rows in, as rows of a chunk or as a whole file?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.management import call_command

from conferral.actions import imported_completions, imported_enrollments
from conferral.rules import completion_file, enrollment_file
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.outcomes import Outcome, Row
from tests.make import noon

ENROLLMENTS = (*enrollment_file.KEY, *enrollment_file.OPTIONAL)
COMPLETIONS = (*completion_file.NEEDED, *completion_file.OPTIONAL)
TODAY = date(2025, 6, 15)


@dataclass
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


def enrollments(*rows: dict[str, object], today: date = TODAY) -> list[Outcome]:
    """Bring enrollments in, in one chunk."""
    return imported_enrollments.accept(as_rows(ENROLLMENTS, rows), by=COMMAND_LINE, at=noon(today))


def completions(*rows: dict[str, object], today: date = TODAY) -> list[Outcome]:
    """Bring completions in, in one chunk."""
    return imported_completions.accept(as_rows(COMPLETIONS, rows), by=COMMAND_LINE, at=noon(today))


def as_rows(columns: tuple[str, ...], rows: Iterable[dict[str, object]]) -> list[Row]:
    """Return rows of a chunk from what their cells say; the others are blank."""
    told = [{**dict.fromkeys(columns, ""), **{name: str(said) for name, said in row.items()}} for row in rows]
    return [Row(line, cells, tuple(cells.values())) for line, cells in enumerate(told, start=2)]


def words(outcomes: list[Outcome]) -> list[str]:
    """Return of each outcome its refusal's code, or what became of the row."""
    return [outcome.refusal.code if outcome.refusal else outcome.kind.value for outcome in outcomes]


def written(columns: tuple[str, ...], rows: Iterable[dict[str, object]]) -> str:
    """Write rows as the text of a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def command(name: str, *arguments: object) -> Said:
    """Run a command and return what it answered."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as leaving:
        return Said(int(leaving.code or 0), out.getvalue(), err.getvalue())
    return Said(0, out.getvalue(), err.getvalue())


def put(path: Path, text: str | bytes) -> Path:
    """Write a file and return where it is."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
