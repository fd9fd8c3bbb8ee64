"""Does var/static hold the style sheets and scripts of this version? If not, how are they put there?"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "conferral" / "static"
LISTED = ROOT / "var" / "static" / "staticfiles.json"
STAMP = ROOT / "var" / "static-for.txt"
DEPENDS_ON = (ROOT / "requirements" / "runtime.txt", ROOT / "conferral" / "settings.py")
COLLECT = [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--no-input", "--verbosity", "0"]


def are_current(wanted: str) -> bool:
    """Whether an earlier start put these very files there."""
    return LISTED.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted


def key() -> str:
    """Return what the files depend on: our own, those of the packages (through the lock), and the settings."""
    ours = [path for path in sorted(SOURCES.rglob("*")) if path.is_file()]
    content = hashlib.sha256()
    for path in (*DEPENDS_ON, *ours):
        content.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()
