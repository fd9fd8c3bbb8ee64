"""Where does the browser come from in which the tests look at the pages? From Debian's Chromium, or Google's."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import debian

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):  # noqa: N818 - what it says is that there is none
    """There is no browser and it could not be put there; the message says what to do."""


def found() -> Path | None:
    """Return the browser on the PATH, if there is one."""
    paths = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in paths if path), None)


def installed() -> Path:
    """Install Debian's Chromium when root; otherwise say what to install."""
    if not debian.can_install():
        raise NoBrowser(
            f"The tests look at the pages in a browser ({', '.join(NAMES)}), and none is on the PATH. Install one "
            "(apt-get install chromium).",
        )
    print("No browser here: installing chromium with apt-get ...", flush=True)
    if failed := debian.install("chromium"):
        raise NoBrowser(f"{failed}: no browser.")
    browser = found()
    if browser is None:
        raise NoBrowser("apt-get installed chromium, yet it is nowhere on the PATH.")
    return browser


if __name__ == "__main__":
    sys.exit("This is used by scripts/suite.py and scripts/screenshots.py.")
