"""Why can a file not be read at all, and what would make it readable?"""

from __future__ import annotations

import codecs
import shlex
from typing import IO

BLOCK = 1 << 20
_HEAD = 4096
_ZIP = b"PK\x03\x04"
_UTF16_SHARE = 0.3
_SAVE_AS_UTF8 = (
    "Save it again as UTF-8 (in Excel: Save as, “CSV UTF-8”; in LibreOffice: Save as, “Edit filter "
    "settings”, character set UTF-8)"
)


class Unreadable(Exception):  # noqa: N818 - an answer about a file, said to a person, not a fault of ours
    """The file as a whole cannot be read; nothing of it was written. The message is a sentence.

    `command` is what would mend the file in a shell; `sentence` leaves it out, for whoever has none.
    """

    def __init__(self, sentence: str, *, command: str = "") -> None:
        """Say why, and what would make it readable."""
        self.sentence = f"{sentence}." if command else sentence
        super().__init__(f"{sentence}, or convert it: {command}" if command else sentence)


def not_utf8_text(file: IO[bytes], name: str) -> Unreadable | None:
    """Say by its first bytes that a file is empty, a workbook or UTF-16; None when it may be UTF-8.

    UTF-16 is looked for even without its mark: its ASCII part is lawful UTF-8 full of NULs, and
    every row would be refused for a reason that helps nobody.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        return Unreadable(f"{name} is empty (0 bytes): it must at least hold a line of column names.")
    if head.startswith(_ZIP):
        return Unreadable(f"{name} is a workbook or a zip file, not CSV. Open it and save it as “CSV UTF-8”.")
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    most_nuls = max(head[0::2].count(0), head[1::2].count(0))
    if marked or most_nuls > _UTF16_SHARE * len(head) / 2:
        return Unreadable(
            f"{name} is not UTF-8: it looks like UTF-16 from line 1 on (Excel's “Unicode text”). {_SAVE_AS_UTF8}",
            command=f"iconv -f UTF-16 -t UTF-8 {shlex.quote(name)} > new.csv",
        )
    return None


def first_bad_byte(file: IO[bytes], name: str) -> Unreadable:
    """Find the first byte that is not UTF-8 and say its line and what it looks like.

    Called only after decoding failed: a second look at the file costs less than counting lines
    on the way for the many files that are right.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, after_cr = 1, False
    while True:
        block = file.read(BLOCK)
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            seen = error.object[: error.start]
            return _not_utf8(name, line + _breaks(seen, after_cr=after_cr), error.object[error.start :])
        line += _breaks(block, after_cr=after_cr)
        after_cr = block.endswith(b"\r")
        if not block:
            # The file was changed under our hands between the two looks.
            return Unreadable(f"{name} changed while it was being read. Run the command again.")


def _breaks(block: bytes, *, after_cr: bool) -> int:
    """Count line ends: LF, CR LF and lone CR, also when a CR LF lies across two blocks."""
    across = after_cr and block.startswith(b"\n")
    return block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n") - across


def _not_utf8(name: str, line: int, rest: bytes) -> Unreadable:
    byte = rest[0]
    # Windows-1252 fills 0x80-0x9F with letters and quotes that Latin-1 leaves to control codes.
    windows = any(0x80 <= one <= 0x9F for one in rest[:_HEAD])  # noqa: PLR2004
    encoding = "WINDOWS-1252" if windows else "LATIN1"
    shown = bytes([byte]).decode(encoding, errors="replace")
    family = "Windows-1252" if windows else "Latin-1 (ISO 8859-1) or Windows-1252"
    return Unreadable(
        f"{name}, line {line}: the byte 0x{byte:02X} is not UTF-8; it looks like {family}, where it is “{shown}”. "
        f"{_SAVE_AS_UTF8}",
        command=f"iconv -f {encoding} -t UTF-8 {shlex.quote(name)} > new.csv",
    )
