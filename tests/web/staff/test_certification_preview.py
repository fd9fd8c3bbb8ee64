"""Does the **Preview** tab tell what the draft would mean for those enrolled, and change nothing?"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.documents import publishing_preview
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.actions.register import contents
from tests.web.signed_in import link, said

pytestmark = pytest.mark.django_db
PAGE = "/staff/certification/programs/P/preview/"
AT = make.noon(date(2026, 3, 2))
FIRST = make.definition(make.requirement("COURSE", units=Decimal(10)), make.requirement("EXAM"))


@pytest.fixture
def program(db):
    return make.program("P", FIRST)


@pytest.fixture
def people(program):
    """Ada has earned it, Grace did the exam, Zoë nothing."""
    found = [
        make.enrollment(make.contact(f"C-{number}", *name), program, date(2025, 6, 1))
        for number, name in enumerate((("Ada", "Byron"), ("Grace", "Hopper"), ("Zoë", "=Ångström")), start=1)
    ]
    for code in ("COURSE", "EXAM"):
        make.completion(found[0], code, date(2025, 7, 1))
    make.completion(found[1], "EXAM", date(2025, 7, 2))
    return found


@zeal_ignore()
def drafted(program, *requirements, **more) -> None:
    programs.save_draft(program=program, definition=make.definition(*requirements, **more), by=COMMAND_LINE, at=AT)


def test_the_tab_is_there_while_there_is_a_draft(staff, program):
    definition = reverse("staff:certification-definition", args=["P"])
    assert "Preview" not in said(staff.get(definition))
    assert "There is no draft to look ahead to." in said(staff.get(PAGE))
    drafted(program, make.requirement("COURSE"))
    assert link(staff.get(definition), "Preview") == PAGE


def test_who_would_no_longer_be_complete_is_counted_and_named_and_nothing_is_written(staff, people, program):
    drafted(program, make.requirement("COURSE", units=Decimal(10)), make.requirement("PLEDGE"))
    before = contents()
    words = said(staff.get(PAGE))
    assert contents() == before
    assert "1 of 3 would no longer be complete." in words
    assert "2 people lose a completion (1 kept, 2 lost). Units: 0 would have fewer, 0 more." in words
    assert "Earned 1 0 −1" in words
    assert "Enrolled, not earned 2 3 +1" in words
    assert "Requirements met 1 0 −1" in words
    assert (
        "No longer complete 1 No longer complete Full Name Status now Under the draft Requirements Units What is lost "
        "Ada Byron C-1, version 1 Earned Enrolled 2 of 2 → 1 of 2 10 → 10 "
        "Exam of 1 July 2025 has no place: the new version does not ask for EXAM." in words
    )
    assert "The same status, but a completion is lost 1" in words
    assert "Ångström" not in words


def test_who_would_be_complete_is_told_too(staff, people, program):
    drafted(program, make.requirement("EXAM"))
    words = said(staff.get(PAGE))
    assert "0 of 3 would no longer be complete. 1 would be complete who is not now." in words
    assert "Grace Hopper C-2, version 1 Enrolled Earned 1 of 2 → 1 of 1 0 → 0 –" in words
    assert "Units: 1 would have fewer, 0 more." in words


def test_dates_are_anew_or_kept_as_asked(staff, people, program):
    drafted(program, *FIRST.requirements, terms=Terms(Period(3, Unit.MONTHS)))
    anew, kept = said(staff.get(PAGE)), said(staff.get(PAGE, {"dates": "kept"}))
    assert "Another status 2" in anew
    assert "Expired 0 2 +2" in anew
    assert "Another status" not in kept
    assert "Nobody’s status would change, and no completion would be lost." in kept


def test_everybody_can_be_had_as_a_file_in_which_nothing_is_a_formula(staff, people, program):
    drafted(program, make.requirement("COURSE", units=Decimal(10)), make.requirement("PLEDGE"))
    answer = staff.post(f"{PAGE}file/")
    assert answer.streaming
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "text/csv; charset=utf-8",
        'attachment; filename="P under the draft 2026-03-02.csv"',
    )
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert [row["Full Name"] for row in rows] == ["Zoë =Ångström", "Ada Byron", "Grace Hopper"]
    ada = rows[1]
    assert (ada["Status now"], ada["Status under the draft"], ada["What changes"]) == (
        "Earned",
        "Enrolled",
        "no_longer_complete",
    )
    assert (ada["Units now"], ada["Completions kept"]) == ("10", "1")
    assert "does not ask for EXAM" in ada["Completions lost"]
    some = staff.post(f"{PAGE}file/", {"q": "hopper"})
    assert len(b"".join(some.streaming_content).decode("utf-8-sig").splitlines()) == 2


def test_a_name_that_begins_like_a_formula_is_written_as_text(staff, program):
    make.enrollment(make.contact("C-1", "=1+1", "Byron"), program, date(2025, 6, 1))
    drafted(program, make.requirement("COURSE"))
    text = b"".join(staff.post(f"{PAGE}file/").streaming_content).decode("utf-8-sig")
    assert "\n'=1+1 Byron,C-1," in text


def test_a_draft_that_is_not_finished_is_foreseen_as_far_as_it_can_be(staff, people, program):
    drafted(program, make.requirement("COURSE", units=Decimal(10)), units_required=Decimal(60))
    words = said(staff.get(PAGE))
    assert "The draft cannot be published as it is:" in words
    assert "1 of 3 would no longer be complete." in words
    drafted(program, make.requirement("COURSE"))
    with zeal_ignore():
        programs.save_draft(program=program, definition=replace(FIRST, requirements=()), by=COMMAND_LINE, at=AT)
    assert "The draft asks for nothing yet" in said(staff.get(PAGE))


def test_a_program_that_nobody_is_in_says_so(staff, program):
    drafted(program, make.requirement("COURSE"))
    assert "Nobody is enrolled, so nobody would be affected." in said(staff.get(PAGE))
    assert staff.get(reverse("staff:certification-preview", args=["NOWHERE"])).status_code == 404


def test_so_many_are_named_and_the_others_counted(staff, people, program, monkeypatch):
    monkeypatch.setattr(publishing_preview, "SHOWN", 1)
    monkeypatch.setattr("conferral.web.staff.certification_preview.SHOWN", 1)
    drafted(program, make.requirement("NEW"), terms=Terms(Period(1, Unit.DAYS)))
    assert "and 1 more; the file has everybody" in said(staff.get(PAGE))


@zeal_ignore()
def crowd(program, count: int) -> None:
    for _ in range(count):
        make.completion(make.enrollment(None, program, date(2025, 6, 1)), "EXAM", date(2025, 7, 1))


def test_the_page_takes_as_many_queries_for_many_as_for_few(staff, program, django_assert_num_queries):
    crowd(program, 2)
    drafted(program, make.requirement("COURSE"))
    with CaptureQueriesContext(connection) as few:
        staff.get(PAGE)
    crowd(program, 20)
    with django_assert_num_queries(len(few)):
        staff.get(PAGE)
