"""Is the house in order? Lint, format, types, import contracts, migrations, Django's checks, house rules.

Runs all of them even when one fails, and says at the end which did.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSIDE = Path(sys.executable).parent
CHECKS = {
    "lint": [str(INSIDE / "ruff"), "check", "."],
    "format": [str(INSIDE / "ruff"), "format", "--check", "."],
    "types": [sys.executable, "-m", "mypy"],
    "imports": [str(INSIDE / "lint-imports")],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "house": [sys.executable, "-m", "pytest", "-q", "tests/test_house.py", "tests/house"],
}


def main() -> int:
    """Run every check and return 0 only if all passed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="conferral-check-") as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_URL")}
        env |= {
            "DJANGO_SETTINGS_MODULE": "conferral.settings",
            "SECRET_KEY": "only-for-checks: nothing is signed with this text, it is merely long enough",
            "DATABASE_URL": f"sqlite:///{folder}/check.sqlite3",
        }
        for name, command in CHECKS.items():
            print(f"--- {name}", flush=True)
            began = time.monotonic()
            if subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode:
                failed.append(name)
            print(f"    {time.monotonic() - began:.1f} s", flush=True)
    print(f"\nNot in order: {', '.join(failed)}." if failed else "\nThe house is in order.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
