"""How is a file opened that may not be there, and read more than once; a table above all?"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from conferral.documents.table import Table
from conferral.documents.unreadable import BLOCK, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conferral.documents.header import Columns


@contextmanager
def open_table(path: Path, columns: Columns) -> Iterator[Table]:
    """Open a CSV file, or raise `Unreadable` with a sentence that helps."""
    with opened(path, wanted="a CSV file") as file:
        yield Table(file, path.name or str(path), columns)


@contextmanager
def opened(path: Path, *, wanted: str) -> Iterator[IO[bytes]]:
    """Open a file, or raise `Unreadable` with a sentence that helps; `wanted` is for example "a CSV file"."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Unreadable(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise Unreadable(f"{path} is a folder; {wanted} is needed.") from None
    except OSError as error:
        raise Unreadable(f"{path} could not be opened: {error.strerror}.") from None
    with file:
        if file.seekable():
            yield file
            return
        # A pipe (`<(zcat contacts.csv.gz)`) can be read once only, and the rows are read twice.
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy, BLOCK)
            yield copy
