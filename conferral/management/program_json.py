"""Which programs stand in a file of programs, if it can be opened and is no larger than one is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from conferral.documents.program_text import programs_in
from conferral.documents.unreadable import Unreadable
from conferral.management.opened import opened

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE = 64 * 1024 * 1024


def read_programs(path: Path) -> list[object]:
    """Return the decoded items of `{"programs": [...]}`, or raise `Unreadable` with line and column."""
    name = path.name or str(path)
    with opened(path, wanted="a JSON file") as file:
        raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise Unreadable(
            f"{name} is larger than {LARGEST_FILE // 1024 // 1024} MB; no file of programs is. Is it another file?"
        )
    return programs_in(raw, name)
