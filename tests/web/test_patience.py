"""Is a database that is busy, slow or away told from a fault of ours, on either database?

Asked of the real things: what they say when it happens.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from conferral.web import patience
from conferral.web.patience import Lack, lack


def met(work: Callable[[], object]) -> Lack | None:
    """Do something that fails, as Django would have it fail, and return what was lacking."""
    try:
        work()
    except sqlite3.OperationalError as fault:
        outer = OperationalError(str(fault))
        outer.__cause__ = fault
        return lack(outer)
    except DatabaseError as fault:
        return lack(fault)
    pytest.fail("nothing failed")


@pytest.mark.once
def test_an_embedded_database_that_others_write_to_is_busy(tmp_path) -> None:
    one, other = (sqlite3.connect(tmp_path / "rows.sqlite3", timeout=0, isolation_level=None) for _ in range(2))
    with closing(one), closing(other):
        one.execute("BEGIN IMMEDIATE")
        assert met(lambda: other.execute("BEGIN IMMEDIATE")) is Lack.BUSY


@pytest.mark.once
def test_one_whose_disk_is_full_or_that_is_not_there_is_away(tmp_path) -> None:
    with closing(sqlite3.connect(tmp_path / "rows.sqlite3", isolation_level=None)) as full:
        full.execute("PRAGMA max_page_count = 2")
        full.execute("CREATE TABLE kept (text)")
        assert met(lambda: full.execute("INSERT INTO kept VALUES (zeroblob(100000))")) is Lack.AWAY
    assert met(lambda: sqlite3.connect(tmp_path / "no" / "rows.sqlite3")) is Lack.AWAY


@pytest.mark.django_db
def test_what_we_ask_wrongly_is_a_fault_of_ours() -> None:
    def ask() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT nmae FROM conferral_contact")

    assert met(ask) is None
    assert lack(None) is None
    assert lack(ValueError("database is locked")) is None
    assert lack(InterfaceError("cursor already closed")) is None


@pytest.mark.postgres_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "lacking"),
    [
        ("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)", Lack.SLOW),
        ("DO $$ BEGIN RAISE lock_not_available; END $$", Lack.BUSY),
        ("DO $$ BEGIN RAISE deadlock_detected; END $$", Lack.BUSY),
        ("DO $$ BEGIN RAISE too_many_connections; END $$", Lack.BUSY),
        ("DO $$ BEGIN RAISE disk_full; END $$", Lack.AWAY),
        ("DO $$ BEGIN RAISE admin_shutdown; END $$", Lack.AWAY),
        ("DO $$ BEGIN RAISE cannot_connect_now; END $$", Lack.AWAY),
        ("DO $$ BEGIN RAISE division_by_zero; END $$", None),
    ],
)
def test_what_postgresql_says_is_understood(asked, lacking) -> None:
    def ask() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(asked)

    assert met(ask) is lacking


@pytest.mark.postgres_only
def test_a_server_that_is_not_there_is_away_and_a_pool_that_is_empty_busy(tmp_path, monkeypatch) -> None:
    import psycopg
    from psycopg_pool import ConnectionPool

    def none_there() -> None:
        try:
            psycopg.connect(host=str(tmp_path), dbname="nowhere")
        except psycopg.OperationalError as fault:
            raise OperationalError(str(fault)) from fault

    def none_free() -> None:
        info = settings.DATABASES["default"]
        login = {"host": info["HOST"], "user": info["USER"], "password": info["PASSWORD"] or None, "dbname": "postgres"}
        with ConnectionPool(kwargs=login, min_size=1, max_size=1, timeout=0.05) as pool, pool.connection(timeout=10):
            try:
                pool.getconn()
            except psycopg.OperationalError as fault:
                raise OperationalError(str(fault)) from fault

    assert met(none_there) is Lack.AWAY
    assert met(none_free) is Lack.BUSY
    # Where the server is away, the pool says the same: that it could hand none out in time.
    away = {**connection.get_connection_params(), "host": str(tmp_path)}
    monkeypatch.setattr(connection, "get_connection_params", lambda: away)
    assert met(none_free) is Lack.AWAY


@pytest.mark.postgres_only
@pytest.mark.django_db
def test_a_page_may_wait_so_long_and_for_what_others_hold_less(settings, monkeypatch) -> None:
    options = dict(connection.settings_dict["OPTIONS"])
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    for seconds, limits in (
        (30, "-c statement_timeout=30s -c lock_timeout=10000ms"),
        (3, "-c statement_timeout=3s -c lock_timeout=1500ms"),
    ):
        options.pop("options", None)
        settings.DATABASE_STATEMENT_TIMEOUT = seconds
        patience.limit_statements()
        assert options["options"] == limits
    options["options"], settings.DATABASE_STATEMENT_TIMEOUT = "-c search_path=register", 0
    patience.limit_statements()
    assert options["options"] == "-c search_path=register"
