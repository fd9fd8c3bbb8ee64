"""Does the embedded database hold every migration? If not, apply them, so that manage.py is ready.

Runs in .venv. With DATABASE_URL set there is nothing to do: whoever gives a database migrates it themselves.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = ROOT / "var" / "conferral.sqlite3"
STAMP = ROOT / "var" / "migrated-for.txt"
MIGRATIONS = ROOT / "conferral" / "migrations"
LOCK = ROOT / "requirements" / "runtime.txt"


def main() -> None:
    """Migrate var/conferral.sqlite3 unless these very migrations were applied to it before."""
    if "DATABASE_URL" in os.environ or "DATABASE_URL_FILE" in os.environ:
        return
    wanted = key()
    if DATABASE.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "conferral.settings"}
    if "SECRET_KEY_FILE" not in settings:
        settings.setdefault("SECRET_KEY", secrets.token_urlsafe(50))  # migrating signs nothing
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity", "0"]
    if subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode:
        sys.exit("The embedded database could not be migrated; what stands above says why.")
    STAMP.write_text(wanted, encoding="utf-8")
    print(f"The embedded database {DATABASE.relative_to(ROOT)} is ready.")


def key() -> str:
    """Return what the database's shape depends on: our migrations and, through the lock, Django's."""
    files = [LOCK, *sorted(MIGRATIONS.glob("*.py"))]
    return hashlib.sha256(b"\0".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


if __name__ == "__main__":
    main()
