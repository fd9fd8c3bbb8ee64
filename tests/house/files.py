"""Is every file small, well named, and clear about the question it answers?"""

from __future__ import annotations

import ast
from pathlib import Path

SOURCES = ("conferral", "tests", "scripts", "benchmarks")
LONGEST = 400
LONG = 300
NAMELESS = {"utils", "helpers", "common", "core", "misc", "base", "services", "selectors", "managers", "handlers"}
COUNTED = {".py", ".sh", ".css", ".js", ".html"}


def sources(root: Path, *suffixes: str) -> list[Path]:
    """Return the source files below `root`, written by us (migrations are written by Django)."""
    wanted = suffixes or (".py",)
    found = [path for folder in SOURCES for path in sorted((root / folder).rglob("*")) if path.suffix in wanted]
    alone = [path for path in sorted(root.glob("*.py")) if path.suffix in wanted]
    return [path for path in [*alone, *found] if path.is_file() and not set(path.parts) & {"migrations", "vendor"}]


def too_long(root: Path) -> list[str]:
    """Name each file of more than 400 lines."""
    return [f"{path.relative_to(root)}: {n} lines, at most {LONGEST}" for path, n in _lengths(root) if n > LONGEST]


def questionable(root: Path) -> list[str]:
    """Name each file of more than 300 lines: does it still answer one question?"""
    return [f"{path.relative_to(root)}: {n} lines. One question?" for path, n in _lengths(root) if LONG < n <= LONGEST]


def nameless(root: Path) -> list[str]:
    """Name each file and folder whose name says nothing about what is inside."""
    named = {path for folder in SOURCES for path in (root / folder).rglob("*") if "__pycache__" not in path.parts}
    return sorted(f"{path.relative_to(root)} says nothing" for path in named if path.stem.lower() in NAMELESS)


def without_question(root: Path) -> list[str]:
    """Name each module whose docstring does not begin with the question it answers."""
    faults = []
    for path in sources(root):
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if "?" not in said.split("\n\n")[0].split(". ")[0]:
            faults.append(f"{path.relative_to(root)}: the docstring does not begin with a question")
    return faults


def _lengths(root: Path) -> list[tuple[Path, int]]:
    return [(path, len(path.read_text(encoding="utf-8").splitlines())) for path in sources(root, *COUNTED)]
