"""Does an import that meets somebody else's change in mid-flight end as if it had come after it?

On the embedded database there is one writer at a time, so nothing can come between.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import pytest
from django.db import connection, transaction

from conferral.actions import imported_contacts, imported_programs
from conferral.models import Contact, Event, Program, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.outcomes import Row
from tests import make
from tests.sample_programs import item, version

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres_only]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@contextmanager
def meanwhile(change: Callable[[], object], act: Callable[[], list[str]]) -> Iterator[list[str]]:
    """Change something, let `act` run into it in another connection, commit the change, and give what `act` says."""

    def acted() -> list[str]:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            change()
            acting = other.submit(acted)
            until = time.monotonic() + 20
            while not _somebody_waits() and not acting.done():
                assert time.monotonic() < until
                time.sleep(0.01)
            assert not acting.done()
        yield acting.result(timeout=20)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def test_a_contact_added_in_between_is_known_when_the_chunk_is_asked_again(now: datetime) -> None:
    cells = {"member_number": "M-1", "first_name": "Ann", "last_name": "", "email": "", "organization": ""}
    rows = [Row(2, cells, ()), Row(3, {**cells, "member_number": "M-2"}, ())]

    def add() -> list[str]:
        return [str(outcome.kind) for outcome in imported_contacts.accept(rows, by=COMMAND_LINE, at=now)]

    with meanwhile(lambda: make.contact("M-1", "Ada", "Lovelace"), add) as kinds:
        assert kinds == ["updated", "created"]
    assert sorted(Contact.objects.values_list("first_name", "last_name")) == [("Ann", ""), ("Ann", "Lovelace")]
    assert Event.objects.filter(at=now).count() == 2


def test_a_program_defined_in_between_is_compared_with(now: datetime) -> None:
    def add() -> list[str]:
        items = [item("A", version(name="First"))]
        return [str(outcome.kind) for outcome in imported_programs.accept(items, by=COMMAND_LINE, at=now)]

    with meanwhile(lambda: make.program("A", make.definition(name="Other")), add) as kinds:
        assert kinds == ["updated"]
    assert list(Version.objects.order_by("number").values_list("name", flat=True)) == ["Other", "First"]


def test_a_version_published_in_between_is_never_contradicted(now: datetime) -> None:
    make.program("A")

    def add() -> list[str]:
        (outcome,) = imported_programs.accept([item("A", version(name="Mine"))], by=COMMAND_LINE, at=now)
        return [fault.refusal.code for fault in outcome.faults]

    def publish() -> None:
        make.publish(Program.objects.select_for_update().get(code="A"), make.definition(name="Theirs"))

    with meanwhile(publish, add) as codes:
        assert codes == ["version_differs"]
    assert list(Version.objects.order_by("number").values_list("name", flat=True)) == ["Emergency care", "Theirs"]
