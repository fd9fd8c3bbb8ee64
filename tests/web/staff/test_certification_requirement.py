"""Is one requirement of a draft added, changed and taken out, and nothing else with it?"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.models import Component, GradeScale, Version
from conferral.rules import grades
from conferral.rules.definition import Requirement
from tests import make
from tests.web.signed_in import said, signed_in
from tests.web.staff.renewal import (
    NEW,
    RENEWAL,
    TAB,
    by_somebody_else,
    draft,
    of,
    of_category,
    order,
    save,
)
from tests.web.typed import typed

pytestmark = pytest.mark.django_db


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
    shown = typed(staff.get(of("JOB")))
    assert {name: value for name, value in shown.items() if name not in {"csrfmiddlewaretoken", "revision"}} == {
        "component": ["WORK"], "initial-component": ["WORK"],
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
