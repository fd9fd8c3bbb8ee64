"""How does a test serve Conferral as an installation does, and come to it as people do? gunicorn, HTTP and cookies."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode

from tests.own_database import Database

PATIENCE = 60
PASSWORD = "correct horse battery"
LET_IN = """
import sys
import django
django.setup()
from conferral.actions import accounts, organization
from conferral.models import Organization
from conferral.rules.actors import COMMAND_LINE, Role
from django.utils import timezone
for name in sys.argv[1:]:
    accounts.add(username=name, email=f"{name}@example.org", password="correct horse battery", role=Role.ADMIN,
        contact=None, by=COMMAND_LINE, at=timezone.now())
"""


@dataclass
class Served:
    """A server of gunicorn's, in a session of its own."""

    process: subprocess.Popen[str]
    port: int

    def kill(self) -> None:
        """Let all of it be gone at once, as when its machine goes down."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask_to_end(self) -> None:
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def serving(database: Database, **variables: str) -> Iterator[Served]:
    """Serve a database; whatever becomes of the server, it does not outlive the test."""
    with serving_by(1, database, **variables) as (served,):
        yield served


@contextmanager
def serving_by(count: int, database: Database, **variables: str) -> Iterator[list[Served]]:
    """Serve a database by several servers of one process each, as on several machines."""
    begun = [_begun(database, variables) for _ in range(count)]
    try:
        for served in begun:
            _until_ready(served)
        yield begun
    finally:
        for served in begun:
            served.kill()


def _begun(database: Database, variables: dict[str, str]) -> Served:
    with socket.socket() as at:
        at.bind(("127.0.0.1", 0))
        at.listen(128)
        at.set_inheritable(True)
        env = {
            **database.environment,
            "DJANGO_SETTINGS_MODULE": "tests.served_settings",
            "HTTPS": "false",
            "WEB_CONCURRENCY": "1",
            "DRAIN_SECONDS": "0",
            **variables,
        }
        command = ["-m", "gunicorn", "conferral.wsgi:application", "--bind", f"fd://{at.fileno()}"]
        process = database.begin(
            *command, env=env, pass_fds=[at.fileno()], start_new_session=True, stderr=None, stdout=subprocess.DEVNULL
        )
        return Served(process, at.getsockname()[1])


def _until_ready(served: Served) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        with closing(asking), suppress(OSError, http.client.HTTPException):
            asking.request("GET", "/healthz")
            if asking.getresponse().status == 200:
                return
        assert served.process.poll() is None, "the server ended by itself"
        assert time.monotonic() < until
        time.sleep(0.05)


def let_in(database: Database, names: Sequence[str]) -> None:
    """Make accounts of admins, who sign in with `PASSWORD`."""
    database.run("-c", LET_IN, *names, DJANGO_SETTINGS_MODULE="tests.served_settings")


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]


class _Redirecting(urllib.request.HTTPRedirectHandler):
    """Follows where an answer leads only where that is wanted."""

    def __init__(self, follows: Callable[[], bool]) -> None:
        self._follows = follows

    def redirect_request(self, *given: Any) -> urllib.request.Request | None:
        return super().redirect_request(*given) if self._follows() else None


class Visitor:
    """Somebody with a browser of their own, who comes to servers of one installation by any of their ports."""

    def __init__(self, *ports: int) -> None:
        self.ports, self._turn, self.follows = list(ports), 0, True
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), _Redirecting(lambda: self.follows)
        )
        self._token = ""

    def get(self, path: str) -> Answer:
        answer = self._asked(self._address(path))
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self._token = unescape(found[1])
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        address = self._address(path)
        form = urlencode({**fields, "csrfmiddlewaretoken": self._token}).encode()
        return self._asked(address, form, {"Referer": address, "Origin": address[: address.index("/", 8)]})

    def sign_in(self, name: str) -> None:
        self.get("/sign-in/")
        answer = self.post("/sign-in/", login=name, password=PASSWORD)
        assert answer.status == 200, answer.text
        self.get("/staff/contacts/new/")

    def _address(self, path: str) -> str:
        self._turn += 1
        return f"http://127.0.0.1:{self.ports[self._turn % len(self.ports)]}{path}"

    def _asked(self, address: str, form: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        request = urllib.request.Request(address, form, headers or {})  # noqa: S310 - an address of ours
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.read().decode(errors="replace"), dict(answer.headers))
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.read().decode(errors="replace"), dict(answer.headers))
