"""Does the code keep to its room? Who writes, who reads the clock, who swallows faults: read off the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.files import sources

READERS = ("web", "documents", "management", "models", "rules")
ALWAYS_WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# These are other things' verbs too (a dict's update, a cache's delete): the ORM's take nothing by position.
WRITES_BY_KEYWORD = {"create", "update", "delete"}
WRITING_SQL = ("insert", "update", "delete", "truncate", "replace", "merge", "copy", "alter", "drop", "create")
RUNS_SQL = {"execute", "executemany", "executescript", "raw"}
CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "django.db.models.functions.Now",
    "django.utils.timezone.now",
    "time.gmtime",
    "time.localtime",
    "time.time",
}
# With an argument these convert an instant they are given; without one they read the clock.
CONVERTERS = {"django.utils.timezone.localdate", "django.utils.timezone.localtime"}
AUTOMATIC_CLOCKS = {"auto_now", "auto_now_add"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.db.backends.signals")
OVERRIDES = {"save", "asave", "delete", "adelete"}
# Where an override refuses and otherwise does what Django does: it has no effect of its own.
REFUSES = "conferral/models/frozen.py"
# The worker's loop: whatever a turn of it meets, it writes that down and goes on.
GOES_ON = "conferral/management/working.py"


def writes_outside_actions(root: Path) -> list[str]:
    """Name each call that changes rows in a room that only reads."""
    return [
        f"{where}: {what}"
        for path, tree in _trees(root)
        if path.parts[1] in READERS and path.as_posix() != REFUSES
        for where, what in _found(path, tree, _write if _reaches_rows(tree) else _write_by_orm)
    ]


def clocks(root: Path) -> list[str]:
    """Name each reading of the clock outside conferral/clock.py, a reference such as `default=timezone.now` too."""
    return [
        f"{where}: {what}"
        for path, tree in _trees(root)
        if path.as_posix() != "conferral/clock.py"
        for where, what in _clocks(path, tree)
    ]


def swallowed_faults(root: Path) -> list[str]:
    """Name each `except` that catches everything, but in the worker's loop."""
    return [
        f"{where}: {what}"
        for path, tree in _trees(root)
        if path.as_posix() != GOES_ON
        for where, what in _found(path, tree, _catch_all)
    ]


def signals(root: Path) -> list[str]:
    """Name each import of Django's signals: an effect nobody called."""
    return [
        f"{path}:{line}: {name} is a signal"
        for path, tree in _trees(root)
        for name, line in _imports(tree)
        if name.startswith(SIGNALS)
    ]


def overridden_saves(root: Path) -> list[str]:
    """Name each class that has a save or delete of its own, but those that only refuse."""
    return [
        f"{where}: {what}"
        for path, tree in _trees(root)
        if path.as_posix() != REFUSES
        for where, what in _found(path, tree, _override)
    ]


def _trees(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(root):
        inside = path.relative_to(root)
        if inside.parts[0] == "conferral":
            yield inside, ast.parse(path.read_text(encoding="utf-8"))


def _found(path, tree, fault):
    for node in ast.walk(tree):
        what = fault(node)
        if what:
            yield f"{path}:{node.lineno}", what


def _reaches_rows(tree: ast.Module) -> bool:
    """Whether SQL in this module may be the register's; a scratch file of sqlite3's own holds no rows of ours."""
    names = {name for name, _ in _imports(tree)}
    return "sqlite3" not in names or any(name.startswith(("django.db.", "psycopg")) for name in names)


def _write(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL and node.args:
        return f".{node.func.attr}() writes in SQL" if _begins(node.args[0]).startswith(WRITING_SQL) else None
    return _write_by_orm(node)


def _write_by_orm(node: ast.AST) -> str | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    verb = node.func.attr
    plain = verb if verb in ALWAYS_WRITES | WRITES_BY_KEYWORD else verb.removeprefix("a")
    if plain in ALWAYS_WRITES or (plain in WRITES_BY_KEYWORD and not node.args):
        return f".{verb}() writes"
    return None


def _begins(text: ast.expr) -> str:
    """Return the first literal words of an expression, in lower case."""
    if isinstance(text, ast.JoinedStr):
        return _begins(text.values[0]) if text.values else ""
    if isinstance(text, ast.BinOp):
        return _begins(text.left)
    return text.value.lstrip().lower() if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""


def _catch_all(node: ast.AST) -> str | None:
    if not isinstance(node, ast.ExceptHandler):
        return None
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    names = {ast.unparse(one) if one else "everything" for one in caught}
    wide = names & {"everything", "Exception", "BaseException", "builtins.Exception"}
    return f"catches {wide.pop()}" if wide else None


def _override(node: ast.AST) -> str | None:
    if not isinstance(node, ast.ClassDef):
        return None
    own = {part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)} & OVERRIDES
    return f"{node.name} overrides {', '.join(sorted(own))}" if own else None


def _clocks(path: Path, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Resolve every dotted name through the file's imports and look whether it reads the clock."""
    full = dict(_names(tree))
    converting = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args}
    for node in ast.walk(tree):
        where = f"{path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.keyword) and node.arg in AUTOMATIC_CLOCKS:
            yield where, f"{node.arg} reads the clock"
        if isinstance(node, ast.Attribute | ast.Name):
            head, _, rest = ast.unparse(node).partition(".")
            name = full.get(head, head) + (f".{rest}" if rest else "")
            if name in CLOCKS or (name in CONVERTERS and id(node) not in converting):
                yield where, f"{name} reads the clock"


def _names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
