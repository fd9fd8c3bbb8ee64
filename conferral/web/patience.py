"""How long does a page wait for the database, and when does it lack what it needs of it?

A page may wait, and may not wait for ever: who asked has gone by then, and the connection is missing to others. Workers
and commands have no such limit (decision 0046).
"""

from __future__ import annotations

from enum import Enum, auto

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from conferral.documents.files_away import FilesAway

LOCK_SECONDS = 10
"""So long a page waits at most for what somebody else is changing, where it may take longer in all."""


class Lack(Enum):
    """What a page lacks."""

    BUSY = auto()  # a turn: nothing was done
    SLOW = auto()  # time: it broke off what it did
    AWAY = auto()  # it is not there
    FILES = auto()  # or the files are not


_CODES = {
    Lack.BUSY: ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "40001", "53300"),
    Lack.SLOW: ("57014",),
    Lack.AWAY: ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "08", "53", "57P", "58"),
}
"""How the codes begin that SQLite and PostgreSQL give; the first that fits counts."""
_WAITING_FOR_ONE = "PoolTimeout"
"""What the pool says when it could hand out no connection in time: all are in use, or none can be opened."""


def limit_statements() -> None:
    """Have PostgreSQL break off what a page asks of it once that takes too long; before the first connection."""
    seconds = settings.DATABASE_STATEMENT_TIMEOUT
    if not seconds:
        return
    # Less than for all of it, so that it is said that others hold it.
    limits = f"-c statement_timeout={seconds}s -c lock_timeout={min(seconds * 500, LOCK_SECONDS * 1000)}ms"
    for connection in connections.all():
        if connection.vendor == "postgresql":
            options = connection.settings_dict["OPTIONS"]
            options["options"] = f"{options.get('options', '')} {limits}".strip()


def lack(fault: BaseException | None) -> Lack | None:
    """Return what the database lacked where it was that which failed; None where the fault is another, or ours."""
    if isinstance(fault, FilesAway):
        return Lack.FILES
    if not isinstance(fault, OperationalError | InterfaceError):
        return None
    inner = fault.__cause__ or fault
    code = getattr(inner, "sqlite_errorname", None) or getattr(inner, "sqlstate", None)
    if code:
        return next((lack for lack, codes in _CODES.items() if code.startswith(codes)), None)
    # Before the server could say a code: no connection in the pool was free, or there is none to the server.
    if type(inner).__name__ == _WAITING_FOR_ONE:
        return Lack.BUSY if _answers() else Lack.AWAY
    return Lack.AWAY if type(inner).__module__.startswith("psycopg") else None


def _answers() -> bool:
    """Whether PostgreSQL is there and takes connections; it is asked without one, and no more than a moment."""
    wanted = connections[DEFAULT_DB_ALIAS].get_connection_params()
    place = {name: wanted[name] for name in ("host", "hostaddr", "port", "dbname", "user") if wanted.get(name)}
    return PGconn.ping(make_conninfo(**place, connect_timeout=2).encode()) == Ping.OK
