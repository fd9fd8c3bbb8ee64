"""Where does a PostgreSQL come from that lives only as long as a test run?

From the server's own binaries: a temporary data folder, a socket and no port, nothing synced to disk unless it is
asked for. PostgreSQL refuses to run as root, so root lends it an unprivileged account.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import debian

DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
NAME = "conferral"
START_SECONDS = 60
UNSYNCED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgres(Exception):  # noqa: N818 - what it says is that there is none
    """PostgreSQL is not there and could not be put there; the message says what to do."""


@contextmanager
def throwaway(*, synced: bool = False) -> Iterator[str]:
    """Run a PostgreSQL of our own and give the DATABASE_URL of an empty database in it; nothing is left behind.

    `synced` is what a commit costs where it has to last: the server's own settings.
    """
    binaries = found() or installed()
    account = unprivileged()
    with short_lived(account) as folder, running(started(binaries, folder, account, {} if synced else UNSYNCED)):
        yield address(folder)


@contextmanager
def standby(of: str) -> Iterator[str]:
    """Run a streaming replica of a PostgreSQL that `throwaway` runs, and give its URL, which is read from only."""
    binaries, account = found() or installed(), unprivileged()
    primary = unquote(of.partition("@")[2].rpartition("/")[0])
    with short_lived(account) as folder:
        copied = subprocess.run(
            [
                *(str(binaries / "pg_basebackup"), "--host", primary, "--username", NAME, "--no-sync"),
                *("--pgdata", str(folder / "data"), "--write-recovery-conf", "--checkpoint", "fast"),
            ],
            cwd=folder, capture_output=True, check=False, **lent(account),
        )  # fmt: skip
        if copied.returncode:
            raise NoPostgres(f"pg_basebackup failed: {copied.stderr.decode(errors='replace').strip()}")
        with running(serving(binaries, folder, account)) as server:
            answers(binaries, folder, server, ["psql", "--command", "SELECT 1", NAME])
            yield address(folder)


@contextmanager
def short_lived(account: pwd.struct_passwd | None) -> Iterator[Path]:
    """Make a folder for a server, and remove it with all that is in it.

    Not in the default folder for temporary files: a socket's path is short, and the lent account must get there.
    """
    folder = Path(tempfile.mkdtemp(prefix="conferral-pg-", dir="/tmp"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(server: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Let a server run no longer than what is inside."""
    try:
        yield server
    finally:
        stop(server)


def address(folder: Path) -> str:
    """Return the URL of our database in the server whose socket is in a folder."""
    return f"postgres://{NAME}@{str(folder).replace('/', '%2F')}/{NAME}"


def found() -> Path | None:
    """Return the folder that holds initdb and postgres: on the PATH, else Debian's newest."""
    on_path = shutil.which("initdb")
    if on_path and (Path(os.path.realpath(on_path)).parent / "postgres").exists():
        return Path(os.path.realpath(on_path)).parent
    by_version = sorted(
        DEBIAN_FOLDERS.glob("*/bin"), key=lambda folder: int(re.sub(r"\D", "", folder.parent.name) or 0)
    )
    whole = [folder for folder in by_version if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return whole[-1] if whole else None


def installed() -> Path:
    """Install Debian's PostgreSQL when root; otherwise say what to install."""
    if not debian.can_install():
        raise NoPostgres(
            "The tests need PostgreSQL 14 or newer (initdb and postgres), and it is not on this machine. Install it "
            "(apt-get install postgresql), or set DATABASE_URL=postgres://... to a database they may use.",
        )
    print("No PostgreSQL here: installing it with apt-get ...", flush=True)
    if failed := debian.install("postgresql"):
        raise NoPostgres(f"{failed}: no PostgreSQL.")
    binaries = found()
    if binaries is None:
        raise NoPostgres("apt-get installed postgresql, yet initdb and postgres are nowhere to be found.")
    return binaries


def unprivileged() -> pwd.struct_passwd | None:
    """Return the account to lend to the server when we are root: postgres where it exists, else nobody."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def started(
    binaries: Path, folder: Path, account: pwd.struct_passwd | None, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Create the data folder, start the server and wait until it has made our database."""
    initdb = [str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--username", NAME, "--auth", "trust"]
    locale = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    made = subprocess.run([*initdb, *locale], cwd=folder, capture_output=True, check=False, **lent(account))
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
    server = serving(binaries, folder, account, settings)
    try:
        answers(binaries, folder, server, ["createdb", NAME])
    except BaseException:
        stop(server)
        raise
    return server


def lent(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return how a process is started under the account that root lends."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def serving(
    binaries: Path, folder: Path, account: pwd.struct_passwd | None, settings: Mapping[str, str] = UNSYNCED
) -> subprocess.Popen[bytes]:
    """Start a server on a data folder; it answers on a socket beside that."""
    place = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "100"}
    options = [f"--{name}={value}" for name, value in {**settings, **place}.items()]
    with (folder / "server.log").open("wb") as out:
        return subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(folder / "data"), *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **lent(account),
        )  # fmt: skip


def answers(binaries: Path, folder: Path, server: subprocess.Popen[bytes], asked: list[str]) -> None:
    """Ask the server something with one of its own programs, again until it answers."""
    command = [str(binaries / asked[0]), "--host", str(folder), "--username", NAME, *asked[1:]]
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    log = (folder / "server.log").read_text(errors="replace")
    raise NoPostgres(f"PostgreSQL did not start: {log.strip()[-2000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once; its data is thrown away."""
    server.send_signal(signal.SIGINT)  # the fast way: SIGTERM would wait for whoever is connected
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)  # PostgreSQL's immediate shutdown
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


if __name__ == "__main__":
    sys.exit("This is used by scripts/suite.py.")
