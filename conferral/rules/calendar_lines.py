"""How is something written into a calendar file? Lines as RFC 5545 asks for them: escaped, folded, in UTC."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

LONGEST = 75
"""So many octets a line has at most, its end not counted."""

END = "\r\n"
KEPT = "\n\t"


def text(name: str, value: str) -> str:
    """Write a property that holds text: `SUMMARY:Evening class`, whatever characters it is made of."""
    return folded(f"{name}:{escaped(value)}")


def instant(name: str, value: datetime) -> str:
    """Write a property that holds an instant, in UTC: `DTSTART:20260309T180000Z`."""
    return folded(f"{name}:{value.astimezone(UTC):%Y%m%dT%H%M%SZ}")


def plain(name: str, value: str) -> str:
    """Write a property that holds no text: an address, a word of the format. Blanks and line breaks are taken out."""
    return folded(f"{name}:{''.join(value.split())}")


def escaped(value: str) -> str:
    """Escape a text: backslashes, semicolons, commas and line breaks; other control characters go."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    told = "".join(one for one in lines if one in KEPT or unicodedata.category(one) not in {"Cc", "Cs"})
    return told.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """Fold a line into pieces of at most 75 octets, each after the first behind a blank, never within a character."""
    pieces: list[str] = []
    piece, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LONGEST:
            pieces.append(piece)
            piece, octets = " ", 1
        piece += character
        octets += size
    return END.join([*pieces, piece]) + END
