"""Can staff create, edit and publish certification programs, two of them at once, and nobody enrolled notices?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from conferral.actions import enrollments, programs
from conferral.models import Completion, Enrollment, Program, UnitType, Version
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.terms import Period, Terms, Unit
from tests import make
from tests.browser.hands import in_every_way, staff, with_and_without_javascript
from tests.conftest import NOW
from tests.web.staff.crowd import crowd

LIST = "/staff/certification/programs/"
TAB = f"{LIST}EMT-R/definition/"


@pytest.fixture
def program(site) -> Program:
    """A program with somebody in every standing on its version 1."""
    return crowd()


def draft(code: str = "EMT-R"):
    return Version.objects.whole().get(program__code=code, number=None).definition()


def switch(hands, label: str):
    return hands.page.get_by_role("switch", name=label, exact=True)


def to_the_definition(hands, name: str = "Emergency care") -> None:
    """Go the manual's way: Certification > Define programs > Certification programs > Program Name > Definition."""
    hands.goto("/staff/")
    if hands.way.width > 1000:
        menu = hands.page.get_by_role("navigation", name="Certification", exact=True)
        expect(menu.get_by_role("heading", name="Define programs", exact=True)).to_be_visible()
    hands.menu("Certification programs")
    hands.arrives("Certification programs")
    if hands.way.width > 1000:
        expect(hands.link("Program Name")).to_be_visible()
    hands.press(hands.link(name))
    hands.arrives(name)
    expect(hands.link("Definition")).to_have_attribute("aria-current", "page")


@in_every_way
def test_to_create_a_certification_program(page, signed_in, site, way):
    """S8, S94: nobody can be enrolled before it has a requirement and is published."""
    make.program("FIRST", make.definition(name="First aid"))
    UnitType.objects.create(name="CE hours")
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Certification programs")
    hands.press(hands.link("Create new certification program"))
    hands.arrives("Create new certification program")
    hands.write(hands.field("Code"), "NEW")
    hands.write(hands.field("Name"), "Brand new")
    hands.write(hands.page.get_by_label("Description"), "All of it.")
    hands.write(hands.page.get_by_label("Designation"), "BN")
    hands.write(hands.field("Deadline Period"), "18")
    hands.choose(hands.field("Unit of the Deadline Period"), "Months")
    hands.write(hands.page.get_by_label("Grace Period (optional)"), "2")
    hands.choose(hands.field("Unit of the Grace Period"), "Weeks")
    hands.choose(hands.page.get_by_label("Unit Key"), "CE hours")
    hands.tick(hands.field("In order"))
    hands.tick(hands.field("First aid (FIRST)"))
    hands.tick(hands.field("Maintenance program"))
    hands.press(hands.button("Create"))
    hands.reads("NEW is created. Nobody can be enrolled until it is published.")
    hands.arrives("Brand new")
    wanted = make.definition(
        name="Brand new", requirements=(), description="All of it.", designation="BN", unit_type="CE hours",
        in_order=True, prerequisites=("FIRST",), terms=Terms(Period(18, Unit.MONTHS), Period(2, Unit.WEEKS)),
    )  # fmt: skip
    assert draft("NEW") == wanted
    made = Program.objects.get(code="NEW")
    assert (made.is_active, made.is_maintenance, made.enrollees_may_cancel) == (True, True, False)

    hands.press(hands.link("Publish"))
    hands.reads("One thing keeps it from being published", "A version needs at least one requirement.")
    expect(hands.button("Publish version 1")).to_have_count(0)
    hands.goto("/staff/certification/enrollments/programs/NEW/")
    hands.reads("This program has no published version yet, so nobody can be enrolled in it.")
    expect(hands.link("Enroll a Contact")).to_have_count(0)

    whole = replace(wanted, requirements=(make.requirement(),))
    programs.save_draft(program=made, definition=whole, by=COMMAND_LINE, at=NOW)
    hands.press(hands.link("Edit the program"))
    hands.press(hands.link("Publish"))
    hands.reads("It is the first version: everything in it is new.", "Nobody is enrolled.")
    hands.press(hands.button("Publish version 1"))
    hands.reads("Version 1 is published: whoever is enrolled from now on gets it.")
    hands.press(hands.link("Enrollees"))
    expect(hands.link("Enroll a Contact").first).to_be_visible()


@in_every_way
def test_to_edit_a_certification_program(page, signed_in, program, way):
    """S59, S94, S95: the edits reach no enrollee; they keep version 1, and whoever comes next gets version 2."""
    before = [list(model.objects.order_by("pk").values_list()) for model in (Enrollment, Completion)]
    hands = staff(page, signed_in, way)
    to_the_definition(hands)
    hands.reads("In force. You see version 1.")
    hands.write(hands.field("Name"), "Emergency care, new")
    hands.write(hands.field("Deadline Period"), "2")
    hands.tick(hands.field("In order"))
    hands.press(hands.button("Save"))
    hands.reads("The draft is saved. Nobody is enrolled in it until it is published.")
    expect(hands.field("Name")).to_have_value("Emergency care, new")
    hands.arrives("Emergency care")
    hands.press(hands.link("Publish"))
    hands.reads(
        "Emergency care becomes Emergency care, new",
        "1 year becomes 2 years",
        "yes becomes no",
        "6 people are enrolled on older versions; they keep theirs.",
    )
    hands.press(hands.button("Publish version 2"))
    hands.reads("Version 2 is published", "nobody is on it", "6 current enrollees")
    hands.arrives("Emergency care, new")
    assert [list(model.objects.order_by("pk").values_list()) for model in (Enrollment, Completion)] == before
    hands.press(hands.link("Version 1"))
    hands.reads("version 1 of 2", "This is not the version in force")
    row = make.enrollment(into=program, enrolled_on=date(2026, 3, 2))
    assert (row.version.number, row.grace_begins_on) == (2, date(2028, 3, 3))


@in_every_way
def test_select_the_allow_enrollees_to_cancel_enrollment_option(page, signed_in, program, way):
    """S58, S59: on the certification program's Definition tab; one click, in force at once."""
    hands = staff(page, signed_in, way)
    to_the_definition(hands)
    option = switch(hands, "Allow enrollees to cancel enrollment")
    expect(option).to_have_attribute("aria-checked", "false")
    hands.press(option)
    hands.reads(
        "Allow enrollees to cancel enrollment is on now.",
        "4 enrollees may cancel their own enrollment, and any staff may for them.",
    )
    expect(option).to_have_attribute("aria-checked", "true")
    program.refresh_from_db()
    assert program.enrollees_may_cancel
    hands.press(option)
    hands.reads("Allow enrollees to cancel enrollment is off now.")
    program.refresh_from_db()
    assert not program.enrollees_may_cancel
    assert not Version.objects.filter(number=None).exists()


@in_every_way
def test_the_maintenance_program_option(page, signed_in, program, way):
    """S96, S97: for somebody who earned it on a version that is no longer in force."""
    make.publish(program, make.definition(name="Emergency care, new"))
    find = "/staff/certification/enrollments/programs/EMT-R/enrollees/?q=EMT-1"
    hands = staff(page, signed_in, way)
    hands.goto(find)
    hands.reads("Amina Okafor has earned EMT-R on 25 January 2026")
    expect(hands.field("Amina Okafor")).to_be_disabled()
    to_the_definition(hands, "Emergency care, new")
    hands.reads("1 person who earned it may not be enrolled again. Turned on, they may.")
    hands.press(switch(hands, "Maintenance program"))
    hands.reads("Maintenance program is on now.", "1 person has earned it and may be enrolled again.")
    hands.goto(find)
    expect(hands.field("Amina Okafor")).to_be_enabled()
    hands.goto(TAB)
    hands.press(switch(hands, "Maintenance program"))
    hands.reads("Maintenance program is off now.")
    hands.goto(find)
    expect(hands.field("Amina Okafor")).to_be_disabled()


@in_every_way
def test_two_who_edit_the_same_draft_see_what_the_other_did_and_lose_nothing(page, signed_in, program, way):
    first = staff(page, signed_in, way)
    first.goto(TAB)
    second = staff(page, signed_in, way)
    second.goto(TAB)
    first.write(first.field("Name"), "Theirs")
    first.write(first.page.get_by_label("Designation"), "EMT")
    first.press(first.button("Save"))
    first.reads("The draft is saved.")

    second.write(second.field("Name"), "Mine")
    second.write(second.page.get_by_label("Description"), "Mine too")
    second.press(second.button("Save"))
    second.reads("Name: Emergency care becomes Theirs", "Designation: none becomes EMT", "Save once more to keep both.")
    second.reads("Changed meanwhile: it is “Theirs” now. Saving again puts yours in its place.")
    expect(second.field("Name")).to_have_value("Mine")
    expect(second.page.get_by_label("Description")).to_have_value("Mine too")
    expect(second.page.get_by_label("Designation")).to_have_value("EMT")
    assert draft().name == "Theirs"
    second.press(second.button("Save"))
    second.reads("The draft is saved.")
    assert (draft().name, draft().description, draft().designation) == ("Mine", "Mine too", "EMT")


def test_one_who_edits_in_two_tabs_is_told_as_well(page, signed_in, program):
    hands = staff(page, signed_in)
    hands.goto(TAB)
    other = hands.tab()
    other.goto(TAB)
    hands.write(hands.page.get_by_label("Designation"), "EMT")
    hands.press(hands.button("Save"))
    hands.reads("The draft is saved.")
    other.write(other.page.get_by_label("Description"), "More")
    other.press(other.button("Save"))
    other.reads("Designation: none becomes EMT")
    other.press(other.button("Save"))
    other.reads("The draft is saved.")
    assert (draft().designation, draft().description) == ("EMT", "More")


@with_and_without_javascript
def test_whoever_publishes_what_was_changed_meanwhile_sees_it_first(page, signed_in, program, way):
    drafted = replace(program.current_version().definition(), name="Seen")
    programs.save_draft(program=program, definition=drafted, by=COMMAND_LINE, at=NOW)
    hands = staff(page, signed_in, way)
    hands.goto(f"{LIST}EMT-R/publication/")
    programs.save_draft(program=program, definition=replace(drafted, name="Changed"), by=COMMAND_LINE, at=NOW)
    hands.press(hands.button("Publish version 2"))
    hands.reads("The draft was changed by command-line", "Seen becomes Changed", "Emergency care becomes Changed")
    assert Version.objects.filter(number=2).count() == 0
    hands.press(hands.button("Publish version 2"))
    hands.reads("Version 2 is published")
    assert Version.objects.get(number=2).name == "Changed"


@in_every_way
def test_a_draft_is_discarded_once_it_is_confirmed(page, signed_in, program, way):
    programs.save_draft(
        program=program,
        definition=replace(program.current_version().definition(), name="Lost"),
        by=COMMAND_LINE,
        at=NOW,
    )
    hands = staff(page, signed_in, way)
    hands.goto(TAB)
    hands.press(hands.link("Versions"))
    hands.press(hands.link("Discard the draft"))
    hands.reads("Emergency care becomes Lost", "Version 1 stays in force as it is.")
    hands.press(hands.link("Keep it"))
    hands.reads("What it changes in version 1:")
    hands.press(hands.link("Discard the draft"))
    hands.press(hands.button("Discard the draft"))
    hands.reads("The draft is discarded.")
    expect(hands.link("Discard the draft")).to_have_count(0)
    assert not Version.objects.filter(number=None).exists()


@in_every_way
def test_a_program_is_copied_with_nobody_in_it(page, signed_in, program, way):
    hands = staff(page, signed_in, way)
    hands.goto(TAB)
    hands.press(hands.link("Copy"))
    hands.write(hands.field("Code"), "EMT-R")
    hands.write(hands.field("Name"), "South")
    hands.press(hands.button("Create the copy"))
    hands.reads("“EMT-R” is the code of another program; choose another one.")
    expect(hands.field("Name")).to_have_value("South")
    hands.write(hands.field("Code"), "EMT-S")
    hands.press(hands.button("Create the copy"))
    hands.reads("EMT-S is a copy of EMT-R. Nobody is enrolled in it.")
    assert draft("EMT-S").name == "South"
    hands.press(hands.link("Certification programs").last)
    hands.reads("South")
    assert not Enrollment.objects.filter(program__code="EMT-S").exists()


@with_and_without_javascript
def test_what_is_refused_is_shown_beside_its_field_with_all_that_was_typed(page, signed_in, program, way):
    hands = staff(page, signed_in, way)
    hands.goto(f"{LIST}EMT-R/definition/")
    hands.write(hands.page.get_by_label("Description"), "Kept as typed")
    hands.write(hands.page.get_by_label("Required units"), "many")
    hands.press(hands.button("Save"))
    hands.reads("One field needs another look:", "“many” is not a number of units")
    expect(hands.page.get_by_label("Description")).to_have_value("Kept as typed")
    expect(hands.page.get_by_label("Required units")).to_have_value("many")
    hands.press(hands.page.get_by_role("alert").get_by_role("link", name="Required units"))
    expect(hands.page.get_by_label("Required units")).to_be_focused()
    assert not Version.objects.filter(number=None).exists()


def test_a_half_edited_draft_takes_nobody(page, signed_in, program):
    """While it lacks requirements, whoever is enrolled is in the version in force."""
    half = replace(program.current_version().definition(), requirements=(), name="Half")
    programs.save_draft(program=program, definition=half, by=COMMAND_LINE, at=NOW)
    hands = staff(page, signed_in)
    hands.goto(f"{LIST}EMT-R/publication/")
    hands.reads("keep it from being published")
    make.contact("N-1", "Nora", "New")
    hands.goto("/staff/certification/enrollments/programs/EMT-R/enrollees/?q=N-1")
    hands.tick(hands.field("Nora New"))
    hands.press(hands.button("Enroll Selected"))
    hands.press(hands.button("Register"))
    hands.reads("1 contact is enrolled in EMT-R.")
    assert Enrollment.objects.get(contact__member_number="N-1").version.number == 1
    assert enrollments.enroll(
        contact=make.contact().pk, program=program, enrolled_on=date(2026, 3, 2), by=COMMAND_LINE, at=NOW
    ).version.name == "Emergency care"  # fmt: skip
