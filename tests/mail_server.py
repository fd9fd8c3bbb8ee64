"""How does a test get a mail server that can be down, slow, or refuse? A small one of its own, which keeps what it took."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from types import TracebackType
from typing import Self


class MailServer:
    """Takes mail on a port of this machine while it is up; `answers` may give a recipient another answer than yes."""

    def __init__(self, *, takes_seconds: float = 0.0) -> None:
        self.mails: list[tuple[str, Message]] = []
        self.answers: Callable[[str], str] = lambda _recipient: "250 yes"
        self.takes_seconds = takes_seconds
        self.port = 0
        self._server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Come up, on the same port as before."""
        server, mails = _Server(("127.0.0.1", self.port), _Conversation), self
        server.mails = mails
        self.port = server.server_address[1]
        self._server = server
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        """Go down."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @contextmanager
    def down(self) -> Iterator[None]:
        """Be away for a while."""
        self.stop()
        yield
        self.start()

    def recipients(self) -> list[str]:
        return sorted(to for to, _mail in self.mails)

    def message_ids(self) -> list[str]:
        return [mail["Message-ID"] for _to, mail in self.mails]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mails: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a worker that was killed while it talked."""


class _Conversation(socketserver.StreamRequestHandler):
    """One connection, as RFC 5321 has it, and no more of that than Python's smtplib says."""

    server: _Server

    def handle(self) -> None:
        self._say("220 here")
        to = ""
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                self._say(self.server.mails.answers(to))
            elif word == b"DATA":
                self._say("354 go on")
                self._take(to)
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def _take(self, to: str) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.server.mails.mails.append((to, message_from_bytes(b"".join(lines))))
        time.sleep(self.server.mails.takes_seconds)
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
