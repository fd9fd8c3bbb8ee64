"""Does the log stay quick when it is long? Whatever one thing is searched for, an index is walked from the newest on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.documents.log import SIZE, log
from conferral.documents.log_search import Search
from conferral.models import Account, Contact, Event, Program
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.contacts import Details
from conferral.rules.names import derived
from tests.conftest import NOW
from tests.emptying import log_thawed

ENTRIES = 40_000
STAFF = Actor(name="sam", role=Role.STAFF)
ENTIRE = {
    "sqlite": re.compile(r"\bSCAN conferral_event\b(?! USING)"),
    "postgresql": re.compile(r"Seq Scan on conferral_event\b"),
}
KINDS = ("enrollment.enrolled", "completion.recorded", "contact.added", "enrollment.cancelled")
SEARCHES = {
    "everything": Search(),
    "a person": Search(person="M-7"),
    "a program": Search(program="P-3"),
    "somebody": Search(by="user-5"),
    "the command line": Search(by="command-line"),
    "a kind of which there is much": Search(kind="enrollment.enrolled"),
    "a kind of which there is little": Search(kind="unit_type.changed"),
    "what much is about": Search(kind="enrollment"),
    "what little is about": Search(kind="unit_type"),
    "accounts, long ago": Search(kind="account", until=date(2026, 2, 10)),
    "a day": Search(since=date(2026, 2, 20), until=date(2026, 2, 20)),
    "a batch": Search(batch=uuid.UUID(int=3)),
    "a person, a program and a kind": Search(person="M-7", program="P-2", kind="enrollment"),
    "a program and what little is about": Search(program="P-0", kind="unit_type"),
    "somebody on a day": Search(by="user-5", since=date(2026, 2, 20), until=date(2026, 2, 20)),
}


@pytest.fixture(scope="module", autouse=True)
def _very_much(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Write 40,000 entries about 2,000 people once for all tests of this file; take them away afterwards."""
    with django_db_blocker.unblock():
        details = [Details(member_number=f"M-{one}", first_name="Ada", last_name=f"L{one}") for one in range(2_000)]
        Contact.objects.bulk_create(
            Contact(member_number=one.member_number, last_name=one.last_name, **derived(one)) for one in details
        )
        Account.objects.bulk_create(Account(username=f"user-{one}") for one in range(10))
        Program.objects.bulk_create(Program(code=f"P-{one}") for one in range(5))
        people, programs, accounts = (
            list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (Contact, Program, Account)
        )
        Event.objects.bulk_create(
            (
                Event(
                    at=NOW - timedelta(minutes=number),
                    actor="x",
                    account_id=None if number % 3 == 0 else accounts[number % 10],
                    kind=_kind(number),
                    batch=uuid.UUID(int=number // 100),
                    program_id=programs[number % 5],
                    contact_id=people[number % 2_000],
                    enrollment_id=number % 2_000,
                )
                for number in range(ENTRIES)
            ),
            batch_size=1_000,
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
        with log_thawed():
            for model in (Event, Account, Program, Contact):
                model.objects.all()._raw_delete("default")


def _kind(number: int) -> str:
    """Tell of parts and accounts rarely, as a register does."""
    rare = {0: "unit_type.changed", 1: "account.added"}
    return rare.get(number % 4_000, KINDS[number % 4])


pytestmark = pytest.mark.django_db


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def plans(ran: CaptureQueriesContext) -> list[str]:
    """Return how the log was read, but for counting what a search leaves up to the most that is counted."""
    of_log = [query["sql"] for query in ran.captured_queries if 'FROM "conferral_event"' in query["sql"]]
    return [plan(sql) for sql in of_log if "COUNT(" not in sql]


@pytest.mark.parametrize("by", [STAFF, COMMAND_LINE], ids=["staff", "who sees all"])
@pytest.mark.parametrize("searched", SEARCHES)
def test_no_search_reads_the_log_from_end_to_end(searched, by):
    with CaptureQueriesContext(connection) as ran:
        first = log(SEARCHES[searched], by=by)
        if first.next:
            assert log(SEARCHES[searched], by=by, after=first.next).rows
    assert first.rows or (searched == "accounts, long ago" and by is STAFF)
    assert [said for said in plans(ran) if ENTIRE[connection.vendor].search(said)] == []


def test_such_a_reading_would_be_noticed():
    with CaptureQueriesContext(connection) as ran:
        list(Event.objects.filter(reason="Because.").order_by("reason").values("pk"))
    assert [said for said in plans(ran) if ENTIRE[connection.vendor].search(said)] != []


def test_the_log_is_walked_to_its_end_page_by_page():
    after, pages, seen = None, 0, 0
    while True:
        page = log(Search(kind="enrollment"), by=STAFF, after=after, size=2_000)
        after, pages, seen = page.next, pages + 1, seen + len(page.rows)
        if after is None:
            break
    assert (pages, seen) == (10, Event.objects.filter(kind__startswith="enrollment.").count())
    assert page.found == 10_001
    assert SIZE == 50
