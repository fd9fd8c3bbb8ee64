"""Are lists read from a replica, does everybody see what they did all the same, and is a replica that fails no fault?

Two servers of PostgreSQL of our own, one streaming to the other, and Conferral served by gunicorn beside them.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import postgres
import pytest

from tests.own_database import Database, own_databases
from tests.served import PATIENCE, Served, Visitor, let_in, serving

pytestmark = pytest.mark.postgres_only
LIST = "/staff/contacts/?q={}"


@dataclass
class Installation:
    """One served from a primary and a replica, and whoever comes to it."""

    served: Served
    primary: str
    replica: str
    ends: ExitStack
    is_alone: bool = False

    def visited_by(self, name: str) -> Visitor:
        visitor = Visitor(self.served.port)
        visitor.sign_in(name)
        return visitor

    def asked(self, url: str, statement: str) -> Any:
        import psycopg

        with closing(psycopg.connect(url, autocommit=True)) as own:
            return own.execute(statement).fetchone()[0]

    def pause(self) -> None:
        """Let the replica have what there is so far, and nothing more."""
        reached = self.asked(self.primary, "SELECT pg_current_wal_insert_lsn()")
        wait_until(lambda: self.asked(self.replica, f"SELECT pg_last_wal_replay_lsn() >= '{reached}'"))
        self.asked(self.replica, "SELECT pg_wal_replay_pause()::text")
        wait_until(lambda: self.asked(self.replica, "SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        self.asked(self.replica, "SELECT pg_wal_replay_resume()::text")


def wait_until(holds) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "what was waited for did not come"
        time.sleep(0.02)


def add(visitor: Visitor, number: str) -> str:
    answer = visitor.post("/staff/contacts/new/", member_number=number, last_name="Lovelace")
    return answer.text


def lists(visitor: Visitor, number: str) -> bool:
    answer = visitor.get(LIST.format(number))
    assert answer.status == 200
    return f"/{number}/" in answer.text


def fill(database: Database) -> None:
    """Copy what is migrated already on the server of the tests, where our programs can; otherwise migrate."""
    tools, into = postgres.found(), database.environment["DATABASE_URL"]
    with own_databases(["copied"], Path()) as (migrated,):
        held = subprocess.run(
            [f"{tools}/pg_dump", migrated.environment["DATABASE_URL"]], capture_output=True, check=False
        )
    told = [f"{tools}/psql", "--quiet", "--set", "ON_ERROR_STOP=1", into]
    copied = subprocess.run(told, input=held.stdout, capture_output=True, check=False)
    if held.returncode or copied.returncode:
        database.migrate()


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with postgres.throwaway() as primary:
        database = Database(primary, lambda _: 0)
        fill(database)
        let_in(database, ["ada", "ben"])
        with ExitStack() as ends:
            replica = ends.enter_context(postgres.standby(primary))
            with serving(database, DATABASE_REPLICA_URL=replica) as served:
                yield Installation(served, primary, replica, ends)


@pytest.fixture
def paused(installation: Installation) -> Iterator[tuple[Visitor, Visitor]]:
    """Two who are signed in, and a replica that is read from and has stopped where it was then."""
    ada, ben = (installation.visited_by(name) for name in ("ada", "ben"))
    wait_until(lambda: lists_are_from_the_replica(installation, ada, ben))
    yield ada, ben
    if not installation.is_alone:
        installation.resume()


def lists_are_from_the_replica(installation: Installation, ada: Visitor, ben: Visitor) -> bool:
    """Stop the replica; if what somebody adds then is listed to others all the same, let it go on."""
    installation.pause()
    number = f"TRY-{time.monotonic_ns()}"
    add(ben, number)
    if lists(ada, number):
        installation.resume()
        return False
    return True


def test_what_you_did_you_see_and_others_once_the_replica_has_it(installation, paused) -> None:
    ada, ben = paused
    add(ben, "N-1")
    assert lists(ben, "N-1"), "ben did it"
    assert not lists(ada, "N-1"), "ada reads from the replica"
    add(ada, "N-2")
    assert lists(ada, "N-2")
    assert lists(ada, "N-1"), "now she reads from where all of it is"
    installation.resume()
    third = installation.visited_by("ada")
    assert lists(third, "N-1")
    assert lists(third, "N-2")


def test_what_is_taken_along_comes_from_the_replica_and_the_log_says_so_at_once(installation, paused) -> None:
    ada, ben = paused
    add(ben, "N-3")
    taken = ada.post("/staff/contacts/export/", q="")
    assert taken.status == 200
    assert taken.text.startswith("\ufeff") or "Lovelace" in taken.text
    assert "N-3" not in taken.text
    logged = "SELECT count(*) FROM conferral_event WHERE kind LIKE '%export%'"
    assert installation.asked(installation.primary, logged) > installation.asked(installation.replica, logged)
    assert "N-3" in ada.post("/staff/contacts/export/", q="").text, "after what she did she reads from the primary"


def test_nothing_that_is_decided_is_read_from_the_replica(installation, paused) -> None:
    ada, ben = paused
    add(ben, "N-4")
    assert not lists(ada, "N-4")
    assert "N-4" in add(ada, "N-4")
    assert (
        installation.asked(installation.primary, "SELECT count(*) FROM conferral_contact WHERE member_number='N-4'")
        == 1
    )
    assert ada.get("/staff/contacts/by-number/N-4/").status == 200, "one person's page is no list"


def test_where_the_replica_goes_away_lists_come_from_the_primary(installation, paused) -> None:
    ada, ben = paused
    add(ben, "N-5")
    assert not lists(ada, "N-5")
    installation.ends.close()
    installation.is_alone = True
    began = time.monotonic()
    assert lists(ada, "N-5")
    assert time.monotonic() - began < 10
    began = time.monotonic()
    assert lists(ada, "N-5")
    assert time.monotonic() - began < 2, "it is not tried again and again"
