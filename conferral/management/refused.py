"""How are the refused rows written down, so that they can be mended and fed back?"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conferral.management.header import IGNORED, Header
from conferral.management.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from conferral.rules.refusals import Refusal


NOT_TOLD_APART = frozenset({"too_many_cells", "too_few_cells", "quotes_malformed"})
NOT_MENDED = "Mend this row, then empty this cell."


@contextmanager
def refused_file(
    out: Path | None, *, source: Path, columns: Sequence[str], written_as: Header | None = None
) -> Iterator[Callable[[Sequence[str]], object]]:
    """Open `--errors OUT.csv` with these columns and give the function that writes one line to it.

    Without `out` nothing is written. `written_as` makes delimiter, line ends and byte-order mark
    those of the input. Raises `Unreadable` when OUT is the input or cannot be written, so that it
    is known before anything is imported.
    """
    if out is None:
        yield lambda _cells: None
        return
    if out.exists() and source.exists() and out.samefile(source):
        raise Unreadable(f"--errors {out} is the very file that is read: choose another name for the refused rows.")
    encoding = "utf-8-sig" if written_as and written_as.has_bom else "utf-8"
    try:
        file = out.open("w", encoding=encoding, newline="")
    except OSError as error:
        raise Unreadable(f"--errors {out} could not be written: {error.strerror}. Nothing was imported.") from None
    with file:
        writer = csv.writer(
            file,
            delimiter=written_as.delimiter if written_as else ",",
            lineterminator=written_as.newline if written_as else "\n",
        )
        writer.writerow(columns)
        yield writer.writerow


def refused_columns(header: Header) -> list[str]:
    """Name the columns of the refused rows: those of the input, then why each row was refused."""
    return [name for name in header.names if name not in IGNORED] + list(IGNORED)


def refused_cells(header: Header, line: int, given: Sequence[str], refusal: Refusal) -> list[str]:
    """Lay out one refused row under `refused_columns`.

    A row with too few cells is filled up. Cells beyond the last column come after the message, and a
    row whose cells could not be told apart gets one there that says so: nothing given is lost, and
    the row is refused again until somebody has mended it and emptied that cell.
    """
    width = len(header.names)
    row = [*given[:width], *[""] * (width - len(given))]
    kept = [cell for name, cell in zip(header.names, row, strict=True) if name not in IGNORED]
    beyond = list(given[width:])
    if refusal.code in NOT_TOLD_APART and not any(map(str.strip, beyond)):
        beyond.append(NOT_MENDED)
    return [*kept, str(line), refusal.code, refusal.message, *beyond]
