"""What do the processes of this machine's own Conferral find in their environment? What is given, and what is missing.

Nothing that the environment gives is overwritten, neither as NAME nor as NAME_FILE.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
SECRET = VAR / "secret-key"
OWN_DATABASES = {"demo": VAR / "demo.sqlite3", "run": VAR / "conferral.sqlite3"}
DEMO_FILES = VAR / "demo-media"
"""Apart from those of `make run`: a worker removes from its folder what its own database does not name."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for something else


def surroundings(purpose: str) -> dict[str, str]:
    """Return the environment for `demo` or `run`: what is given, completed by what a machine of one's own needs."""
    missing = {
        "DATABASE_URL": f"sqlite:///{OWN_DATABASES[purpose]}",
        "HTTPS": "false",
        "LOG_FORMAT": "plain",
        "LOG_LEVEL": "warning",
        "SECRET_KEY": "",
    }
    if purpose == "demo" and not is_given("FILES_URL"):
        missing["MEDIA_ROOT"] = str(DEMO_FILES)
    chosen = {name: value for name, value in missing.items() if not is_given(name)}
    if "SECRET_KEY" in chosen:
        del chosen["SECRET_KEY"]
        chosen["SECRET_KEY_FILE"] = str(kept_secret())
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "conferral.settings", **chosen}


def is_given(name: str) -> bool:
    """Whether the environment says this, itself or as the name of a file."""
    return name in os.environ or f"{name}_FILE" in os.environ


def kept_secret() -> Path:
    """Return the file that holds this machine's secret key, made the first time; nobody else may read it."""
    if not SECRET.exists() or not SECRET.read_text(encoding="utf-8").strip():
        unfinished = SECRET.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        unfinished.replace(SECRET)
    return SECRET


def one_time_code() -> str:
    """Return 20 characters in groups of four, easy to read aloud: about 99 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(5))


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other start is making var/ ready."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "starting.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
