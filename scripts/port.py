"""Is the port free on which this machine is to be served? Run before anything slow is done, it ends with a sentence.

Whoever serves reserves the port while everything is made ready, and listens on it only when it is: until then a
browser is told at once that nobody is there.
"""

from __future__ import annotations

import errno
import os
import socket
import sys

HERE = "127.0.0.1"
USUAL = "8000"
LAST = 65535


class NoPort(Exception):  # noqa: N818 - what it says is that there is none
    """The port cannot be had; the message says what to do."""


def wanted() -> int:
    """Return the port that PORT names, 8000 without it."""
    word = os.environ.get("PORT", USUAL).strip()
    if not word.isascii() or not word.isdecimal() or not 0 < int(word) <= LAST:
        raise NoPort(f"PORT is “{word}”; write a whole number from 1 to {LAST}.")
    return int(word)


def reserved(port: int) -> socket.socket:
    """Return a socket bound to the port on this machine, not yet listening."""
    own = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so that a server just ended is no obstacle
    try:
        own.bind((HERE, port))
    except OSError as fault:
        own.close()
        raise _not_had(port, fault) from fault
    return own


def listening(own: socket.socket) -> None:
    """Let connections come in from now on; two who reserved the same port find out here."""
    try:
        own.listen(socket.SOMAXCONN)
    except OSError as fault:
        raise _not_had(own.getsockname()[1], fault) from fault


def _not_had(port: int, fault: OSError) -> NoPort:
    target = " ".join(["make", *sys.argv[1:2]]) if sys.argv[1:] else "make run"
    other = f"PORT={port + 1 if port < LAST else int(USUAL)} {target}"
    if fault.errno == errno.EADDRINUSE:
        return NoPort(f"Port {port} is taken: something else answers there. Choose another one: {other}")
    return NoPort(f"Port {port} cannot be used ({fault.strerror}). Choose another one: {other}")


if __name__ == "__main__":
    try:
        with reserved(wanted()) as free:
            pass
    except NoPort as taken:
        sys.exit(str(taken))
