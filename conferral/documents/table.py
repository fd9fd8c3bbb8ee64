"""How are the rows of a CSV file read?

Keeps docs/files.md: UTF-8 with or without BOM; LF, CR LF or CR; comma or semicolon;
columns in any order. A row that cannot be read is refused by itself; only a file without any
reading (its encoding, its column names, a quote that never closes) is refused whole.
"""

from __future__ import annotations

import csv
import io
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from conferral.documents.header import IGNORED, Columns, Header, check_names, clean, delimiter_of
from conferral.documents.unreadable import Unreadable, first_bad_byte, not_utf8_text
from conferral.rules.days import shortened
from conferral.rules.outcomes import Row
from conferral.rules.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

CELL_LIMIT = 65_536  # bytes of UTF-8
# One row may be this long before the file counts as unreadable. It bounds memory: a quote that
# never closes would otherwise read a file of any size into one cell. (The csv module holds a cell
# at 4 bytes a character in a buffer that doubles, so this is 64 MB at worst.)
ROW_LIMIT = 8 * 1024 * 1024
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that could not be read: where it begins, what stands there, and why it was refused."""

    line: int
    given: tuple[str, ...]
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row that can be read: where it begins, and its cells as they stand there, one for each column name."""

    line: int
    given: tuple[str, ...]


class _Lines:
    """Hands physical lines to the csv module and remembers those of the row being read."""

    def __init__(self, text: IO[str], name: str) -> None:
        self._text = text
        self._name = name
        self._size = 0
        self.line = 1
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        piece = self._text.readline(ROW_LIMIT + 1)
        if not piece:
            self.ended = True
            raise StopIteration
        self._size += len(piece)
        if self._size > ROW_LIMIT:
            raise Unreadable(
                f"{self._name}: the row that begins in line {self.line} is longer than {ROW_LIMIT // 1024 // 1024} MB. "
                'Is a quote (") there opened and never closed, or is this no CSV file?'
            )
        self.taken.append(piece)
        return piece

    def begin_row(self) -> None:
        """Forget the row just read; the next one begins on the line after it."""
        self.line += len(self.taken)
        self.taken = []
        self._size = 0

    @property
    def where(self) -> str:
        """Where the row stands, for a sentence."""
        last = self.line + len(self.taken) - 1
        return f"line {self.line}" if last <= self.line else f"lines {self.line} to {last}"


class Table:
    """An open CSV file whose column names are right; its rows can be read more than once."""

    def __init__(self, file: IO[bytes], name: str, columns: Columns) -> None:
        """Read the column names, or raise `Unreadable` with a sentence that helps."""
        # The csv module's own limit is 131,072 characters and would refuse the file, not the row.
        csv.field_size_limit(ROW_LIMIT)
        self._file = file
        self._name = name
        self._columns = columns
        if problem := not_utf8_text(file, name):
            raise problem
        with self._text() as text:
            self.header = self._read_header(_Lines(text, name))[0]

    def rows(self) -> Generator[Row | RefusedRow, None, None]:
        """Read every row from the beginning into the columns known by name."""
        places, known = self.header.places, self._columns.known
        absent = dict.fromkeys((name for name in known if name not in self.header.names), "")
        with closing(self.given()) as given_rows:
            for row in given_rows:
                if isinstance(row, RefusedRow):
                    yield row
                    continue
                cells = {name: clean(row.given[place]) for name, place in places}
                cells.update(absent)
                yield Row(row.line, cells, row.given)

    def given(self) -> Generator[GivenRow | RefusedRow, None, None]:
        """Read every row from the beginning as it stands there; rows with nothing in them are passed over."""
        with self._text() as text:
            lines = _Lines(text, self._name)
            header, reader = self._read_header(lines)
            while True:
                lines.begin_row()
                try:
                    given = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield self._malformed(lines, header.delimiter)
                    continue
                if not any(map(str.strip, given)):
                    continue
                yield laid_out(given, header, line=lines.line, where=lines.where if len(lines.taken) > 1 else "")

    @contextmanager
    def _text(self) -> Iterator[IO[str]]:
        """Read the bytes as text from the start; a byte that is not UTF-8 is said with its line."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, encoding="utf-8", newline="")
        try:
            yield text
        except UnicodeDecodeError:
            raise first_bad_byte(self._file, self._name) from None
        finally:
            text.detach()

    def _read_header(self, lines: _Lines) -> tuple[Header, Iterator[list[str]]]:
        first = next((piece for piece in lines if piece.strip(_BOM + " \t\r\n,;")), None)
        if first is None:
            raise Unreadable(f"{self._name} holds no column names: its lines are blank.")
        has_bom = lines.taken[0].startswith(_BOM)
        delimiter = delimiter_of(first.removeprefix(_BOM), self._columns)
        reader = csv.reader(
            _first_then(first.removeprefix(_BOM), lines), delimiter=delimiter, strict=True, skipinitialspace=True
        )
        try:
            given = next(reader)
        except csv.Error:
            raise Unreadable(
                f'{self._name}, {lines.where}: the quotes (") around the column names do not match.'
            ) from None
        names = check_names(given, self._columns, self._name)
        newline = "\r\n" if first.endswith("\r\n") else "\n"
        return Header(names, delimiter, newline, has_bom), reader

    def _malformed(self, lines: _Lines, delimiter: str) -> RefusedRow:
        """Refuse a row with wrong quotes, or the file when nobody can say where the row ends."""
        if lines.ended or len(lines.taken) > 1:
            raise Unreadable(
                f'{self._name}, line {lines.line}: a quote (") in the row that begins here is opened and not closed '
                f"where a cell ends, so that the rows after it cannot be told apart (noticed in {_last(lines)}). "
                'Close the quote, or write "" for a quote that belongs to the text.'
            )
        text = lines.taken[0].rstrip("\r\n")
        return RefusedRow(
            lines.line,
            tuple(_split_keeping_quotes(text, delimiter)),
            Refusal(
                "quotes_malformed",
                f"{shortened(text)}: a quoted cell must end at its closing quote. Put the whole cell in quotes and "
                'write "" for a quote that belongs to the text, for example "5"" pipe".',
            ),
        )


def _first_then(first: str, lines: _Lines) -> Iterator[str]:
    yield first
    yield from lines


def _last(lines: _Lines) -> str:
    return f"line {lines.line + len(lines.taken) - 1}"


def laid_out(given: list[str], header: Header, *, line: int, where: str = "") -> GivenRow | RefusedRow:
    """Lay a row out under the column names, or refuse it by itself; `where` it stands, if that is several lines."""
    width = len(header.names)
    if header.names[-1] in IGNORED and not any(map(str.strip, given[width:])):
        # A file of refused rows is fed back: what stood behind the message was emptied.
        given = given[:width]
    if refusal := _refusal(given, header, where):
        return RefusedRow(line, tuple(given), refusal)
    return GivenRow(line, tuple(given))


def _refusal(given: list[str], header: Header, where: str) -> Refusal | None:
    if len(given) != len(header.names):
        return _wrong_width(given, header, where)
    # Almost every row is shorter than the limit of one cell; then no cell need be measured.
    long = sum(map(len, given)) * 4 > CELL_LIMIT
    for name, cell in zip(header.names, given, strict=True):
        if "\0" in cell:
            return Refusal("cell_with_nul", f"{name}: the cell holds a NUL character, which no text has; remove it.")
        if long and len(cell.encode()) > CELL_LIMIT:
            return Refusal(
                "cell_too_long",
                f"{name}: the cell holds {len(cell.encode()):,} bytes; at most {CELL_LIMIT:,} (64 KB) are read. "
                "Is a quote missing?",
            )
    return None


def _wrong_width(given: list[str], header: Header, where: str) -> Refusal:
    width = len(header.names)
    spans = f" (the row stands in {where})" if where else ""
    if len(given) > width:
        quotes = f" A cell that holds a “{header.delimiter}” must stand in quotes." if header.delimiter else ""
        return Refusal(
            "too_many_cells",
            f"The row has {len(given)} cells and the file {width} columns{spans}; the first too many is "
            f"{shortened(given[width])}.{quotes}",
        )
    return Refusal(
        "too_few_cells",
        f"The row has {len(given)} cells and the file {width} columns{spans}: from {header.names[len(given)]} on there "
        "is nothing. A blank cell still needs its place.",
    )


def _split_keeping_quotes(text: str, delimiter: str) -> list[str]:
    """Split a row with wrong quotes so that nothing is lost and most cells stand in their column.

    Delimiters between a pair of quotes belong to the cell. With an odd number of quotes there are
    no pairs, and every delimiter splits.
    """
    if text.count('"') % 2:
        return text.split(delimiter)
    cells = [""]
    for place, part in enumerate(text.split('"')):
        quoted = place % 2 == 1
        pieces = [part] if quoted else part.split(delimiter)
        cells[-1] += ('"' if place else "") + pieces[0]
        cells.extend(pieces[1:])
    return cells
