"""Does a migration let everybody go on working? One that adds an index to a big table does so without locking it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

BIG = {
    "attachment", "completion", "contact", "designation", "enrollment", "event", "jobitem", "ledgerentry", "message",
    "registration",
}  # fmt: skip
"""Tables that grow with people and what they do; with a million rows an index takes seconds, and nobody may write."""

SINCE = 26
"""The last migration that was there before this rule."""


def locking(folder: Path) -> list[str]:
    """Name each later migration that locks a big table to add an index, or adds one without a lock in a transaction."""
    faults = []
    for path in sorted(folder.glob("[0-9]*.py")):
        if int(path.name.partition("_")[0]) <= SINCE:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        made = {table for name, table in _operations(tree) if name == "CreateModel"}
        for name, table in _operations(tree):
            if name == "AddIndex" and table in BIG - made:
                faults.append(f"{path.name}: AddIndex locks {table}; use AddIndexWithoutLocking")
            if name.startswith("AddIndex") and name != "AddIndex" and not _is_not_atomic(tree):
                faults.append(f"{path.name}: {name} needs atomic = False")
    return faults


def _operations(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each operation by its name, with the table it is about."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            about = {one.arg: one.value for one in node.keywords}
            given = about.get("model_name") or about.get("name") or (node.args[0] if node.args else None)
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield name, given.value.lower()


def _is_not_atomic(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Assign)
        and [ast.unparse(one) for one in node.targets] == ["atomic"]
        and ast.unparse(node.value) == "False"
        for node in ast.walk(tree)
    )
