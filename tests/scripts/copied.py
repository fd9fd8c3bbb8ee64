"""How does a test start `make run` without touching what this project keeps in var/? In a copy of the project.

The copy has a `.venv` that leads to ours and that counts as complete, so nothing is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = ("conferral", "scripts", "requirements", "manage.py", "Makefile")
NOT_OURS = (
    "DATABASE_URL",
    "SECRET_KEY",
    "HTTPS",
    "PORT",
    "DJANGO_",
    "SETUP_CODE",
    "LOG_",
    "MAKE",
    "MFLAGS",
    "ALLOWED_HOSTS",
)
DEMO = '''"""Does a demo need minutes of a test? No: one account will do."""
from django.core.management.base import BaseCommand
from conferral.models import Account

class Command(BaseCommand):
    def handle(self, **options):
        Account.objects.create(username="manager", email="manager@demo.example")
'''
WAIT_SECONDS = 90


class Copy:
    """A copy of the project in a folder of its own, and what was started there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        for name in NEEDED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, folder / name)
        (folder / "conferral" / "management" / "commands" / "demo.py").write_text(DEMO)
        python = folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
        python.chmod(0o755)
        host = subprocess.check_output(["/bin/sh", "scripts/find-python.sh"], cwd=folder, text=True).strip()
        tell = "import sys; sys.path.insert(0, 'scripts'); import environment; print(environment.key(), end='')"
        (folder / ".venv" / "complete-for.txt").write_bytes(subprocess.check_output([host, "-c", tell], cwd=folder))

    def start(self, target: str, port: int, **variables: str) -> Started:
        """Start `make run` or `make demo` as a terminal does: in a process group of its own."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
        process = subprocess.Popen(
            [shutil.which("make"), target],
            cwd=self.root,
            env={**env, "PORT": str(port), "CONFERRAL_COPY": str(self.root), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return Started(process, self.root, port)

    def var(self, name: str) -> Path:
        return self.root / "var" / name


class Started:
    """A `make` that was started, with everything below it."""

    def __init__(self, process: subprocess.Popen[str], root: Path, port: int) -> None:
        self.process, self.port = process, port
        self._mark = f"CONFERRAL_COPY={root}".encode()

    def read_until(self, words: str) -> str:
        """Return what was said so far, as soon as it holds these words; an end before that fails."""
        said = ""
        patience = threading.Timer(WAIT_SECONDS, self._kill)
        patience.start()
        try:
            for line in self.process.stdout:
                said += line
                if words in line:
                    return said
        finally:
            patience.cancel()
        raise AssertionError(f"it ended and never said “{words}”:\n{said}")

    def answer(self, path: str = "/readyz") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as page:
            return page.read().decode()

    def alive(self) -> set[int]:
        """Return every process that was started from here, whatever group or parent it has by now."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
                state = re.search(r"\) (\w)", (folder / "stat").read_text())[1]
            except OSError:
                continue
            if self._mark in environment.split(b"\0") and state != "Z":
                found.add(int(folder.name))
        return found

    def left_after(self, seconds: float) -> set[int]:
        until = time.monotonic() + seconds
        while (left := self.alive()) and time.monotonic() < until:
            time.sleep(0.05)
        return left

    def ended(self) -> tuple[int, str]:
        said, _ = self.process.communicate(timeout=WAIT_SECONDS)
        return self.process.returncode, said

    def clear_away(self) -> None:
        self._kill()
        self.process.communicate()

    def _kill(self) -> None:
        for number in self.alive():
            os.kill(number, signal.SIGKILL)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]
