"""Does the program page stay quick when very many are enrolled? Few queries, and no big table read from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.filled import filled
from conferral.documents.contact_list import contacts
from conferral.documents.enrollees import EnrolleePage, Sort, enrollees
from conferral.documents.everywhere import everywhere
from conferral.documents.home import home
from conferral.documents.programs import programs
from conferral.models import Completion, Component, Contact, Enrollment, Event, GradeScale, Program, UnitType, waiting
from conferral.models.definitions import KEPT
from conferral.models.tally import tallies
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.coming import Coming
from conferral.rules.standing import Status, Tracker
from tests.emptying import log_thawed, take_away

DAY = date(2026, 3, 2)
END_TO_END = {
    "sqlite": re.compile(
        r"\bSCAN conferral_(enrollment|completion|contact|ledgerchange)\b(?!.*(VIRTUAL|USING INDEX \w+_waiting))"
    ),
    # Half of a ledger of a few thousand rows it rightly reads as it lies.
    "postgresql": re.compile(r"Seq Scan on conferral_(enrollment|completion|contact)\b"),
}
COMMON = [{"text": "example.org"}, {"text": "zo"}]
"""What everybody has, and what is too short for PostgreSQL's index: there nothing is quicker than to read the texts."""

PAGES = [
    *({"sort": sort, "descending": descending} for sort in Sort for descending in (False, True)),
    {"text": "zoe"},
    {"text": "big-000042"},
    {"text": "zoe angstrom", "sort": Sort.DEADLINE},
    {"tracker": Tracker.GRACE},
    {"status": Status.EXPIRED, "text": "hopper"},
    {"is_not_started": True, "sort": Sort.ENROLLED},
    {"coming": Coming.EXPIRED_30},
]


@pytest.fixture(scope="module")
def program(django_db_setup, django_db_blocker) -> Iterator[Program]:
    """Enroll 10,000 in one program and 20,000 in another, once for all tests of this file; take them away afterwards."""
    with django_db_blocker.unblock():
        program = filled(enrollees=10_000, code="BIG", on=DAY)
        filled(enrollees=20_000, code="OTHER", on=DAY)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT gin_clean_pending_list('conferral_contact_search')")
            cursor.execute("ANALYZE")
        yield program
        with log_thawed():
            for model in (Completion, Enrollment, Contact, Event):
                model.objects.all()._raw_delete("default")
        take_away(Program.objects.values_list("pk", flat=True))
        for model in (Component, GradeScale, UnitType):
            model.objects.all().delete()


pytestmark = pytest.mark.django_db


def asked(program: Program, **page: object) -> EnrolleePage:
    """Ask for a page and, where there is one, for the page after it."""
    first = enrollees(program, on=DAY, **page)
    return enrollees(program, on=DAY, after=first.next, **page) if first.next else first


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("page", PAGES + COMMON, ids=str)
def test_no_query_of_the_page_reads_a_big_table_from_end_to_end(program: Program, page: dict[str, object]):
    with CaptureQueriesContext(connection) as ran:
        rows = asked(program, **page).rows
        tallies([program], on=DAY)
    assert rows
    found = [plan(query["sql"]) for query in ran.captured_queries]
    read = [said for said in found if END_TO_END[connection.vendor].search(said)]
    if page in COMMON and connection.vendor == "postgresql":
        read = [said for said in read if "Seq Scan on conferral_contact" not in said]
    assert read == []


@pytest.mark.parametrize("text", ["zoe", "big-000042", "big-0000", "big-000042@example.org", "zzyzx"])
def test_no_search_of_a_contact_reads_a_big_table_from_end_to_end(program: Program, text: str):
    with CaptureQueriesContext(connection) as ran:
        found = contacts(wanted=text).found, everywhere(text, on=DAY).contacts.found
    assert all(found) or text == "zzyzx"
    plans = [plan(query["sql"]) for query in ran.captured_queries]
    assert [said for said in plans if END_TO_END[connection.vendor].search(said)] == []


def test_the_menu_reads_no_big_table_where_nothing_waits(program: Program):
    with CaptureQueriesContext(connection) as ran:
        assert waiting.counted(on=DAY) == (0, 0)
    assert END_TO_END[connection.vendor].findall(plan(ran.captured_queries[0]["sql"])) == []


def test_home_reads_no_big_table_from_end_to_end_and_asks_at_most_eight_times(program: Program):
    with CaptureQueriesContext(connection) as ran:
        found = home(by=COMMAND_LINE, on=DAY)
        of_programs = programs(on=DAY, coming=Coming.EXPIRED_30)
    assert sum(one.coming for one in of_programs) == found.coming[Coming.EXPIRED_30] > 0
    assert len(found.expiring) == 5
    assert len(ran.captured_queries) <= 8 + 4
    plans = [plan(query["sql"]) for query in ran.captured_queries]
    assert [said for said in plans if END_TO_END[connection.vendor].search(said)] == []


@pytest.mark.parametrize("size", [1, 10, 25, 50, 200])
def test_the_list_by_name_is_read_in_one_index_and_not_sorted(program: Program, size: int):
    with CaptureQueriesContext(connection) as ran:
        asked(program, size=size)
    picked = [plan(query["sql"]) for query in ran.captured_queries if f"LIMIT {size + 1}" in query["sql"]]
    assert len(picked) == 2
    assert all("enrollment_program_name" in said for said in picked)


def test_such_a_reading_would_be_noticed(program: Program):
    with CaptureQueriesContext(connection) as ran:
        list(Enrollment.objects.filter(revision=7).values("pk"))
    assert END_TO_END[connection.vendor].search(plan(ran.captured_queries[0]["sql"]))


@pytest.mark.parametrize("page", PAGES + COMMON, ids=str)
def test_at_most_four_queries_and_one_more_to_count(program: Program, page: dict[str, object]):
    KEPT.forget()
    for size in (10, 200):
        with CaptureQueriesContext(connection) as ran:
            listed = enrollees(program, on=DAY, size=size, **page)
        is_counted = ("text" in page or "coming" in page) and bool(
            listed.next
        )  # what stands on one page is not counted again
        assert len(ran.captured_queries) == 4 + is_counted


@pytest.mark.django_db(transaction=True)
def test_definitions_once_read_spare_two_queries(django_assert_num_queries):
    program = filled(enrollees=20, code="SMALL", on=DAY)
    enrollees(program, on=DAY)
    with django_assert_num_queries(2):
        enrollees(program, on=DAY)
    with django_assert_num_queries(3):
        assert enrollees(program, on=DAY, text="example", size=5).found == 20
    with django_assert_num_queries(2):
        assert enrollees(program, on=DAY, text="example").found == 20


def test_the_list_of_very_many_is_the_list_of_whom_the_trackers_count(program: Program):
    (tally,) = tallies([program], on=DAY)
    assert tally.total == 10_000
    for tracker, counted in zip(Tracker, (tally.earned, tally.enrolled, tally.grace, tally.expired), strict=True):
        assert enrollees(program, on=DAY, tracker=tracker, text="example").found == counted > 0
