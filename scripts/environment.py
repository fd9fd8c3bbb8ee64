"""Is everything that Conferral runs on in .venv, exactly as locked? If not, put it there.

Runs on the host's Python with nothing but the standard library. `.venv` holds no pip of its own: the host's
pip (or uv, when it is on the PATH) installs into it, and only what the hashes in requirements/ allow. A stamp
made from the lock and the interpreter says that it is complete, so the second time costs nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
LOCK = ROOT / "requirements" / "dev.txt"
STAMP = HOME / "complete-for.txt"
# The lock is whole. Left to resolve it, an older pip looks at what was released since ("coverage[toml]" is not
# "coverage" to it), finds a newer one, and has no hash for it.
EXACTLY = ("--require-hashes", "--no-deps")
PIP_WITH_PYTHON_OPTION = (22, 3)
DEBIAN_WHEELS = Path("/usr/share/python-wheels")


def main() -> None:
    """Build `.venv` unless it is complete for this lock and this interpreter."""
    wanted = key()
    if is_complete(wanted):
        return
    began = time.monotonic()
    print("Setting up .venv from requirements/dev.txt ...", flush=True)
    venv.EnvBuilder(with_pip=False, clear=True, symlinks=True).create(HOME)
    subprocess.run([*installer(), *EXACTLY, "--requirement", str(LOCK)], check=True, cwd=ROOT)
    STAMP.write_text(wanted, encoding="utf-8")
    print(f"Set up .venv in {time.monotonic() - began:.0f} s.", flush=True)


def key() -> str:
    """Return what `.venv` depends on: the lock, the interpreter and where the project stands."""
    parts = (LOCK.read_bytes(), sys.version.encode(), os.path.realpath(sys.executable).encode(), str(ROOT).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_complete(wanted: str) -> bool:
    """Whether an earlier run finished for the same key."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted


def installer() -> list[str]:
    """Return the start of an install command: uv, the host's pip, or the pip that Python bundles."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    pip = host_pip() or bundled_pip()
    if pip is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("No pip here: installing python3-pip ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "install", "-y", "-q", "python3-pip"], check=True, env=quiet)  # noqa: S607 - Debian's own
        importlib.invalidate_caches()
        pip = host_pip()
    if pip is None:
        sys.exit("Setting up needs pip 22.3 or newer, or uv; install one of them (apt-get install python3-pip).")
    return [*pip, "--python", str(PYTHON), "install", "--no-compile", "--quiet"]


def host_pip() -> list[str] | None:
    """Return how to call this interpreter's pip, if it has one that can install into another environment."""
    if importlib.util.find_spec("pip") is None:
        return None
    asked = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    words = asked.stdout.split()
    if len(words) < 2:  # noqa: PLR2004 - "pip 23.2 from ..."
        return None
    version = tuple(int(part) for part in words[1].split(".")[:2] if part.isdigit())
    return [sys.executable, "-m", "pip"] if version >= PIP_WITH_PYTHON_OPTION else None


def bundled_pip() -> list[str] | None:
    """Return how to call the pip wheel that Python (or Debian's python3-venv) carries; a wheel runs in place."""
    spec = importlib.util.find_spec("ensurepip")
    folders = [DEBIAN_WHEELS]
    if spec and spec.origin:
        folders.insert(0, Path(spec.origin).parent / "_bundled")
    wheels = [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]
    return [sys.executable, f"{wheels[-1]}/pip"] if wheels else None


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"Setting up stopped: `{' '.join(failed.cmd[:4])} ...` ended with status {failed.returncode}.")
    except KeyboardInterrupt:
        sys.exit("Setting up was interrupted; `make setup` starts over.")
