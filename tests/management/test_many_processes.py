"""Do three servers and three workers on one database lose nothing and do nothing twice, when one of each is killed?

Real processes on a database of their own. People add contacts by all servers in turn, while workers test programs.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack
from http.client import HTTPException

import pytest

from tests.management.killing import RUNNING, UNFINISHED, ends, wait_until, working
from tests.management.test_worker import POPULATE, found
from tests.own_database import Database
from tests.served import Visitor, let_in, serving_by

PEOPLE, JOBS = 600, 3
"""So many that each job has two chunks."""
FILLED = POPULATE.replace(
    'last_name="Name")', 'last_name="Name", sort_name="name", search_text=f"name\\nn-{first + n}")'
)
"""The same with what is searched for, which `verify` asks for."""

NAMES = ("ada", "ben", "cyd")
EACH = 8
"""So many contacts each of them adds at least, and half of them after a server was killed."""


class Adding:
    """Somebody who adds one contact after the other and writes down which of them were said to be in the register."""

    def __init__(self, name: str, ports: list[int]) -> None:
        self.name, self.visitor = name, Visitor(*ports)
        self.visitor.sign_in(name)
        self.told: list[str] = []
        self.is_enough = threading.Event()
        self.thread = threading.Thread(target=self._go_on)

    def _go_on(self) -> None:
        number = 0
        while not (self.is_enough.is_set() and len(self.told) >= EACH):
            number += 1
            self._add(f"{self.name.upper()}-{number}")

    def _add(self, number: str) -> None:
        try:
            answer = self.visitor.post("/staff/contacts/new/", member_number=number, last_name="Lovelace")
        except (OSError, HTTPException):
            return  # nothing was said: it is in the register, or it is not
        if answer.status == 200:
            self.told.append(number)


def state(database: Database, numbers: list[str]) -> tuple[int, int]:
    """Return how many of those contacts there are, and how many entries say that they were added."""
    listed = ", ".join(f"'{number}'" for number in numbers)
    of_them = f"conferral_contact WHERE member_number IN ({listed})"
    entries = f"conferral_event WHERE kind = 'contact.added' AND contact_id IN (SELECT id FROM {of_them})"  # noqa: S608 - names of ours
    return database.count(of_them), database.count(entries)


@pytest.mark.postgres_only  # SQLite has one writer at a time anyway; workers alone are killed there in test_worker.py
def test_three_and_three_lose_nothing_and_do_nothing_twice_when_one_of_each_is_killed(database) -> None:
    database.run("-c", FILLED, PEOPLE, JOBS)
    let_in(database, NAMES)
    with ExitStack() as ends_all:
        servers = ends_all.enter_context(serving_by(3, database))
        adding = [Adding(name, [server.port for server in servers]) for name in NAMES]
        for one in adding:
            one.thread.start()
        workers = [ends_all.enter_context(working(database)) for _ in range(3)]
        wait_until(lambda: database.count(RUNNING) > 0 and all(len(one.told) >= EACH // 2 for one in adding))
        workers[0].kill()
        servers[0].kill()
        told_before = [len(one.told) for one in adding]
        wait_until(lambda: all(len(one.told) > before + 1 for one, before in zip(adding, told_before, strict=True)))
        for one in adding:
            one.is_enough.set()
        for one in adding:
            one.thread.join(60)
        wait_until(lambda: database.count(UNFINISHED) == 0 and database.count(RUNNING) == 0)
        assert all(ends(worker, 15) == 0 for worker in workers[1:])
        told = [number for one in adding for number in one.told]
        assert len(told) == len(set(told)) >= EACH * len(NAMES)
        assert state(database, told) == (len(told), len(told))
    assert [job[:4] for job in found(database)["jobs"]] == [[PEOPLE, PEOPLE, 0, True]] * JOBS
    half = PEOPLE // 2
    assert found(database)["items"] == [[True, "met", JOBS * half], [True, "one_step", JOBS * half]]
    assert found(database)["earned"] == [1]
    assert "Every derived fact agrees with the records" in database.run("manage.py", "verify")
