"""Does the **Requirements** tab show what the draft asks for, and change just what was meant to change?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Component, GradeScale, Program, Version
from conferral.rules import grades
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.definition import Category, Definition, Requirement
from tests import make
from tests.web.signed_in import link, links, said, signed_in
from tests.web.typed import forms, typed

pytestmark = pytest.mark.django_db

BASE = "/staff/certification/programs/R/"
TAB, NEW, NEW_CATEGORY = f"{BASE}requirements/", f"{BASE}requirements/new/", f"{BASE}categories/new/"
RENEWAL = make.definition(
    make.requirement("LEARN", title="Learning", units=Decimal(35), is_repeatable=True, enrollees_may_record=True),
    make.requirement("TEACH", title="Teaching", units=Decimal(1), is_repeatable=True, is_required=False, category="GIVE"),
    make.requirement("JOB", title="Practice", component="WORK", units=Decimal(8), category="WORK", stage=2),
    make.requirement("EXAM", title="Examination", stage=2, scale=make.POINTS, requires_approval=True),
    name="Renewal",
    unit_type="PDUs",
    units_required=Decimal(60),
    categories=(
        Category("WORK", "Working as a practitioner", None, Decimal(8), "GIVE"),
        Category("GIVE", "Giving back", Decimal(2), Decimal(25)),
        Category("FREE", "Anything"),
    ),
    stages=((2, "Finish"),),
)  # fmt: skip


@pytest.fixture
def renewal(db) -> Program:
    return make.program("R", RENEWAL)


def of(code: str) -> str:
    return f"{TAB}by-code/{code}/"


def of_category(code: str) -> str:
    return f"{BASE}categories/by-code/{code}/"


@zeal_ignore()
def draft() -> Definition:
    return Version.objects.whole().get(program__code="R", number=None).definition()


def order(defined: Definition | None = None) -> str:
    return " ".join(f"{item.code}{item.stage}" for item in (defined or draft()).requirements)


def save(staff, address: str, **given):
    """Open a form and send it with some fields filled otherwise."""
    opened = staff.get(address)
    return staff.post(address, typed_at(opened, address, **given), follow=True)


def typed_at(answer, address: str, **given) -> dict[str, list[str]]:
    path = address.partition("?")[0]
    fields = next(fields for action, fields in forms(answer) if action in {"", path})
    return {**fields, **{name: [value] for name, value in given.items()}}


def stage_of(answer, title: str) -> str:
    """Return the name of the field for the stage of a requirement."""
    return re.search(rf'<label for="id_(stage-\w+)"><span class="sr">Stage of {title}</span>', answer.content.decode())[
        1
    ]


def by_somebody_else(**changes) -> None:
    """Save a change of the draft as another of the staff."""
    made = Program.objects.get(code="R")
    held = Version.objects.whole().filter(program=made, number=None).first()
    begun = held.definition() if held else RENEWAL
    programs.save_draft(
        program=made, definition=replace(begun, **changes), by=make.actor(Role.STAFF), at=make.noon(date(2026, 3, 1))
    )


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
    for address, most in ((TAB, 12), (NEW, 13), (of("R-1"), 13), (of_category("X"), 11), (f"{of('R-1')}removal/", 11)):
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


# One requirement


EVERYTHING = {
    "component": "EXAM",
    "code": "ORAL",
    "title": "Oral examination",
    "is_required": "0",
    "stage": "3",
    "units": "2.5",
    "category": "WORK",
    "is_repeatable": "on",
    "requires_approval": "on",
    "enrollees_may_record": "on",
}


def scale_named(kind: grades.Scale) -> str:
    return str(GradeScale.objects.get(signature=GradeScale.signature_of(kind)).key)


def test_a_requirement_is_added_with_every_field_and_nothing_else_changes(staff, renewal):
    answer = save(staff, NEW, **EVERYTHING, scale=scale_named(make.POINTS))
    assert "Oral examination is saved in the draft." in said(answer)
    assert answer.redirect_chain == [(f"{TAB}?at=ORAL", 302)]
    added = Requirement(
        "ORAL", "Oral examination", "EXAM", 3, is_required=False, units=Decimal("2.5"), scale=make.POINTS,
        requires_approval=True, enrollees_may_record=True, category="WORK", is_repeatable=True,
    )  # fmt: skip
    assert draft() == replace(RENEWAL, requirements=(*RENEWAL.requirements, added))


def test_code_and_title_left_blank_are_those_of_the_component(staff, renewal):
    save(staff, NEW, component="WORK")
    assert draft().requirements[-1] == Requirement("WORK", "Practice", "WORK", stage=2)


def test_a_new_component_is_named_on_the_way(staff, renewal):
    given = {"new_component": "ETHICS", "new_component_title": "Ethics pledge", "title": "Pledge", "stage": "1"}
    save(staff, NEW, **given)
    assert draft().requirements[-1] == Requirement("ETHICS", "Pledge", "ETHICS")
    assert Component.objects.get(code="ETHICS").title == "Ethics pledge"
    save(staff, NEW, new_component="SKILLS", title="Skills")
    assert Component.objects.get(code="SKILLS").title == "Skills"


def test_on_a_requirement_that_has_a_component_a_new_one_takes_its_place(staff, renewal):
    save(staff, of("EXAM"), new_component="TEST", new_component_title="Test")
    assert draft().requirement("EXAM") == replace(RENEWAL.requirement("EXAM"), component="TEST")


def test_save_and_add_another_leads_on_within_the_same_stage(staff, renewal):
    answer = save(staff, NEW, new_component="A", title="A", stage="7", another="1")
    assert answer.redirect_chain == [(f"{NEW}?stage=7", 302)]
    assert typed(answer)["stage"] == ["7"]
    for asked in ("", "?stage=x", "?stage=0", f"?stage={'9' * 5000}"):
        assert typed(staff.get(f"{NEW}{asked}"))["stage"] == ["7"], asked


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"component": ""}, "Component", "Choose the component, or name a new one below."),
        ({"component": "NOWHERE"}, "Component", "That is not there any more; choose another."),
        ({"component": "OLD"}, "Component", "That is not there any more; choose another."),
        ({"new_component": "LEARN"}, "Code of the new component", "There is a component with the code LEARN already"),
        ({"new_component": "OLD"}, "Code of the new component", "There is a component with the code OLD already"),
        ({"new_component": "X", "title": ""}, "Title of the new component", "A new component needs a title."),
        ({"new_component_title": "X"}, "Code of the new component", "A new component needs a code."),
        ({"new_component": "x" * 65}, "Code of the new component", "At most 64 characters, not 65"),
        ({"code": "LEARN"}, "Code", "The requirement LEARN stands 2 times; once is enough."),
        ({"code": "x" * 65}, "Code", "At most 64 characters, not 65"),
        ({"code": "a\tb"}, "Code", "has a line break or another control character"),
        ({"title": "x" * 301}, "Title", "At most 300 characters, not 301"),
        ({"stage": ""}, "Stage", "Write the number of a stage, from 1 to 999."),
        ({"stage": "1000"}, "Stage", "Write the number of a stage, from 1 to 999."),
        ({"units": "many"}, "Units", "is not a number of units"),
        ({"units": "-1"}, "Units", "is not a number of units"),
        ({"units": ""}, "Units", "is repeatable, so it needs the units (above 0)"),
        ({"category": "NOWHERE"}, "Category", "That is not there any more; choose another."),
        ({"scale": "nonsense"}, "Grade scale", "That is not there any more; choose another."),
        ({"is_required": "maybe"}, "Kind", "Select a valid choice."),
    ],
)
def test_what_is_refused_stands_on_its_field_and_nothing_typed_is_lost(staff, renewal, given, field, sentence):
    Component.objects.create(code="OLD", title="Old", is_retired=True)
    fields = {**EVERYTHING, **given}
    answer = save(staff, NEW, **fields)
    assert answer.status_code == 422
    words = said(answer)
    assert f"One field needs another look: {field} " in words, words
    assert sentence in words
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Version.objects.filter(number=None).exists()
    kept = typed(answer)
    for name, value in fields.items():
        if name not in given or name in {"code", "title", "stage", "units", "new_component", "new_component_title"}:
            assert kept.get(name) == [value], name


def test_a_requirement_is_changed_in_its_place_and_shown_as_it_is(staff, renewal):
    assert typed(staff.get(of("JOB"))) | {"csrfmiddlewaretoken": None} == {
        "csrfmiddlewaretoken": None, "revision": ["0"], "component": ["WORK"], "initial-component": ["WORK"],
        "new_component": [""], "new_component_title": [""], "code": ["JOB"], "initial-code": ["JOB"],
        "title": ["Practice"], "initial-title": ["Practice"], "is_required": ["1"], "initial-is_required": ["1"],
        "stage": ["2"], "initial-stage": ["2"], "units": ["8"], "initial-units": ["8"], "category": ["WORK"],
        "initial-category": ["WORK"], "initial-is_repeatable": ["False"], "scale": [""], "initial-scale": [""],
        "initial-requires_approval": ["False"], "initial-enrollees_may_record": ["False"],
    }  # fmt: skip
    save(staff, of("JOB"), code="PRACTICE", units="7.25", is_required="0")
    changed = replace(RENEWAL.requirement("JOB"), code="PRACTICE", units=Decimal("7.25"), is_required=False)
    assert draft() == replace(RENEWAL, requirements=(*RENEWAL.requirements[:2], changed, RENEWAL.requirements[3]))


def test_a_retired_component_and_scale_stay_where_they_are_and_are_offered_nowhere_else(staff, renewal):
    Component.objects.filter(code="EXAM").update(is_retired=True)
    GradeScale.objects.update(is_retired=True)
    assert "Examination EXAM component retired" in said(staff.get(TAB))
    assert ">Examination (EXAM), retired</option>" in staff.get(of("EXAM")).content.decode()
    assert "70 passes, retired</option>" in staff.get(of("EXAM")).content.decode()
    save(staff, of("EXAM"), title="Final examination")
    assert draft().requirement("EXAM") == replace(RENEWAL.requirement("EXAM"), title="Final examination")
    for address in (NEW, of("JOB")):
        body = staff.get(address).content.decode()
        assert "Examination" not in re.findall(r"<option[^>]*>([^<(]*)", body)
        assert "70 passes" not in body
        assert ">Learning (LEARN)</option>" in body


def test_two_who_change_different_requirements_lose_nothing(staff, renewal):
    other = signed_in()
    mine, theirs = staff.get(of("TEACH")), other.get(of("EXAM"))
    other.post(of("EXAM"), typed(theirs, title="Final examination"))
    answer = staff.post(of("TEACH"), typed(mine, units="3"))
    assert answer.status_code == 422
    assert "Requirement EXAM: title Examination becomes Final examination" in said(answer)
    assert "Save once more to keep both." in said(answer)
    staff.post(of("TEACH"), typed(answer))
    assert draft() == replace(
        RENEWAL,
        requirements=(
            RENEWAL.requirements[0],
            replace(RENEWAL.requirements[1], units=Decimal(3)),
            RENEWAL.requirements[2],
            replace(RENEWAL.requirements[3], title="Final examination"),
        ),
    )


def test_two_who_change_different_fields_of_one_requirement_lose_nothing(staff, renewal):
    mine = staff.get(of("TEACH"))
    by_somebody_else(
        requirements=(
            RENEWAL.requirements[0], replace(RENEWAL.requirements[1], title="Coaching", units=Decimal(2)),
            *RENEWAL.requirements[2:],
        )
    )  # fmt: skip
    answer = staff.post(of("TEACH"), typed(mine, units="3", stage="2"))
    assert "Changed meanwhile: it is “2” now. Saving again puts yours in its place." in said(answer)
    staff.post(of("TEACH"), typed(answer))
    changed = replace(RENEWAL.requirements[1], title="Coaching", units=Decimal(3), stage=2)
    assert draft().requirement("TEACH") == changed


def test_what_somebody_else_took_out_meanwhile_is_said_and_comes_back_on_saving_again(staff, renewal):
    mine = staff.get(of("TEACH"))
    by_somebody_else(requirements=RENEWAL.requirements[:1] + RENEWAL.requirements[2:])
    answer = staff.post(of("TEACH"), typed(mine, title="Coaching"))
    assert answer.status_code == 422
    assert "Requirement TEACH: Teaching is taken out" in said(answer)
    assert order() == "LEARN1 JOB2 EXAM2"
    staff.post(of("TEACH"), typed(answer))
    assert draft().requirements[-1] == replace(RENEWAL.requirement("TEACH"), title="Coaching")
    assert order() == "LEARN1 JOB2 EXAM2 TEACH1"


def test_saving_what_is_the_same_begins_no_draft(staff, renewal):
    answer = save(staff, of("TEACH"))
    assert "Nothing was changed, so nothing was saved." in said(answer)
    assert not Version.objects.filter(number=None).exists()


def test_a_requirement_is_taken_out_after_a_question(staff, renewal):
    asked = staff.get(f"{of('JOB')}removal/")
    assert "Remove Practice?" in said(asked)
    assert "version 1 stays as it is" in said(asked)
    assert "Its component WORK stays, with its offerings." in said(asked)
    assert not Version.objects.filter(number=None).exists()
    answer = save(staff, f"{of('JOB')}removal/")
    assert "Practice is taken out of the draft." in said(answer)
    assert draft() == replace(RENEWAL, requirements=(*RENEWAL.requirements[:2], RENEWAL.requirements[3]))
    assert Component.objects.filter(code="WORK").exists()
    again = staff.post(f"{of('JOB')}removal/", typed(asked), follow=True)
    assert "JOB is not in the draft any more." in said(again)


def test_taking_out_on_an_old_page_says_what_changed_first(staff, renewal):
    asked = typed(staff.get(f"{of('JOB')}removal/"))
    by_somebody_else(name="Renewal, again")
    answer = staff.post(f"{of('JOB')}removal/", asked)
    assert answer.status_code == 422
    assert "Name: Renewal becomes Renewal, again" in said(answer)
    staff.post(f"{of('JOB')}removal/", typed(answer))
    assert order() == "LEARN1 TEACH1 EXAM2"
    assert draft().name == "Renewal, again"


@pytest.mark.parametrize("address", [of("NOTHING"), f"{of('NOTHING')}removal/", of_category("NOTHING")])
def test_what_is_not_in_the_draft_is_not_there(staff, renewal, address):
    assert staff.get(address).status_code == 404


# Categories


def test_a_category_is_added_with_every_field_within_another(staff, renewal):
    given = {"code": "MENTOR", "name": "Mentoring", "minimum": "0.5", "maximum": "4", "within": "GIVE"}
    answer = save(staff, NEW_CATEGORY, **given)
    assert "Mentoring is saved in the draft." in said(answer)
    assert draft() == replace(
        RENEWAL,
        categories=(*RENEWAL.categories, Category("MENTOR", "Mentoring", Decimal("0.5"), Decimal(4), "GIVE")),
    )


def test_only_what_is_within_nothing_can_be_chosen_to_lie_within(staff, renewal):
    body = staff.get(NEW_CATEGORY).content.decode()
    assert re.findall(r'<option value="([^"]*)"', body) == ["", "GIVE", "FREE"]
    assert re.findall(r'<option value="([^"]*)"', staff.get(of_category("FREE")).content.decode()) == ["", "GIVE"]
    outer = staff.get(of_category("GIVE"))
    assert re.findall(r'<option value="([^"]*)"', outer.content.decode()) == [""]
    assert "Working as a practitioner lies within it, so it cannot lie within another itself." in said(outer)


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"code": "FREE"}, "Code", "The category FREE stands 2 times; once is enough."),
        ({"code": ""}, "Code", "This field is required."),
        ({"code": "x" * 65}, "Code", "At most 64 characters"),
        ({"name": ""}, "Name", "This field is required."),
        ({"name": "x" * 201}, "Name", "At most 200 characters"),
        ({"minimum": "9"}, "At least", "its minimum 9 is above its maximum 4."),
        ({"minimum": "-1"}, "At least", "is not a number of units"),
        ({"maximum": "1000000"}, "At most count", "is not a number of units"),
        ({"within": "WORK"}, "Within", "That is not there any more; choose another."),
    ],
)
def test_a_category_that_is_refused_says_so_on_its_field(staff, renewal, given, field, sentence):
    fields = {"code": "MENTOR", "name": "Mentoring", "minimum": "1", "maximum": "4", "within": "GIVE", **given}
    answer = save(staff, NEW_CATEGORY, **fields)
    assert answer.status_code == 422
    assert f"One field needs another look: {field} " in said(answer)
    assert sentence in said(answer)
    assert not Version.objects.filter(number=None).exists()
    for name, value in fields.items():
        if name != "within":
            assert typed(answer)[name] == [value]


def test_a_category_with_another_code_is_followed_by_what_names_it(staff, renewal):
    save(staff, of_category("GIVE"), code="BACK", minimum="")
    assert [(one.code, one.within, one.minimum) for one in draft().categories] == [
        ("WORK", "BACK", None), ("BACK", "", None), ("FREE", "", None),
    ]  # fmt: skip
    assert draft().requirement("TEACH").category == "BACK"


def test_two_who_change_different_categories_lose_nothing(staff, renewal):
    mine = staff.get(of_category("GIVE"))
    by_somebody_else(categories=(*RENEWAL.categories[:2], Category("FREE", "All else", None, Decimal(5))))
    answer = staff.post(of_category("GIVE"), typed(mine, maximum="30"))
    assert "Category FREE: name Anything becomes All else" in said(answer)
    staff.post(of_category("GIVE"), typed(answer))
    assert draft().categories == (
        RENEWAL.categories[0],
        Category("GIVE", "Giving back", Decimal(2), Decimal(30)),
        Category("FREE", "All else", None, Decimal(5)),
    )


def test_a_category_in_use_says_by_what_and_one_that_is_not_is_taken_out(staff, renewal):
    asked = staff.get(f"{of_category('GIVE')}removal/")
    sentence = "Giving back is used by Teaching, Working as a practitioner; give them another category first."
    assert sentence in said(asked)
    assert forms(asked) == []
    refused = staff.post(f"{of_category('GIVE')}removal/", {"revision": "0"})
    assert refused.status_code == 422
    assert sentence in said(refused)
    answer = save(staff, f"{of_category('FREE')}removal/")
    assert "Anything is taken out of the draft." in said(answer)
    assert draft() == replace(RENEWAL, categories=RENEWAL.categories[:2])
    assert "FREE is not in the draft any more." in said(
        staff.post(f"{of_category('FREE')}removal/", {"revision": "1"}, follow=True)
    )


def test_the_tab_leads_to_everything(staff, renewal):
    found = dict(links(staff.get(TAB)))
    assert found["Add a requirement"] == NEW
    assert found["Add a category"] == NEW_CATEGORY
    assert found["Learning"] == of("LEARN")
    assert found["Giving back"] == of_category("GIVE")
