"""What does a PDF say to whoever has it read aloud? Its structure tree, walked, with the text of each part.

The text is what a reader takes: the characters of the glyphs, or what stands in their place ("ActualText"), and
letters that are drawn from right to left in the order in which they are spoken ("ReversedChars").
"""

from __future__ import annotations

import io
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

import pypdf
from pypdf.generic import ContentStream, DictionaryObject, NumberObject

Marks = dict[tuple[int, int], str]
FROM_RIGHT = {"R", "AL"}


@dataclass
class Part:
    """A part of the structure tree: its role, its text in reading order, its own parts."""

    role: str
    text: str = ""
    parts: list[Part] = field(default_factory=list)

    def of(self, *roles: str) -> list[Part]:
        """Return all parts of these roles within this one, in reading order."""
        found = [self] if self.role in roles else []
        return found + [inner for part in self.parts for inner in part.of(*roles)]


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def tree(pdf: bytes) -> Part:
    """Return the structure tree of a PDF."""
    read = reader(pdf)
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(read.pages)}
    marks: Marks = {}
    for number, page in enumerate(read.pages):
        marks |= {(number, mark): text for mark, text in _marked(read, page).items()}
    root = read.trailer["/Root"]["/StructTreeRoot"]
    return _part(root, pages, marks, 0)


def _part(element: DictionaryObject, pages: dict[int, int], marks: Marks, page: int) -> Part:
    if "/Pg" in element:
        page = pages[element.raw_get("/Pg").idnum]
    made, spans = Part(str(element.get("/S", "/Root"))[1:]), []
    inner = element.get("/K", [])
    for raw in inner if isinstance(inner, list) else [inner]:
        one = raw.get_object()
        if isinstance(one, NumberObject):
            spans.append(marks.get((page, int(one)), ""))
        elif one.get("/Type") == "/MCR":
            at = pages[one.raw_get("/Pg").idnum] if "/Pg" in one else page
            spans.append(marks.get((at, int(one["/MCID"])), ""))
        elif one.get("/Type") != "/OBJR":
            part = _part(one, pages, marks, page)
            spans.append(part.text)
            made.parts.append(part)
    made.text = spoken(spans)
    return made


def spoken(spans: list[str]) -> str:
    """Join spans in the order in which they are spoken: those from right to left stand in that of the line."""
    joined: list[str] = []
    turned: list[str] = []
    for span in [*spans, "."]:
        blank = not span.strip()
        if any(unicodedata.bidirectional(one) in FROM_RIGHT for one in span) or (blank and turned):
            turned.insert(0, span)
            continue
        last = [turned.pop(0)] if turned and not turned[0].strip() else []
        joined += [*turned, *last, span]
        turned = []
    return "".join(joined[:-1])


def _marked(read: pypdf.PdfReader, page: pypdf.PageObject) -> dict[int, str]:
    """Return the text of each marked content of a page."""
    letters = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    found: defaultdict[int, str] = defaultdict(str)
    open_marks: list[tuple[int | None, str | None, bool]] = []
    font = None
    for operands, operator in ContentStream(page.get_contents(), read).operations:
        if operator in (b"BDC", b"BMC"):
            said = operands[1] if operator == b"BDC" and isinstance(operands[1], DictionaryObject) else {}
            actual = said.get("/ActualText")
            open_marks.append((said.get("/MCID"), _text_of(actual), operands[0] == "/ReversedChars"))
            if actual is not None and (mark := _innermost(open_marks)) is not None:
                found[mark] += _text_of(actual)
        elif operator == b"EMC":
            open_marks.pop()
        elif operator == b"Tf":
            font = letters[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            if any(actual is not None for _, actual, _ in open_marks):
                continue
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            codes = b"".join(_bytes_of(one) for one in shown if not isinstance(one, (int, float)))
            spoken = [font.get(codes[at : at + 2], "") for at in range(0, len(codes), 2)]
            if any(turned for _, _, turned in open_marks):
                spoken.reverse()
            mark = _innermost(open_marks)
            if mark is not None:
                found[mark] += "".join(spoken)
    return found


def _innermost(open_marks: list[tuple[int | None, str | None, bool]]) -> int | None:
    return next((int(mark) for mark, _, _ in reversed(open_marks) if mark is not None), None)


def _text_of(actual: object) -> str | None:
    if actual is None:
        return None
    return actual if isinstance(actual, str) else bytes(actual).removeprefix(b"\xfe\xff").decode("utf-16-be")


def _bytes_of(shown: object) -> bytes:
    return shown.original_bytes if isinstance(shown, str) else bytes(shown)


def _letters(font: DictionaryObject) -> dict[bytes, str]:
    """Read the table that leads from a font's glyphs back to characters."""
    found: dict[bytes, str] = {}
    lines = font["/ToUnicode"].get_object().get_data().decode("latin-1").split("\n")
    kind = ""
    for line in lines:
        if line.endswith(("beginbfchar", "beginbfrange")):
            kind = line.split()[1]
        elif line.startswith("end"):
            kind = ""
        elif kind == "beginbfchar":
            code, text = (bytes.fromhex(part) for part in line.strip("<> ").split("> <"))
            found[code] = text.decode("utf-16-be")
        elif kind == "beginbfrange":
            first, last, text = (bytes.fromhex(part) for part in line.strip("<> ").split("> <"))
            start, letter = int.from_bytes(first, "big"), text.decode("utf-16-be")
            for code in range(start, int.from_bytes(last, "big") + 1):
                found[code.to_bytes(2, "big")] = letter[:-1] + chr(ord(letter[-1]) + code - start)
    return found
