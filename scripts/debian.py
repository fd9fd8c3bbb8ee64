"""How does a package of Debian come onto this machine? With apt-get, where we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def can_install() -> bool:
    """Whether packages can be installed here."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> str:
    """Install a package; return the command that failed and how, or nothing when it is there."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", package]):
        done = subprocess.run(["apt-get", *command], env=quiet, check=False, stdout=subprocess.DEVNULL)  # noqa: S607
        if done.returncode:
            return f"`apt-get {' '.join(command)}` ended with status {done.returncode}"
    return ""


if __name__ == "__main__":
    sys.exit("This is used by scripts/browser.py and scripts/postgres.py.")
