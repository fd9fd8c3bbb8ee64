"""What do the contents of a file turn out to be? Their name and what a browser said of them are not asked.

puremagic knows some hundred types by their first bytes, and is easily satisfied: whatever it calls
one of those that are taken has to show its inside as well (`file_insides.py`).
"""

from __future__ import annotations

import re

import puremagic

from conferral.documents.file_insides import INSIDES, office
from conferral.rules.files import ALLOWED, Found

TAKEN = f"Taken are {ALLOWED}."
MARKUP = "holds HTML, XML or a script; print it into a PDF."
HTML = "holds a web page; print it into a PDF."
SVG = "holds a drawing as SVG; save it as PNG or PDF."
BEGINNING = 4096
_ARCHIVE = "is an archive; upload what is in it, file by file."
_PROGRAM = f"is a program. {TAKEN}"
_MOVING = f"is a film or a recording. {TAKEN}"
INSTEAD = {
    "svg": SVG, "html": HTML, "htm": HTML, "mht": HTML,
    "zip": _ARCHIVE, "jar": _ARCHIVE, "7z": _ARCHIVE, "rar": _ARCHIVE, "gz": _ARCHIVE, "tar": _ARCHIVE, "bz2": _ARCHIVE,
    "exe": _PROGRAM, "dll": _PROGRAM, "class": _PROGRAM, "lnk": _PROGRAM,
    "mp4": _MOVING, "mov": _MOVING, "mp3": _MOVING, "wav": _MOVING, "avi": _MOVING, "mkv": _MOVING,
    "heif": "is a photo as HEIC; save it as JPEG.",
    "heic": "is a photo as HEIC; save it as JPEG.",
    "doc": "is of an older Office; save it as .docx, .xlsx, .pptx or PDF.",
    "rtf": "is rich text; save it as .docx or PDF.",
    "eps": "is PostScript; save it as PDF.",
    "ps": "is PostScript; save it as PDF.",
}  # fmt: skip
"""What is said of types that are not taken, by puremagic's ending of them."""

_MARKUP = re.compile(
    r"<(?:!doctype|!--|!\[cdata|\?|%|/?(?:html|head|title|meta|link|base|body|script|style|iframe|frameset|object|embed|"
    r"applet|form|img|image|video|audio|svg|math|table|div|span|a|p|br|h[1-6]|xml|template|marquee|details|input|plaintext"
    r"|textarea|noscript)(?:[\s/>]|$))",
    re.IGNORECASE,
)
_SVG = re.compile(r"<svg[\s/>]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f]*")


def found_in(contents: bytes) -> Found:
    """Say what contents hold: the media type of something that is taken, or what is wrong with them instead."""
    candidates = _candidates(contents)
    for media_type, is_inside in INSIDES.items():
        if is_inside(contents):
            return Found(media_type) if media_type in candidates.values() else _other(candidates)
    if contents.startswith(b"PK\x03\x04"):
        return office(contents)
    text = _text(contents)
    return _other(candidates) if text is None else _of_text(text, candidates)


def _candidates(contents: bytes) -> dict[str, str]:
    """Return what puremagic takes contents for: endings, the likeliest first, and the media type of each."""
    try:
        found = puremagic.magic_string(contents)
    except (puremagic.PureError, ValueError):
        return {}
    return {one.extension.lstrip(".").lower(): one.mime_type for one in found}


def _other(candidates: dict[str, str]) -> Found:
    for ending in candidates:
        if ending in INSTEAD:
            return Found(fault=INSTEAD[ending])
    return Found(fault=f"holds nothing that is taken here, or is damaged. {TAKEN}")


def _text(contents: bytes) -> str | None:
    """Return contents that are nothing but text, as UTF-8 or as UTF-16 that says so; None for all else."""
    encoding = "utf-16" if contents[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = contents.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if _LETTERS.fullmatch(text) else None


def _of_text(text: str, candidates: dict[str, str]) -> Found:
    """Refuse text that is a program or markup to some reader of it: it is looked for where such a thing begins."""
    beginning = text[:BEGINNING]
    if beginning.lstrip().startswith("#!"):
        return Found(fault=_PROGRAM)
    if _SVG.search(beginning):
        return Found(fault=SVG)
    if _MARKUP.search(beginning):
        return Found(fault=MARKUP)
    if candidates.keys() & {"rtf", "eps", "ps"}:
        return _other(candidates)
    return Found("text/plain")
