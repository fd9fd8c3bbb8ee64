"""Do the queues stay quick when very much waits? Few queries, and no big table read from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.filled import filled
from conferral.actions import ledger
from conferral.documents import pending_programs as of_programs
from conferral.documents.pending_completions import Filter, Sort, all_shown, pending_completions
from conferral.documents.pending_decisions import decisions
from conferral.models import Completion, Component, Contact, Enrollment, Event, GradeScale, Program, UnitType, waiting
from conferral.rules.actors import COMMAND_LINE
from tests.emptying import log_thawed, take_away

DAY = date(2026, 3, 2)
AT = timezone.make_aware(datetime.combine(DAY, time(12)))
WAITING = 1_000
"""A tenth of what the queue is built for."""

END_TO_END = {
    "sqlite": re.compile(
        r"\bSCAN conferral_(enrollment|completion|contact|event)\b(?!.*(VIRTUAL|USING (COVERING )?INDEX \w*(waiting|decision)))"
    ),
    # Of so few enrollments and contacts it rightly reads all rather than look up every tenth.
    "postgresql": re.compile(r"Seq Scan on conferral_(completion|event)\b"),
}


@pytest.fixture(scope="module")
def program(django_db_setup, django_db_blocker) -> Iterator[Program]:
    """Enroll 10,000 of whom 1,000 completions and some programs wait, once for all tests of this file."""
    with django_db_blocker.unblock():
        program = filled(enrollees=10_000, code="BIG", on=DAY)
        some = Completion.objects.order_by("-pk").values("pk")[:WAITING]
        Completion.objects.filter(pk__in=some).update(awaits="approval")
        met = Enrollment.objects.exclude(earned_on=None).order_by("-pk").values("pk")[:WAITING]
        Enrollment.objects.filter(pk__in=met).update(earned_on=None, requirements_met_on=F("requirements_met_on"))
        ledger.recount(program=program.pk)
        Event.objects.bulk_create(
            Event(
                at=AT, actor="x", kind="completion.approved" if number % 300 == 0 else "contact.added", completion_id=1
            )
            for number in range(30_000)
        )
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

PAGES = [
    *({"wanted": Filter(), "sort": sort, "descending": down} for sort in Sort for down in (False, True)),
    {"wanted": Filter(text="zoe")},
    {"wanted": Filter(program="BIG", requirement="R1")},
    {"wanted": Filter(needs_grade=True)},
]


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def read_from_end_to_end(ran: CaptureQueriesContext) -> list[str]:
    found = [plan(query["sql"]) for query in ran.captured_queries]
    return [said for said in found if END_TO_END[connection.vendor].search(said)]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_no_query_of_the_queue_reads_a_big_table_and_there_are_at_most_six(program: Program, page):
    counted = []
    for size in (10, 50):
        with CaptureQueriesContext(connection) as ran:
            first = pending_completions(by=COMMAND_LINE, today=DAY, size=size, **page)
        counted.append(len(ran.captured_queries))
        assert read_from_end_to_end(ran) == []
        assert len(first.rows) <= size
        if first.next:
            pending_completions(by=COMMAND_LINE, today=DAY, after=first.next, **page)
    assert counted[0] == counted[1] <= 5


def test_all_of_it_is_found_once_going_through_the_pages(program: Program):
    seen, after = [], None
    while True:
        page = pending_completions(Filter(), by=COMMAND_LINE, today=DAY, after=after, size=300)
        seen += [row.key for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == page.found == WAITING
    assert len(all_shown(Filter(), position=page.position, on=DAY).items) == WAITING


@pytest.mark.parametrize(
    "page", [{}, {"sort": of_programs.Sort.CONTACT}, {"wanted": "zoe"}, {"program": "BIG"}], ids=str
)
def test_no_query_of_program_completions_reads_a_big_table(program: Program, page):
    asked = {"wanted": "", "program": "", "by": COMMAND_LINE, "today": DAY, **page}
    with CaptureQueriesContext(connection) as ran:
        assert of_programs.pending_programs(**asked).rows
    assert read_from_end_to_end(ran) == []
    assert len(ran.captured_queries) <= 8


def test_the_menu_and_what_was_decided_read_their_indexes(program: Program):
    with CaptureQueriesContext(connection) as ran:
        assert waiting.counted(on=DAY) == (WAITING, WAITING)
        assert decisions("", "", at=AT).found == 100
    assert read_from_end_to_end(ran) == []
    assert len(ran.captured_queries) == 4


def test_such_a_reading_would_be_noticed(program: Program):
    with CaptureQueriesContext(connection) as ran:
        list(Completion.objects.filter(revision=7).values("pk"))
        list(Event.objects.filter(reason="x").values("pk"))
    assert len(read_from_end_to_end(ran)) == 2
