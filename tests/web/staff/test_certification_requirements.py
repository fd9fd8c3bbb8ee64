"""Does the **Requirements** tab show what the draft asks for, and is its order changed in every way?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import programs
from conferral.models import Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category
from tests import make
from tests.web.signed_in import link, links, said
from tests.web.staff.renewal import (
    BASE,
    NEW,
    NEW_CATEGORY,
    RENEWAL,
    TAB,
    by_somebody_else,
    draft,
    of,
    of_category,
    order,
    save,
    stage_of,
    typed_at,
)
from tests.web.typed import typed

pytestmark = pytest.mark.django_db


def test_the_tab_shows_each_stage_with_what_its_requirements_ask(staff, renewal):
    words = said(staff.get(TAB))
    assert "4 requirements · 60 PDUs are required; any number can be reached." in words
    assert "Nothing of it stands in the way of publishing." in words
    assert "Stage 1" in words
    assert "Learning LEARN required · 35 units in any number of completions · enrollees may record it" in words
    assert "Teaching TEACH elective · 1 unit in any number of completions · Giving back" in words
    assert "Practice JOB · component WORK required · 8 units · Giving back, Working as a practitioner" in words
    assert "Examination EXAM required · graded: points out of 100, 70 passes · approved by staff" in words
    assert 'value="Finish"' in staff.get(TAB).content.decode()
    assert "You see version 1. Saving a change begins a draft" in words


def test_categories_say_what_is_in_reach_and_what_uses_them(staff, renewal):
    words = said(staff.get(TAB))
    assert "Giving back GIVE any number 2 25 Teaching" in words
    assert "Working as a practitioner WORK · within Giving back 8 – 8 Practice" in words
    assert "Anything FREE 0 – – –" in words
    assert words.index("Giving back GIVE") < words.index("Working as a practitioner WORK")


def test_what_is_in_the_way_of_publishing_stands_above_the_list(staff, renewal):
    by_somebody_else(requirements=RENEWAL.requirements[3:], categories=(Category("GIVE", "Giving back", Decimal(2)),))
    words = said(staff.get(TAB))
    assert "Before it can be published Category GIVE asks for 2 units, but its requirements give only 0." in words
    assert "The version asks for 60 units, but its requirements give at most 0 that count." in words
    assert "1 requirement · 60 PDUs are required; 0 can be reached." in words


def test_a_program_without_a_definition_says_what_comes_first(staff):
    programs.define(code="R", policies=programs.Policies(), by=COMMAND_LINE, at=make.noon(date(2026, 3, 1)))
    answer = staff.get(TAB)
    assert "A program begins with its Name and its Deadline Period." in said(answer)
    assert link(answer, "Definition") == f"{BASE}definition/"
    assert staff.post(TAB, {"up": "A"}).status_code == 200
    refused = staff.get(NEW)
    assert refused.status_code == 409
    assert "Save the Definition of R first" in said(refused)


@pytest.mark.parametrize("count", [2, 30])
def test_the_tab_takes_the_same_number_of_queries_however_many_requirements_there_are(staff, count):
    items = [make.requirement(f"R-{number}", stage=number // 5 + 1, category="X") for number in range(count)]
    make.program("R", make.definition(*items, categories=(Category("X", "Exes"),)))
    for address, most in ((TAB, 13), (NEW, 14), (of("R-1"), 14), (of_category("X"), 12), (f"{of('R-1')}removal/", 12)):
        with CaptureQueriesContext(connection) as counted:
            assert staff.get(address).status_code == 200
        assert len(counted) == most, (address, [query["sql"] for query in counted])


# Order


@pytest.mark.parametrize(
    ("pressed", "becomes"),
    [
        ({"up": "TEACH"}, "TEACH1 LEARN1 JOB2 EXAM2"),
        ({"down": "TEACH"}, "LEARN1 TEACH2 JOB2 EXAM2"),
        ({"down": "EXAM"}, "LEARN1 TEACH1 JOB2 EXAM3"),
        ({"move": "EXAM", "into": "1", "before": "TEACH"}, "LEARN1 EXAM1 TEACH1 JOB2"),
        ({"move": "LEARN", "into": "2", "before": ""}, "TEACH1 JOB2 EXAM2 LEARN2"),
        ({"move": "LEARN", "into": "3", "before": ""}, "TEACH1 JOB2 EXAM2 LEARN3"),
    ],
)
def test_a_requirement_is_moved_by_a_button_or_by_dragging(staff, renewal, pressed, becomes):
    answer = save(staff, TAB, **pressed)
    assert order() == becomes
    code = next(iter(pressed.values()))
    title = draft().requirement(code).title
    assert re.search(rf"{title} is number \d of stage \d now.", said(answer))
    assert answer.redirect_chain == [(f"{TAB}?at={code}&by={next(iter(pressed))}", 302)]
    assert answer.content.decode().count("autofocus") == 1
    assert "Saving a change begins a draft" not in said(answer)


def test_stages_are_given_by_number_and_named_all_at_once(staff, renewal):
    opened = staff.get(TAB)
    given = {stage_of(opened, "Teaching"): "2", stage_of(opened, "Examination"): "3"}
    answer = save(staff, TAB, **given, **{"name-1": "Begin", "name-2": "", "name-3": "Last"})
    assert "The order is saved in the draft." in said(answer)
    assert order() == "LEARN1 JOB2 TEACH2 EXAM3"
    assert draft().stages == ((1, "Begin"), (3, "Last"))
    assert draft() == replace(RENEWAL, requirements=draft().requirements, stages=draft().stages)


def test_what_was_typed_is_kept_when_an_arrow_is_pressed(staff, renewal):
    opened = staff.get(TAB)
    save(staff, TAB, up="TEACH", **{stage_of(opened, "Examination"): "1", "name-1": "Begin"})
    assert order() == "TEACH1 LEARN1 EXAM1 JOB2"
    assert draft().stages == ((1, "Begin"), (2, "Finish"))


def test_a_stage_named_before_it_has_a_requirement_stands_there(staff, renewal):
    answer = save(staff, TAB, **{"name-3": "Afterwards"})
    assert "No requirement is in this stage yet." in said(answer)
    assert draft().stages == ((2, "Finish"), (3, "Afterwards"))


def test_an_order_that_is_the_same_begins_no_draft(staff, renewal):
    answer = save(staff, TAB)
    assert "Nothing was changed, so nothing was saved." in said(answer)
    assert not Version.objects.filter(number=None).exists()
    save(staff, TAB, up="LEARN")
    save(staff, TAB, move="GONE", into="1")
    assert not Version.objects.filter(number=None).exists()


@pytest.mark.parametrize("number", ["", "0", "1000", "-1", "two", "1.5", "9" * 5000])
def test_a_number_that_is_none_is_refused_on_its_field_and_kept(staff, renewal, number):
    opened = staff.get(TAB)
    field = stage_of(opened, "Teaching")
    answer = save(staff, TAB, **{field: number, "name-1": "Begin"})
    assert answer.status_code == 422
    assert "One field needs another look: Stage of Teaching" in said(answer)
    assert "Write the number of a stage, from 1 to 999." in said(answer)
    assert typed_at(answer, TAB)[field] == [number]
    assert typed_at(answer, TAB)["name-1"] == ["Begin"]
    assert not Version.objects.filter(number=None).exists()


def test_an_order_saved_second_keeps_both_what_changed_meanwhile_and_what_was_typed(staff, renewal):
    opened = staff.get(TAB)
    given = typed_at(opened, TAB, **{stage_of(opened, "Examination"): "1", "name-1": "Begin"})
    teaching = replace(RENEWAL.requirements[1], stage=3, title="Teaching others")
    more = make.requirement("MORE", title="More")
    by_somebody_else(
        requirements=(RENEWAL.requirements[0], teaching, *RENEWAL.requirements[2:], more), stages=((2, "End"),)
    )
    answer = staff.post(TAB, given)
    assert answer.status_code == 422
    assert "The draft was changed by staff-" in said(answer)
    assert "Requirement TEACH: title Teaching becomes Teaching others; stage 1 becomes 3" in said(answer)
    assert order() == "LEARN1 TEACH3 JOB2 EXAM2 MORE1"
    again = typed_at(answer, TAB)
    assert again[stage_of(answer, "Teaching others")] == ["3"]
    assert again[stage_of(answer, "Examination")] == ["1"]
    assert (again["name-1"], again["name-2"]) == (["Begin"], ["End"])
    staff.post(TAB, again)
    assert order() == "LEARN1 MORE1 EXAM1 JOB2 TEACH3"
    assert draft().stages == ((1, "Begin"), (2, "End"))
    assert draft().requirement("TEACH").title == "Teaching others"


def test_an_arrow_pressed_on_an_old_page_moves_nothing_and_says_what_changed(staff, renewal):
    given = typed_at(staff.get(TAB), TAB, down="TEACH")
    by_somebody_else(requirements=RENEWAL.requirements[1:])
    answer = staff.post(TAB, given)
    assert answer.status_code == 422
    assert "Requirement LEARN: Learning is taken out" in said(answer)
    assert order() == "TEACH1 JOB2 EXAM2"
    staff.post(TAB, typed_at(answer, TAB, down="TEACH"))
    assert order() == "TEACH2 JOB2 EXAM2"


def test_a_code_with_every_sort_of_sign_can_be_ordered_edited_and_removed(staff):
    codes = ["A/1 ü?#", "..", "~x", "new", '"<b>&']
    make.program("R", make.definition(*(make.requirement(code, title=f"T {code}") for code in codes)))
    answer = staff.get(TAB)
    for code in codes:
        edited = staff.get(link(answer, f"T {code}"))
        assert typed(edited)["code"] == [code]
    save(staff, TAB, up="~x")
    assert [item.code for item in draft().requirements] == [codes[0], "~x", "..", "new", '"<b>&']
    save(staff, f"{link(answer, 'T new')}removal/")
    assert "new" not in [item.code for item in draft().requirements]


def test_the_tab_leads_to_everything(staff, renewal):
    found = dict(links(staff.get(TAB)))
    assert found["Add a requirement"] == NEW
    assert found["Add a category"] == NEW_CATEGORY
    assert found["Learning"] == of("LEARN")
    assert found["Giving back"] == of_category("GIVE")
