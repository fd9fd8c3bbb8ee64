"""Are the contents of a file JSON at all, and which programs stand in it?"""

from __future__ import annotations

from conferral.documents.unreadable import Unreadable
from conferral.rules import json_text
from conferral.rules.days import shortened
from conferral.rules.json_text import NotJson, line_and_column
from conferral.rules.program_file_values import said

WANTED = '{"programs": [...]}'
_BOM = b"\xef\xbb\xbf"


def programs_in(raw: bytes, name: str) -> list[object]:
    """Return the decoded items of `{"programs": [...]}`, or raise `Unreadable` with line and column.

    Numbers with a point come as Decimal; an object in which a key is repeated is marked as such.
    """
    text = _decoded(raw.removeprefix(_BOM), name)
    value = json_text.decoded(text)
    if isinstance(value, NotJson):
        if value.at is None:
            raise Unreadable(f"{name}: its brackets are nested too deep for a file of programs.")
        raise Unreadable(f"{_where(name, text, value.at)}: {value.sentence}")
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
    return f"{name}, {line_and_column(text, position)}"
