"""What does a text of JSON say, and where is it none?

Numbers with a point come as Decimal; an object in which a key is repeated is marked as such.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from conferral.rules.program_file_values import read_object

_LONGEST_INT = 30
# What Python's decoder says, in words that tell what to do.
_HINTS = (
    ("Expecting property name", "a key in double quotes is expected here; is there a comma too many before it?"),
    ("Illegal trailing comma", "there is a comma too many before the closing bracket."),
    ("Expecting ':'", "a colon is expected here, between a key and its value."),
    ("Expecting ','", "a comma or a closing bracket is expected here."),
    ("Expecting value", "a value is expected here; is there a comma too many, or a text without double quotes?"),
    ("Unterminated string", "the text that begins here is never closed with a double quote."),
    ("Invalid control character", "a line break or another control character stands inside a text; write it as \\n."),
    ("Invalid \\", "a backslash begins nothing known here; write it twice."),
    ("Extra data", "the file goes on after its end; it must hold one object only."),
)


@dataclass(frozen=True, slots=True)
class NotJson:
    """Why a text is no JSON, and at which character; None when it is nested too deep to say."""

    at: int | None
    sentence: str


def decoded(text: str) -> object:
    """Return the value a text says, or NotJson."""
    try:
        return json.loads(
            text, object_pairs_hook=read_object, parse_float=_decimal, parse_int=_whole, parse_constant=Decimal
        )
    except json.JSONDecodeError as error:
        hint = next((hint for begins, hint in _HINTS if error.msg.startswith(begins)), f"{error.msg}.")
        return NotJson(error.pos, f"this is not JSON: {hint}")
    except RecursionError:
        return NotJson(None, "its brackets are nested too deep.")


def line_and_column(text: str, position: int) -> str:
    """Say where a character stands: "line 2, column 7"."""
    line_begins = text.rfind("\n", 0, position) + 1
    return f"line {text.count(chr(10), 0, position) + 1}, column {position - line_begins + 1}"


def _decimal(text: str) -> Decimal:
    """An exponent beyond even Decimal becomes a number out of every range."""
    with suppress(InvalidOperation):
        return Decimal(text)
    return Decimal("Infinity")


def _whole(text: str) -> int | Decimal:
    """Python refuses to read very long ints, and takes its time over long ones."""
    return int(text) if len(text) <= _LONGEST_INT else _decimal(text)
