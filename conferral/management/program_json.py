"""Is a file of programs JSON at all, and which programs stand in it?"""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from conferral.management.opened import opened
from conferral.management.unreadable import Unreadable
from conferral.rules.days import shortened
from conferral.rules.program_file_values import read_object, said

if TYPE_CHECKING:
    from pathlib import Path

WANTED = '{"programs": [...]}'
LARGEST_FILE = 64 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
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


def read_programs(path: Path) -> list[object]:
    """Return the decoded items of `{"programs": [...]}`, or raise `Unreadable` with line and column.

    Numbers with a point come as Decimal; an object in which a key is repeated is marked as such.
    """
    name = path.name or str(path)
    with opened(path, wanted="a JSON file") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise Unreadable(
            f"{name} is larger than {LARGEST_FILE // 1024 // 1024} MB; no file of programs is. Is it another file?"
        )
    text = _decoded(raw.removeprefix(_BOM), name)
    try:
        value = json.loads(
            text, object_pairs_hook=read_object, parse_float=_decimal, parse_int=_whole, parse_constant=Decimal
        )
    except json.JSONDecodeError as error:
        hint = next((hint for begins, hint in _HINTS if error.msg.startswith(begins)), f"{error.msg}.")
        raise Unreadable(f"{_where(name, text, error.pos)}: this is not JSON: {hint}") from None
    except RecursionError:
        raise Unreadable(f"{name}: its brackets are nested too deep for a file of programs.") from None
    return _items(value, _where(name, text, len(text) - len(text.lstrip())))


def _decoded(raw: bytes, name: str) -> str:
    if not raw.strip():
        raise Unreadable(f"{name}, line 1, column 1: the file is empty; {WANTED} is expected.")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        raise Unreadable(
            f"{_where(name, before, len(before))}: the byte 0x{raw[error.start]:02X} is not UTF-8. "
            "Save the file again as UTF-8."
        ) from None


def _items(value: object, where: str) -> list[object]:
    if not isinstance(value, dict):
        raise Unreadable(f"{where}: {WANTED} is expected, not {said(value)}.")
    repeated: tuple[str, ...] = getattr(value, "repeated", ())
    if repeated:
        raise Unreadable(f"{where}: the key {shortened(repeated[0])} stands more than once in the outermost object.")
    if unknown := [key for key in value if key != "programs"]:
        raise Unreadable(f"{where}: {WANTED} is expected; the key {shortened(unknown[0])} is unknown here.")
    if "programs" not in value:
        raise Unreadable(f"{where}: {WANTED} is expected; the key “programs” is missing.")
    programs = value["programs"]
    if not isinstance(programs, list):
        raise Unreadable(f"{where}: “programs” is a list of programs, not {said(programs)}.")
    return programs


def _where(name: str, text: str, position: int) -> str:
    line_begins = text.rfind("\n", 0, position) + 1
    return f"{name}, line {text.count(chr(10), 0, position) + 1}, column {position - line_begins + 1}"


def _decimal(text: str) -> Decimal:
    """An exponent beyond even Decimal becomes a number out of every range."""
    with suppress(InvalidOperation):
        return Decimal(text)
    return Decimal("Infinity")


def _whole(text: str) -> int | Decimal:
    """Python refuses to read very long ints, and takes its time over long ones."""
    return int(text) if len(text) <= _LONGEST_INT else _decimal(text)
