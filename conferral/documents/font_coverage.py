"""Which characters can a font draw? Read off the table in the font that leads from characters to glyphs ("cmap").

Of the formats of that table the two that Unicode fonts have are read: 4 (up to U+FFFF) and 12 (all of Unicode).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

COLLECTION = b"ttcf"
UNICODE, WINDOWS = 0, 3
UP_TO_FFFF, ALL_OF_UNICODE = 4, 12
LAST = 0xFFFF


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font as ranges in order: where each begins and where it ends, both included."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        """Whether the font has a glyph for a character."""
        place = bisect_right(self.first, ord(character)) - 1
        return place >= 0 and ord(character) <= self.last[place]


def coverage_of(path: Path) -> Coverage:
    """Return what a font file covers; of a collection, whose fonts share what they draw, the first one."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as font:
        start = struct.unpack_from(">I", font, 12)[0] if font[:4] == COLLECTION else 0
        tables = struct.unpack_from(">H", font, start + 4)[0]
        for number in range(tables):
            tag, _, offset, _ = struct.unpack_from(">4sIII", font, start + 12 + 16 * number)
            if tag == b"cmap":
                return _merged(_ranges(font, offset))
    raise ValueError(f"{path.name} has no table of characters.")


def _ranges(font: mmap, cmap: int) -> list[tuple[int, int]]:
    """Read one of the tables for Unicode: where there is one of all of Unicode, it holds what the other does."""
    found = {}
    for number in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        if platform in (UNICODE, WINDOWS):
            found[struct.unpack_from(">H", font, cmap + offset)[0]] = cmap + offset
    if ALL_OF_UNICODE not in found:
        return _of_format_4(font, found[UP_TO_FFFF])
    at = found[ALL_OF_UNICODE]
    count = struct.unpack_from(">I", font, at + 12)[0]
    groups = struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * count])
    return [(first + (glyph == 0), last) for first, last, glyph in groups]


def _of_format_4(font: mmap, at: int) -> list[tuple[int, int]]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + 14 + 2 * (count * part + (part > 0))) for part in range(4)
    )
    found = []
    for number in range(count):
        first, last = starts[number], ends[number]
        if first == LAST:
            continue
        if not offsets[number]:
            found += [(one, one) for one in range(first, last + 1) if (one + deltas[number]) & LAST]
            continue
        # The offset counts from its own place in the table.
        glyphs = at + 16 + 2 * (count * 3 + number) + offsets[number]
        found += [
            (one, one)
            for one in range(first, last + 1)
            if struct.unpack_from(">H", font, glyphs + 2 * (one - first))[0]
        ]
    return found


def _merged(ranges: list[tuple[int, int]]) -> Coverage:
    """Put ranges that touch together."""
    merged: list[list[int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        elif first <= last:
            merged.append([first, last])
    return Coverage(tuple(first for first, _ in merged), tuple(last for _, last in merged))
