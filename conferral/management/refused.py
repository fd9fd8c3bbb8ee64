"""Where are the refused rows written down, and in which way of writing?"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING

from conferral.documents.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from conferral.documents.header import Header


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
