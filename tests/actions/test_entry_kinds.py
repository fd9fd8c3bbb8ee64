"""Has every kind of entry that an action writes its words?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import conferral.actions
from conferral.actions import components, grade_scales, job_kinds, offerings, unit_types
from conferral.rules.entry_words import LABELS

FOLDER = Path(conferral.actions.__file__).parent
KIND = re.compile(r"[a-z_]+\.[a-z_]+")
PARTS = [one.PART.kind for one in (components, offerings, unit_types, grade_scales)]
NO_ENTRIES = set(job_kinds.WORK)


def kinds_in(source: str) -> Iterator[str]:
    """Find every kind that is written out in a file, and those put together of a part and what was done to it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KIND.fullmatch(node.value):
            yield node.value
        if isinstance(node, ast.JoinedStr) and "self.kind" in ast.unparse(node):
            deeds = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and one.value != "."]
            yield from (f"{part}.{str(deed).removeprefix('.')}" for deed in deeds for part in PARTS)


def unknown(source: str) -> set[str]:
    return set(kinds_in(source)) - LABELS.keys() - NO_ENTRIES


def test_every_kind_of_entry_that_actions_write_has_words() -> None:
    found: set[str] = set()
    for file in sorted(FOLDER.glob("*.py")):
        found |= set(kinds_in(file.read_text(encoding="utf-8")))
        assert unknown(file.read_text(encoding="utf-8")) == set(), file.name
    assert len(found & LABELS.keys()) == len(LABELS), LABELS.keys() - found


def test_a_kind_without_words_is_found() -> None:
    assert unknown('log.add("enrollment.sung", enrollment=1)') == {"enrollment.sung"}
    assert unknown('log.add(f"{self.kind}.sold")') == {f"{part}.sold" for part in PARTS}
    assert unknown('BOUGHT = "offering.bought"') == {"offering.bought"}
