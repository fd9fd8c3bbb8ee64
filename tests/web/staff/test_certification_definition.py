"""Does the Definition tab show and save every field, and does nobody's work get lost when two edit at once?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import programs
from conferral.models import Event, Program, UnitType, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.definition import Category
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.web.signed_in import said, signed_in
from tests.web.typed import typed

pytestmark = pytest.mark.django_db

TAB = "/staff/certification/programs/EMT-R/definition/"
AT = make.noon(date(2026, 3, 1))
WHOLE = make.definition(
    make.requirement("EXAM", scale=make.POINTS, units=Decimal("1.5"), category="N"),
    make.requirement("HOURS", stage=2, is_repeatable=True, units=Decimal(50)),
    categories=(Category("N", "National", Decimal(1)),),
    stages=((1, "One"),),
    name="EMT recertification",
    description="Two lines\nof text",
    designation="NREMT",
    terms=Terms(Period(18, Unit.MONTHS), Period(6, Unit.WEEKS)),
    unit_type="CE hours",
    units_required=Decimal("40.5"),
    in_order=True,
    requires_approval=True,
    prerequisites=("FIRST", "OLD"),
)


@pytest.fixture
def program(db) -> Program:
    """A program of which every field says something, one of its prerequisites Inactive, its unit type retired."""
    with zeal_ignore():
        make.program("FIRST", make.definition(name="First aid"))
        make.program("OLD", make.definition(name="Old one"), is_active=False)
        make.program("OTHER", make.definition(name="Other one"))
        make.program("GONE", make.definition(name="Gone one"), is_active=False)
        made = make.program("EMT-R", WHOLE)
        UnitType.objects.filter(name="CE hours").update(is_retired=True)
        UnitType.objects.create(name="PDUs")
        UnitType.objects.create(name="Gone", is_retired=True)
    return made


@zeal_ignore()
def draft():
    return Version.objects.whole().get(program__code="EMT-R", number=None).definition()


@zeal_ignore()
def colleague(defined, by=COMMAND_LINE, revision=None) -> Version:
    """Somebody else saves the draft."""
    return programs.save_draft(
        program=Program.objects.get(code="EMT-R"), definition=defined, by=by, at=AT, revision=revision
    )


def test_every_field_shows_what_is_in_force_until_there_is_a_draft(staff, program):
    answer = staff.get(TAB)
    shown = typed(answer)
    assert {name: values for name, values in shown.items() if not name.startswith("initial-")} == {
        "revision": ["-1"],
        "name": ["EMT recertification"],
        "description": ["Two lines\nof text"],
        "designation": ["NREMT"],
        "deadline_count": ["18"],
        "deadline_unit": ["months"],
        "grace_count": ["6"],
        "grace_unit": ["weeks"],
        "unit_type": ["CE hours"],
        "units_required": ["40.5"],
        "in_order": ["on"],
        "requires_approval": ["on"],
        "prerequisites": ["FIRST", "OLD"],
    }
    assert "In force. You see version 1." in said(answer)
    words = said(answer)
    assert "none CE hours PDUs" in words
    assert "First aid (FIRST) Old one (OLD), Inactive Other one (OTHER)" in words
    assert "Gone" not in words
    assert "EMT-R)" not in words
    colleague(replace(WHOLE, name="Renewed"))
    answer = staff.get(TAB)
    assert "Draft. What you see here is not in force until it is published; version 1 is." in said(answer)
    assert (typed(answer)["name"], typed(answer)["revision"]) == (["Renewed"], ["2"])


def test_save_begins_a_draft_with_every_field_changed_and_leaves_the_requirements_alone(staff, program):
    given = typed(
        staff.get(TAB), name=" Renewed ", description="One\r\nTwo", designation="", deadline_count="2",
        deadline_unit="years", grace_count="", unit_type="PDUs", units_required="", in_order=None,
        requires_approval=None, prerequisites=["OTHER"],
    )  # fmt: skip
    answer = staff.post(TAB, given, follow=True)
    assert answer.redirect_chain == [(TAB, 302)]
    assert "The draft is saved. Nobody is enrolled in it until it is published." in said(answer)
    assert draft() == replace(
        WHOLE, name="Renewed", description="One\nTwo", designation="", terms=Terms(Period(2, Unit.YEARS)),
        unit_type="PDUs", units_required=Decimal(0), in_order=False, requires_approval=False,
        prerequisites=("OTHER",),
    )  # fmt: skip
    assert Version.objects.whole().get(program=program, number=1).definition() == WHOLE
    entry = Event.objects.filter(kind="version.draft_saved").get()
    assert entry.account_id == staff.account.pk
    assert "Name: EMT recertification becomes Renewed" in entry.after["changes"]


def test_saving_what_is_there_already_begins_no_draft(staff, program):
    answer = staff.post(TAB, typed(staff.get(TAB)), follow=True)
    assert "Nothing was changed, so nothing was saved." in said(answer)
    assert not Version.objects.filter(number=None).exists()
    assert not Event.objects.filter(kind="version.draft_saved").exists()


def test_a_program_without_anything_yet_can_be_edited(staff):
    programs.define(code="EMT-R", policies=programs.Policies(), by=COMMAND_LINE, at=AT)
    answer = staff.post(TAB, typed(staff.get(TAB), name="Brand new", deadline_count="1"), follow=True)
    assert "The draft is saved." in said(answer)
    assert draft() == make.definition(name="Brand new", requirements=(), terms=Terms(Period(1, Unit.YEARS)))


def test_a_program_that_is_not_there_has_no_tab(staff):
    assert staff.get(TAB).status_code == 404
    assert staff.post(TAB, {"name": "A"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This field is required."),
        ("designation", "x" * 101, "at most 100 characters"),
        ("grace_count", "-1", "Write a whole number from 1 to 110000, for example 2."),
        ("units_required", "1.2345", "is not a number of units"),
    ],
)
def test_what_is_refused_stays_as_typed_and_saves_nothing(staff, program, field, value, sentence):
    given = typed(staff.get(TAB), **{field: value}, description="Kept")
    answer = staff.post(TAB, given)
    assert answer.status_code == 422
    assert sentence in said(answer)
    again = typed(answer)
    assert (again["description"], again[field], again["prerequisites"]) == (["Kept"], [value], ["FIRST", "OLD"])
    assert again["initial-description"] == ["Two lines\nof text"]
    assert not Version.objects.filter(number=None).exists()


# Two at once


def test_whoever_saves_second_sees_what_changed_and_both_keep_what_they_did(staff, program):
    mine = typed(staff.get(TAB), designation="EMT-R", in_order=None)
    by = make.actor()
    colleague(
        replace(WHOLE, name="Renewed", units_required=Decimal(44), requires_approval=False, prerequisites=("FIRST",)),
        by,
    )
    answer = staff.post(TAB, mine)
    assert answer.status_code == 422
    words = said(answer)
    assert f"The draft was changed by {by.name} at 2026-03-01 12:00 since you opened it (" in words
    assert "Name: EMT recertification becomes Renewed" in words
    assert "Nothing of yours was saved yet." in words
    assert "Save once more to keep both." in words
    assert "Changed meanwhile" not in words
    again = typed(answer)
    assert (again["name"], again["units_required"], again["prerequisites"]) == (["Renewed"], ["44"], ["FIRST"])
    assert "requires_approval" not in again
    assert (again["designation"], again["initial-designation"]) == (["EMT-R"], ["NREMT"])
    assert "in_order" not in again
    answer = staff.post(TAB, again, follow=True)
    assert "The draft is saved." in said(answer)
    assert draft() == replace(
        WHOLE, name="Renewed", units_required=Decimal(44), requires_approval=False, prerequisites=("FIRST",),
        designation="EMT-R", in_order=False,
    )  # fmt: skip


def test_where_both_changed_the_same_field_it_says_what_the_other_one_wrote(staff, program):
    mine = typed(
        staff.get(TAB), name="Mine", requires_approval=None, prerequisites=["OTHER"], units_required="41",
        designation="SAME",
    )  # fmt: skip
    colleague(replace(WHOLE, name="Theirs", prerequisites=("FIRST",), units_required=Decimal(44), designation="SAME"))
    answer = staff.post(TAB, mine)
    words = said(answer)
    assert "Changed meanwhile: it is “Theirs” now. Saving again puts yours in its place." in words
    assert "it is “44” now" in words
    assert "it is “FIRST” now" in words
    assert words.count("Changed meanwhile") == 3
    again = typed(answer)
    assert (again["name"], again["prerequisites"], again["units_required"]) == (["Mine"], ["OTHER"], ["41"])
    staff.post(TAB, again)
    assert draft() == replace(
        WHOLE, name="Mine", prerequisites=("OTHER",), units_required=Decimal(41), designation="SAME",
        requires_approval=False,
    )  # fmt: skip


def test_a_third_person_in_between_is_told_of_too(staff, program):
    mine = typed(staff.get(TAB), designation="EMT-R")
    colleague(replace(WHOLE, name="Second"))
    again = typed(staff.post(TAB, mine))
    colleague(replace(WHOLE, name="Second", description="Third"))
    answer = staff.post(TAB, again)
    assert answer.status_code == 422
    staff.post(TAB, typed(answer))
    assert draft() == replace(WHOLE, name="Second", description="Third", designation="EMT-R")


@zeal_ignore()
def published_meanwhile(program):
    colleague(replace(WHOLE, name="Renewed"))
    programs.publish(program=program, by=COMMAND_LINE, at=AT)


@zeal_ignore()
def discarded_meanwhile(program):
    programs.discard_draft(program=program, by=COMMAND_LINE, at=AT)


def test_a_draft_published_meanwhile_leaves_what_was_typed_for_the_next_one(staff, program):
    mine = typed(staff.get(TAB), designation="EMT-R")
    published_meanwhile(program)
    answer = staff.post(TAB, mine)
    assert "The draft was published by command-line" in said(answer)
    assert typed(answer)["revision"] == ["-2"]
    staff.post(TAB, typed(answer))
    assert draft() == replace(WHOLE, name="Renewed", designation="EMT-R")


def test_a_draft_discarded_meanwhile_leaves_what_was_typed_too(staff, program):
    colleague(replace(WHOLE, name="Renewed"))
    mine = typed(staff.get(TAB), designation="EMT-R")
    discarded_meanwhile(program)
    answer = staff.post(TAB, mine)
    assert "The draft was discarded by command-line" in said(answer)
    staff.post(TAB, typed(answer))
    assert draft() == replace(WHOLE, designation="EMT-R")


def test_what_another_tab_of_the_editor_saved_is_left_as_it_is(staff, program):
    mine = typed(staff.get(TAB), designation="EMT-R")
    colleague(replace(WHOLE, requirements=(make.requirement("ESSAY", units=Decimal(60)),), categories=()))
    answer = staff.post(TAB, mine)
    assert "Requirement ESSAY: Essay is added" in said(answer)
    staff.post(TAB, typed(answer))
    assert [item.code for item in draft().requirements] == ["ESSAY"]
    assert draft().designation == "EMT-R"


def test_a_unit_type_that_only_the_newest_draft_uses_is_offered(staff, program):
    mine = typed(staff.get(TAB), designation="EMT-R")
    colleague(replace(WHOLE, unit_type="PDUs"))
    with zeal_ignore():
        UnitType.objects.filter(name="PDUs").update(is_retired=True)
    answer = staff.post(TAB, mine)
    assert typed(answer)["unit_type"] == ["PDUs"]
    staff.post(TAB, typed(answer))
    assert (draft().unit_type, draft().designation) == ("PDUs", "EMT-R")


@pytest.mark.parametrize("count", [1, 6])
def test_the_tab_takes_the_same_number_of_queries_however_much_there_is(staff, program, count):
    with zeal_ignore():
        for number in range(count):
            make.enrollment(into=make.program(f"P-{number}"))
            make.enrollment(into=Program.objects.get(code="FIRST"))
        programs.save_draft(
            program=program,
            definition=replace(
                WHOLE,
                requirements=tuple(make.requirement(f"R-{one}", units=Decimal(50)) for one in range(count)),
                categories=(),
            ),
            by=COMMAND_LINE,
            at=AT,
        )
    with CaptureQueriesContext(connection) as counted:
        assert staff.get(TAB).status_code == 200
    assert len(counted) == 26, [query["sql"] for query in counted]


def test_somebody_whose_session_belongs_to_no_staff_is_told_that_there_is_nothing(program):
    assert signed_in(make.Role.NONE, make.contact()).post(TAB, {"name": "Mine"}).status_code == 404
    assert not Version.objects.filter(number=None).exists()
