"""Do the papers match the house? Numbered decisions without a gap, and every variable in the table."""

from __future__ import annotations

import ast
import re
from pathlib import Path

READ_BY = {"str", "text", "list", "db_url", "truth", "count", "bool", "int", "url", "path", "email_url", "one_of"}
ROW = re.compile(r"^\| `([A-Z_]+)`")
DECISION = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")


def decisions(root: Path) -> list[str]:
    """Name what is wrong with the numbers of docs/decisions: 0001, 0002 and so on, each once."""
    names = sorted(path.name for path in (root / "docs" / "decisions").iterdir())
    faults = [f"{name} is not called 0001-like-this.md" for name in names if not DECISION.fullmatch(name)]
    numbers = [int(found[1]) for name in names if (found := DECISION.fullmatch(name))]
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"the numbers have a gap or a double: {numbers}")
    return faults


def variables(root: Path) -> list[str]:
    """Name each variable that settings.py reads and operations.md does not list, and the other way round."""
    read = _read(root / "conferral" / "settings.py")
    told = {
        found[1]
        for line in (root / "docs" / "operations.md").read_text(encoding="utf-8").splitlines()
        if (found := ROW.match(line))
    }
    return [
        *(f"{name} is read by settings.py and missing from docs/operations.md" for name in sorted(read - told)),
        *(f"{name} is in docs/operations.md and read by nothing" for name in sorted(told - read)),
    ]


def _read(settings: Path) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(settings.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in READ_BY
        and ast.unparse(node.func.value) == "env"
        and isinstance(node.args[0], ast.Constant)
    }
