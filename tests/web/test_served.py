"""Does a server do well what happens to servers? A database that is busy or starts anew, and an end in the middle.

gunicorn with the configuration of the project, on a database of its own.
"""

from __future__ import annotations

import http.client
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.conftest import on_postgresql
from tests.own_database import Database, own_databases
from tests.served import Answer, Served, Visitor, let_in, serving

PATIENCE = 30
NEW = "/staff/contacts/new/"


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Iterator[Database]:
    with own_databases(["served"], tmp_path_factory.mktemp("served")) as (one,):
        let_in(one, ["ada"])
        yield one


@pytest.fixture(scope="module")
def impatient(database) -> Iterator[Served]:
    """A server whose pages wait a second for the database."""
    url = database.environment["DATABASE_URL"]
    short = url if on_postgresql() else f"{url}?timeout=1"
    with serving(database, DATABASE_URL=short, DATABASE_STATEMENT_TIMEOUT="1") as served:
        yield served


@pytest.fixture
def ada(impatient) -> Visitor:
    visitor = Visitor(impatient.port)
    visitor.sign_in("ada")
    return visitor


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Let nobody else write contacts as long as what is inside lasts."""
    url = database.environment["DATABASE_URL"]
    if on_postgresql():
        import psycopg

        with psycopg.connect(url) as own:
            own.execute("LOCK TABLE conferral_contact IN EXCLUSIVE MODE")
            yield
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as own:
        own.execute("BEGIN IMMEDIATE")
        yield


def count(database: Database, number: str) -> int:
    return database.count(f"conferral_contact WHERE member_number = '{number}'")


def test_what_others_hold_for_too_long_is_told_and_can_be_sent_again(database, ada) -> None:
    with held(database):
        answer = ada.post(NEW, member_number="N-1", last_name="Lovelace")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "So many are at work that yours could not be done. Nothing was changed" in answer.text
    assert count(database, "N-1") == 0
    assert ada.post(NEW, member_number="N-1", last_name="Lovelace").status == 200
    assert count(database, "N-1") == 1


@pytest.mark.postgres_only
def test_once_the_database_has_started_anew_the_next_page_is_as_ever(database, ada) -> None:
    import psycopg

    with closing(psycopg.connect(database.environment["DATABASE_URL"], autocommit=True)) as own:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert own.execute(f"SELECT count(pg_terminate_backend(pid)) {others}").fetchone()[0] > 0
    assert ada.get("/staff/contacts/").status == 200


def asked(served: Served, path: str) -> tuple[int, bytes]:
    """Ask as a balancer does, by a connection of its own."""
    asking = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    with closing(asking):
        asking.request("GET", path)
        answer = asking.getresponse()
        return answer.status, answer.read()


def test_a_server_that_is_asked_to_end_tells_balancers_and_goes_on_answering_until_they_know(database) -> None:
    with serving(database, DRAIN_SECONDS="4") as served:
        visitor = Visitor(served.port)
        visitor.sign_in("ada")
        assert asked(served, "/readyz") == (200, b"ready\n")
        visitor.follows = False
        got: list[Answer] = []
        with held(database):
            asking = threading.Thread(
                target=lambda: got.append(visitor.post(NEW, member_number="N-3", last_name="Hopper"))
            )
            asking.start()
            time.sleep(0.3)  # until it is at work on it: nothing tells from outside
            served.ask_to_end()
            time.sleep(0.3)
            assert asked(served, "/readyz") == (503, b"the server is about to end\n")
            assert asked(served, "/healthz") == (200, b"alive\n")
            assert asked(served, "/sign-in/")[0] == 200, "what a balancer still sends is answered"
            assert (got, served.process.poll()) == ([], None)
        asking.join(PATIENCE)
        assert [answer.status for answer in got] == [302]
        assert served.process.wait(PATIENCE) == 0
        with pytest.raises(OSError, match="refused"):
            asked(served, "/readyz")
    assert count(database, "N-3") == 1


def test_a_server_that_is_asked_to_end_answers_first_what_it_has_in_hand(database) -> None:
    with serving(database) as served:
        visitor = Visitor(served.port)
        visitor.sign_in("ada")
        visitor.follows = False  # once it has answered, there is nobody to lead to
        got: list[Answer] = []
        with held(database):
            asking = threading.Thread(
                target=lambda: got.append(visitor.post(NEW, member_number="N-2", last_name="Byron"))
            )
            asking.start()
            time.sleep(0.3)  # until it is at work on it: nothing tells from outside
            served.process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            assert got == []
        asking.join(PATIENCE)
        assert [answer.status for answer in got] == [302]
        assert served.process.wait(PATIENCE) == 0
    assert count(database, "N-2") == 1
