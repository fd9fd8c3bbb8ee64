"""Which column of the file is which, and is the line of column names right?"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from conferral.documents.unreadable import Unreadable
from conferral.rules.days import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Written by --errors; a mended file still has them when it is fed back.
IGNORED = ("line", "code", "message")
DELIMITERS = (",", ";")
MOST_COLUMNS = 50
"""So many columns there may be where any may be."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a kind of file may have: `required` must stand in it, `optional` may.

    Where `others` may stand in it too, whoever brings the file is asked what each column is, whatever it is called.
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    others: bool = False

    @property
    def known(self) -> tuple[str, ...]:
        """Every column with a meaning, required first."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Header:
    """The column names of one file in its own order, and how the file is written."""

    names: tuple[str, ...]
    delimiter: str
    newline: str
    has_bom: bool

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """The columns that are read, with where each stands in a row."""
        return tuple((name, place) for place, name in enumerate(self.names) if name not in IGNORED)


def clean(text: str) -> str:
    """Trim, and bring to the one Unicode form in which equal texts are equal."""
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def delimiter_of(line: str, columns: Columns) -> str:
    """Choose comma or semicolon: the one that finds more column names, then more cells."""

    def finds(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        return len({clean(cell) for cell in cells} & {*columns.known, *IGNORED}), len(cells)

    return max(DELIMITERS, key=finds)


def check_names(given: Sequence[str], columns: Columns, name: str) -> tuple[str, ...]:
    """Return the column names, or raise `Unreadable` with everything that is wrong with them."""
    names = tuple(clean(cell) for cell in given)
    problems = list(_free_problems(names) if columns.others else _problems(names, columns))
    if problems:
        tabs = "The cells look separated by tabs; commas or semicolons are needed. " if "\t" in "".join(given) else ""
        raise Unreadable(f"{name}, column names: {tabs}{' '.join(problems)}")
    return names


def _free_problems(names: tuple[str, ...]) -> Iterable[str]:
    if len(names) == 1 and "\t" in names[0]:
        yield "There is one column only."
    if len(names) > MOST_COLUMNS:
        yield f"There are {len(names)} columns; at most {MOST_COLUMNS} are read."
    if any("\0" in name for name in names):
        yield "There is a NUL character in one, which no text has; remove it."


def _problems(names: tuple[str, ...], columns: Columns) -> Iterable[str]:
    nameless = [str(place) for place, name in enumerate(names, 1) if not name]
    if nameless:
        column = _verb(nameless, "Column", "Columns")
        yield f"{column} {_listed(nameless)} without a name: give one, or remove the column."
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        yield f"{_quoted(twice)} {_verb(twice, 'stands', 'stand')} more than once: keep one column of each name."
    missing = [name for name in columns.required if name not in names]
    if missing:
        yield f"{_quoted(missing)} {_verb(missing, 'is', 'are')} missing."
    unknown = [name for name in names if name and name not in columns.known and name not in IGNORED]
    if unknown:
        guesses = dict.fromkeys(guess for name in unknown for guess in _guess(name, columns, names))
        meant = f" Did you mean {_quoted(list(guesses))}?" if guesses else ""
        known = ", ".join(columns.known)
        yield f"{_quoted(unknown)} {_verb(unknown, 'is', 'are')} unknown here.{meant} Known are {known}."


def _guess(name: str, columns: Columns, names: tuple[str, ...]) -> list[str]:
    free = [known for known in columns.known if known not in names]
    return get_close_matches(name.lower().replace(" ", "_"), free, n=1)


def _verb(names: Sequence[str], one: str, several: str) -> str:
    return one if len(names) == 1 else several


def _quoted(names: Sequence[str]) -> str:
    return _listed([shortened(name) for name in names])


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
