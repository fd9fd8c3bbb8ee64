"""Where does a PostgreSQL come from that lives only as long as a test run?

From the server's own binaries: a temporary data folder, a socket and no port, nothing synced to disk. PostgreSQL
refuses to run as root, so root lends it an unprivileged account.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import debian

DEBIAN_FOLDERS = Path("/usr/lib/postgresql")
NAME = "conferral"
START_SECONDS = 60
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": ""}


class NoPostgres(Exception):  # noqa: N818 - what it says is that there is none
    """PostgreSQL is not there and could not be put there; the message says what to do."""


@contextmanager
def throwaway() -> Iterator[str]:
    """Run a PostgreSQL of our own and give the DATABASE_URL of an empty database in it; nothing is left behind."""
    binaries = found() or installed()
    account = unprivileged()
    # Not the default folder for temporary files: a socket's path is short, and the lent account must get there.
    folder = Path(tempfile.mkdtemp(prefix="conferral-pg-", dir="/tmp"))
    server: subprocess.Popen[bytes] | None = None
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        server = started(binaries, folder, account)
        yield f"postgres://{NAME}@{str(folder).replace('/', '%2F')}/{NAME}"
    finally:
        if server is not None:
            stop(server)
        shutil.rmtree(folder, ignore_errors=True)


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


def started(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """Create the data folder, start the server and wait until it has made our database."""
    lent: dict[str, Any] = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    data, log = folder / "data", folder / "server.log"
    initdb = [str(binaries / "initdb"), "--pgdata", str(data), "--username", NAME, "--auth", "trust", "--no-sync"]
    made = subprocess.run(
        [*initdb, "--encoding", "UTF8", "--locale", "C.UTF-8"], cwd=folder, capture_output=True, check=False, **lent
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
    settings = {**THROW_AWAY, "unix_socket_directories": str(folder), "max_connections": "100"}
    options = [f"--{name}={value}" for name, value in settings.items()]
    with log.open("wb") as out:
        server: subprocess.Popen[bytes] = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **lent,
        )  # fmt: skip
    try:
        make_database(binaries, folder, server, log)
    except BaseException:
        stop(server)
        raise
    return server


def make_database(binaries: Path, folder: Path, server: subprocess.Popen[bytes], log: Path) -> None:
    """Create the empty database as soon as the server answers."""
    command = [str(binaries / "createdb"), "--host", str(folder), "--username", NAME, NAME]
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise NoPostgres(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()[-2000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once; its data is thrown away."""
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.send_signal(3)  # SIGQUIT: PostgreSQL's immediate shutdown
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


if __name__ == "__main__":
    sys.exit("This is used by scripts/suite.py.")
