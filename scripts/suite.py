"""Do all tests pass, on SQLite and on PostgreSQL? Runs the same suite on both and names each database.

DATABASE_URL=postgres://... is used when it is set; otherwise we start a PostgreSQL of our own. A database that
cannot be had fails the run, and so does a browser. Arguments go to pytest.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import browser
from browser import NoBrowser
from postgres import NoPostgres, throwaway

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = "2"
DEALT = ("--dist", "load", "--maxschedchunk", "30")
"""So many tests at a time, in their order: left alone, one process gets nearly all that a browser does at the end.

Stolen from the end of the other's half they would run out of order, and some want a database that nobody emptied yet.
"""


def main() -> int:
    """Run the suite twice and return 0 only if both runs passed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The tests were ended."))
    given = os.environ.get("DATABASE_URL", "")
    results = {}
    try:
        browser.found() or browser.installed()
    except NoBrowser as missing:
        results["Browser"] = f"FAILED: {missing}"
    results["SQLite"] = run("SQLite", None)
    if given.startswith("postgres"):
        results["PostgreSQL (DATABASE_URL)"] = run("PostgreSQL (DATABASE_URL)", given)
    else:
        try:
            with throwaway() as url:
                results["PostgreSQL"] = run("PostgreSQL", url)
        except NoPostgres as missing:
            results["PostgreSQL"] = f"FAILED: {missing}"
    print("\n" + "\n".join(f"{name}: {result}" for name, result in results.items()), flush=True)
    return 0 if all(result.startswith("passed") for result in results.values()) else 1


def run(name: str, url: str | None) -> str:
    """Run pytest on one database; `url` None means the embedded one. Returns `passed ...` or `FAILED ...`."""
    print(f"\n=== {name} ===", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="conferral-suite-", ignore_cleanup_errors=True) as folder:
        env = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_URL")}
        env["TMPDIR"] = folder
        if url:
            env["DATABASE_URL"] = url
        command = [sys.executable, "-m", "pytest", "-n", PROCESSES, *DEALT, "-q", *sys.argv[1:]]
        status = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False).returncode
    seconds = f"{time.monotonic() - began:.0f} s"
    return f"passed in {seconds}" if status == 0 else f"FAILED in {seconds} (pytest status {status})"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("The tests were interrupted.")
