"""Can the rules be tested where there is no Django and no database driver at all?

There the tests are collected, which imports all the rules and all that their tests use; what an import inside a
function may be is for the contract of the imports to say. They run with all the others.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# None in sys.modules makes an import fail as if the package were not installed.
RUN = """
import sys
for absent in ("django", "psycopg", "psycopg_pool", "environ", "zeal"):
    sys.modules[absent] = None
import pytest
sys.exit(pytest.main(sys.argv[1:]))
"""
PLAIN = [
    "-q",
    "--collect-only",
    "-c",
    os.devnull,
    "--import-mode=importlib",
    "-p",
    "no:django",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
]


def run(root: Path) -> subprocess.CompletedProcess[str]:
    """Collect tests/rules of the project at `root` in a Python without Django."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "PYTEST"))}
    command = [sys.executable, "-c", RUN, *PLAIN, f"--rootdir={root}", "tests/rules"]
    env["PYTHONPATH"] = str(root)
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
