"""Does a file hold inside what its first bytes promise? Looked at in a bounded way: nothing is drawn or unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from conferral.rules.files import ALLOWED, MEGABYTE, Found

MOST_MEMBERS = 5_000
MOST_UNPACKED = 200 * MEGABYTE
MOST_DIRECTORY = MEGABYTE
MOST_READ = MEGABYTE
MOST_MARKS = 10_000
CONTENT_TYPES = "[Content_Types].xml"
OPENDOCUMENT = tuple(f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation"))
OFFICE = tuple(
    f"application/vnd.openxmlformats-officedocument.{kind}"
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ARCHIVE = Found(fault=f"is an archive; upload what is in it, file by file. Taken are {ALLOWED}.")
DAMAGED = Found(fault="cannot be opened, because it is damaged; save it once more and upload that.")
TOO_LARGE_INSIDE = Found(fault=f"unpacks to more than {MOST_UNPACKED // MEGABYTE} MB; save it as a PDF.")
MACROS = Found(fault="holds macros; save it without them, or as a PDF.")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""What Python's zipfile raises about a file that is none, is damaged or locked with a password."""

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_MARK = 0xFF
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def office(contents: bytes) -> Found:
    """Say which office file a ZIP is, if it is one: without macros, and not unpacking to more than is reasonable."""
    if not _has_small_directory(contents):
        return TOO_LARGE_INSIDE
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as packed:
            return _office(packed)
    except UNREADABLE:
        return DAMAGED


def _office(packed: zipfile.ZipFile) -> Found:
    members = packed.infolist()
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        return TOO_LARGE_INSIDE
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        return DAMAGED
    if CONTENT_TYPES in names:
        return _of_microsoft(packed, names)
    if members and members[0].filename == "mimetype":
        return _of_opendocument(packed, names)
    return ARCHIVE


def _of_microsoft(packed: zipfile.ZipFile, names: set[str]) -> Found:
    declared = _member(packed, CONTENT_TYPES)
    text = declared.decode("utf-16" if declared[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    if "macroEnabled" in text or any(name.lower().endswith("vbaproject.bin") for name in names):
        return MACROS
    for media_type in OFFICE:
        if f'"{media_type}.main+xml"' in text.replace("'", '"'):
            return Found(media_type)
    return ARCHIVE


def _of_opendocument(packed: zipfile.ZipFile, names: set[str]) -> Found:
    declared = _member(packed, "mimetype").decode("ascii").strip()
    if declared not in OPENDOCUMENT or "content.xml" not in names:
        return ARCHIVE
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        return MACROS
    return Found(declared)


def _member(packed: zipfile.ZipFile, name: str) -> bytes:
    if packed.getinfo(name).compress_type not in _PACKED:
        raise zipfile.BadZipFile(name)
    with packed.open(name) as opened:
        return opened.read(MOST_READ)


def _has_small_directory(contents: bytes) -> bool:
    """Whether the list of members is small enough to be read; a file of 64 bits, which may say otherwise, is not."""
    at = contents.rfind(_END, max(0, len(contents) - 66_000))
    counted = _numbers(contents, "<HI", at + 10) if at >= 0 else ()
    if not counted:
        return True  # no end at all: it will not open
    members, size = counted
    return members <= MOST_MEMBERS and size <= MOST_DIRECTORY and _END_64 not in contents[max(0, at - 20) : at]


def _pdf(contents: bytes) -> bool:
    return contents.startswith(b"%PDF-")


def _png(contents: bytes) -> bool:
    """Read the first chunk, whose checksum has to fit."""
    if not contents.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        return False
    sides, kept = _numbers(contents, ">II", 16), _numbers(contents, ">I", 29)
    return bool(sides) and all(sides) and kept == (zlib.crc32(contents[12:29]),)


def _gif(contents: bytes) -> bool:
    sides = _numbers(contents, "<HH", 6)
    return contents.startswith((b"GIF87a", b"GIF89a")) and bool(sides) and all(sides)


def _jpeg(contents: bytes) -> bool:
    """Go from mark to mark up to the one that says how wide and high the picture is."""
    at = 2 if contents.startswith(b"\xff\xd8\xff") else len(contents)
    for _ in range(MOST_MARKS):
        begins, mark, length = _numbers(contents, ">BBH", at) or (0, 0, 0)
        if begins != _MARK:
            return False
        if mark in _FRAMES:
            sides = _numbers(contents, ">HH", at + 5)
            return bool(sides) and all(sides)
        at += 1 if mark == _MARK else 2 + length
    return False


def _webp(contents: bytes) -> bool:
    size = _numbers(contents, "<I", 4)
    is_named = contents[:4] == b"RIFF" and contents[8:12] == b"WEBP" and contents[12:16] in {b"VP8 ", b"VP8L", b"VP8X"}
    return is_named and bool(size) and size[0] + 8 <= len(contents)


def _tiff(contents: bytes) -> bool:
    """Read the first directory, which has to say how wide and high the picture is."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(contents[:4])
    begins = _numbers(contents, f"{order}I", 4) if order else ()
    count = _numbers(contents, f"{order}H", begins[0]) if begins else ()
    if not count:
        return False
    tags = {_numbers(contents, f"{order}H", begins[0] + 2 + 12 * number) for number in range(count[0])}
    return {(256,), (257,)} <= tags


def _numbers(contents: bytes, written: str, at: int) -> tuple[int, ...]:
    """Return the numbers written at a place, or none where the contents end before them."""
    return struct.unpack_from(written, contents, at) if at + struct.calcsize(written) <= len(contents) else ()


INSIDES: dict[str, Callable[[bytes], bool]] = {
    "application/pdf": _pdf,
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/tiff": _tiff,
}
"""Which look inside belongs to which media type."""
