"""Is it safe to start? An embedded database that could lose an acknowledged commit is refused.

Asked of the live connection, not of the settings: what counts is what SQLite is really doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

START = "start"
"""The tag of what is asked before every start; the rest of Django's checks are about the code, which CI asks."""
FULL = 2
_LEVELS = {0: "OFF", 1: "NORMAL", FULL: "FULL", 3: "EXTRA"}


def register_all() -> None:
    """Let every command, and `manage.py check`, ask these before it does anything."""
    register(embedded_database_is_durable, START)


def embedded_database_is_durable(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Return an error for each SQLite connection whose `synchronous` is below FULL."""
    if app_configs is not None:
        return []
    return [fault for connection in connections.all() for fault in _faults(connection)]


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured where a check fails: for servers, which run no command."""
    faults = embedded_database_is_durable(None)
    if faults:
        raise ImproperlyConfigured(" ".join(f"{fault.msg} {fault.hint}" for fault in faults))


def _faults(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    if connection.vendor != "sqlite":
        return []
    try:
        with connection.cursor() as cursor:
            level = cursor.execute("PRAGMA synchronous").fetchone()[0]
    except DatabaseError as fault:
        return [
            Error(
                f"The embedded database {connection.settings_dict['NAME']} cannot be opened: {fault}.",
                hint="Its folder must exist and be writable; DATABASE_URL says where it is.",
                id="conferral.E002",
            ),
        ]
    if level >= FULL:
        return []
    return [
        Error(
            f"SQLite runs with synchronous={_LEVELS[level]}: a power cut could lose what was already confirmed.",
            hint="Remove what lowers it from DATABASE_URL; Conferral starts with synchronous=FULL or more.",
            id="conferral.E001",
        ),
    ]
