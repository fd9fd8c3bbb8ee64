"""How does a calendar read a file? By RFC 5545 and not by how we write it: unfold, split, unescape, and be strict."""

from __future__ import annotations

import re
from datetime import UTC, datetime

NAMED = re.compile(r"([A-Z-]+):(.*)", re.DOTALL)


def content_lines(contents: bytes) -> list[str]:
    """Unfold the lines; each physical one ends with CR LF and is 75 octets at most."""
    assert contents.endswith(b"\r\n")
    physical = contents.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in physical)
    assert not any(b"\r" in line or b"\n" in line for line in physical)
    whole: list[bytes] = []
    for line in physical:
        line.decode()  # no character is cut in two
        if line.startswith(b" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [line.decode() for line in whole]


def unescaped(value: str) -> str:
    """Undo the escaping of a text; a backslash before anything else, or a separator without one, is an error."""
    assert re.fullmatch(r"(?:\\[\\;,nN]|[^\\;,\n\r])*", value), value
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def instant(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def events(contents: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar, each as its properties in their order, still escaped."""
    lines = [NAMED.fullmatch(line) for line in content_lines(contents)]
    assert all(lines)
    named = [(found[1], found[2]) for found in lines if found]
    assert named[0] == ("BEGIN", "VCALENDAR")
    assert named[-1] == ("END", "VCALENDAR")
    head = dict(named[1 : named.index(("BEGIN", "VEVENT"))])
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    found: list[dict[str, str]] = []
    inside = False
    for name, value in named[1 + len(head) : -1]:
        if (name, value) == ("BEGIN", "VEVENT"):
            assert not inside
            inside = True
            found.append({})
        elif (name, value) == ("END", "VEVENT"):
            assert inside
            assert {"UID", "DTSTAMP", "DTSTART"} <= found[-1].keys()
            inside = False
        else:
            assert inside
            assert name not in found[-1]
            found[-1][name] = value
    assert not inside
    return found
