"""Do the lists of components and offerings stay quick when there are very many? No table is read from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.documents.components import Sort as BySort
from conferral.documents.components import components
from conferral.documents.offerings import Show, Sort, offerings
from conferral.models import Component, Offering
from conferral.rules.offerings import Kind

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
END_TO_END = {
    # An index walked in the order of the list until the page is full is what we want; U0 is the list itself.
    "sqlite": re.compile(r"\bSCAN (conferral_(component|offering)|[UVT]\d+)\b(?! USING)|(?s:B-TREE FOR ORDER BY.*){2}"),
    "postgresql": re.compile(r"Seq Scan on conferral_(component|offering)\b"),
}
"""On SQLite sorting once is sorting the fifty rows of the page; twice, all of them."""


@pytest.fixture(scope="module", autouse=True)
def _very_many(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Make 30,000 components and 20,000 offerings, once for all tests of this file; take them away afterwards."""
    with django_db_blocker.unblock():
        made = Component.objects.bulk_create(
            Component(code=f"C-{number:05}", title=f"Course {number % 700}", is_retired=number % 10 == 0)
            for number in range(30_000)
        )
        Offering.objects.bulk_create(
            Offering(component=made[number], title=f"Class {number % 900}", **_times(number))
            for number in range(20_000)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield
        Offering.objects.all().delete()
        Component.objects.all().delete()


def _times(number: int) -> dict[str, object]:
    if number % 5 == 0:
        return {"kind": "resource"}
    starts_at = NOW + timedelta(hours=number - 10_000)
    return {"kind": "event", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3)}


PAGES = {
    **{f"components by {sort}": (components, {"sort": sort}) for sort in BySort},
    **{f"offerings by {sort}": (offerings, {"at": NOW, "sort": sort}) for sort in Sort},
    "upcoming": (offerings, {"at": NOW, "show": Show.UPCOMING}),
    "past": (offerings, {"at": NOW, "show": Show.PAST}),
    "events": (offerings, {"at": NOW, "kind": Kind.EVENT}),
    "resources": (offerings, {"at": NOW, "kind": Kind.RESOURCE, "sort": Sort.TITLE}),
}
SEARCHES = {
    "a search for components": (components, {"wanted": "course 42"}),
    "a search for offerings": (offerings, {"at": NOW, "wanted": "class 42"}),
}
"""PostgreSQL reads the texts themselves where it thinks that few match: nothing is quicker."""


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def read_whole(ran: CaptureQueriesContext) -> list[str]:
    """Return the plans of queries that read a table to its end, but for the one that counts what was found."""
    counted = re.compile(r'^SELECT COUNT\(\*\) AS "__count"')
    plans = [plan(query["sql"]) for query in ran.captured_queries if not counted.match(query["sql"])]
    return [said for said in plans if END_TO_END[connection.vendor].search(said)]


@pytest.mark.parametrize("page", [*PAGES, *SEARCHES])
@pytest.mark.parametrize("descending", [False, True])
def test_a_page_and_the_one_after_it_walk_an_index(page, descending):
    listed, asked = {**PAGES, **SEARCHES}[page]
    with CaptureQueriesContext(connection) as ran:
        first = listed(**asked, descending=descending)
        second = listed(**asked, descending=descending, after=first.next)
        assert listed(**asked, descending=descending, before=second.previous).rows == first.rows
    assert len(first.rows) == len(second.rows) == 50
    assert read_whole(ran) == [] or (page in SEARCHES and connection.vendor == "postgresql")


def test_such_a_reading_would_be_noticed():
    with CaptureQueriesContext(connection) as ran:
        list(Offering.objects.filter(place="Oslo").order_by("place").values("pk"))
        list(Offering.objects.filter(pk__in=Offering.objects.order_by("place").values("pk")[:50]).order_by("place"))
    assert len(read_whole(ran)) == 2


def test_the_last_page_is_reached_by_keyset_too():
    after, pages = None, 0
    while True:
        page = offerings(at=NOW, size=1_000, descending=False, after=after)
        pages += 1
        if page.next is None:
            break
        after = page.next
    assert (pages, page.found, len(page.rows)) == (20, 20_000, 1_000)
