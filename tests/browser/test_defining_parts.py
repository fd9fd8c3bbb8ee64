"""Can staff see to it that components and offerings exist, and managers to unit types and grade scales?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from conferral.actions import components, grade_scales, offerings, unit_types
from conferral.models import Component, Enrollment, GradeScale, Offering, UnitType
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.components import Details
from conferral.rules.offerings import Details as Offered
from conferral.rules.offerings import Kind
from tests import make
from tests.browser.hands import Hands, in_every_way, staff, with_and_without_javascript
from tests.conftest import NOW

BY = {"by": COMMAND_LINE, "at": NOW}


@pytest.fixture
def ada(site) -> Enrollment:
    """Somebody in a program that asks for an exam without offerings; two people who could teach."""
    make.contact("T-1", "Grace", "Hopper")
    make.contact("T-2", "Grace", "Kelly")
    return make.enrollment(make.contact("R-1", "Ada", "Byron"), make.program("R"), date(2026, 1, 5))


def write_time(hands: Hands, label: str, when: datetime) -> None:
    """Write a day and a time into the browser's calendar with a clock."""
    field = hands.field(label)
    if hands.way.by_keyboard:
        hands.reach(field)
        hands.page.keyboard.type(f"{when:%m%d%Y%I%M%p}")
    else:
        field.fill(f"{when:%Y-%m-%dT%H:%M}")
    expect(field).to_have_value(f"{when:%Y-%m-%dT%H:%M}")


def pick(hands: Hands, label: str) -> None:
    """Choose one of several radio buttons; by keyboard from the first with the arrows."""
    radio = hands.page.get_by_label(label, exact=True)
    if hands.way.by_keyboard:
        group = radio.get_attribute("name")
        checked = hands.page.locator(f"input[name={group}]:checked")
        hands.reach(checked if checked.count() else hands.page.locator(f"input[name={group}]").first)
        hands.page.keyboard.press("Space")
        while not radio.is_checked():
            hands.page.keyboard.press("ArrowDown")
    else:
        radio.check()
    expect(radio).to_be_checked()


@in_every_way
def test_to_ensure_that_components_exist(page, signed_in, site, way):
    """S8: find that it is not there, add it, see where it is used, change it."""
    make.program("R")
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Components")
    hands.arrives("Components")
    hands.write(hands.page.get_by_label("Component search").and_(hands.page.locator("input")), "ethics")
    hands.press(hands.button("Find"))
    hands.reads("0 components found", "No component matches.")
    hands.press(hands.link("New component"))
    hands.arrives("New component")
    hands.write(hands.field("Code"), "EXAM")
    hands.write(hands.field("Title"), "Ethics pledge")
    hands.press(hands.button("Save"))
    hands.reads("One field needs another look", "“EXAM” is the code of another component; choose another one.")
    expect(hands.field("Title")).to_have_value("Ethics pledge")
    hands.write(hands.field("Code"), "ETHICS")
    hands.write(hands.page.get_by_label("Description"), "To be signed.")
    hands.press(hands.button("Save"))
    hands.arrives("Ethics pledge")
    hands.reads("programs and offerings can use it", "ETHICS", "To be signed.", "Nowhere yet.")
    hands.press(hands.link("Edit"))
    hands.arrives("Edit component")
    hands.write(hands.field("Title"), "Pledge")
    hands.press(hands.button("Save"))
    hands.arrives("Pledge")
    hands.reads("Saved.")
    assert list(Component.objects.order_by("code").values_list("code", "title", "description")) == [
        ("ETHICS", "Pledge", "To be signed."),
        ("EXAM", "Exam", ""),
    ]


@in_every_way
def test_to_ensure_that_offerings_exist(page, signed_in, ada, way):
    """S8, and what S72 then lists: an event with its instructor, seen at once by who is enrolled."""
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/components/EXAM/")
    hands.reads("Version 1 of R", "None. Completions are recorded for the requirement as a whole.")
    hands.press(hands.link("Add an offering"))
    hands.arrives("New offering")
    hands.reads("Exam (EXAM)", "Times are those of UTC.")
    hands.write(hands.field("Title"), "Spring sitting")
    write_time(hands, "Starts", datetime(2026, 6, 15, 9, tzinfo=UTC))
    write_time(hands, "Ends", datetime(2026, 6, 15, 12, 30, tzinfo=UTC))
    hands.write(hands.page.get_by_label("Seats"), "12")
    hands.write(hands.page.get_by_label("Place"), "Oslo")
    hands.write(hands.field("Price (optional)"), "45.50")
    hands.write(hands.page.get_by_label("Currency"), "eur")
    hands.write(hands.page.get_by_label(re.compile(r"^Instructor \(")), "grace")
    hands.press(hands.button("Save"))
    hands.reads("Several match “grace”: choose one of them.")
    pick(hands, "Grace Hopper (T-1)")
    hands.press(hands.button("Save"))
    hands.arrives("Spring sitting")
    hands.reads("is offered: everybody enrolled sees it", "15 Jun 2026, 09:00", "45.50 EUR", "Grace Hopper")
    hands.goto(f"/staff/certification/enrollments/{ada.key}/requirements/EXAM/")
    hands.reads("Spring sitting", "15 Jun 2026, 09:00 · Oslo · 12 seats · 45.50 EUR")
    row = Offering.objects.get()
    assert (row.price, row.seats, row.instructor.member_number) == (4550, 12, "T-1")


@in_every_way
def test_what_only_an_event_has_is_asked_only_for_events_and_not_lost(page, signed_in, ada, way):
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/new/offering/?component=EXAM")
    write_time(hands, "Starts", datetime(2026, 6, 15, 9, tzinfo=UTC))
    pick(hands, "Resource: at one's own pace, at any time")
    expect(hands.field("Starts")).to_be_hidden()
    hands.press(hands.button("Save"))  # without a title
    if way.javascript or hands.page.url.endswith("?component=EXAM"):
        expect(hands.field("Title")).to_be_focused()  # the browser asks for it
    hands.write(hands.field("Title"), "At home")
    hands.field("Price (optional)").fill("many")
    hands.press(hands.button("Save"))
    hands.reads("“many” is not an amount; write it like 45.00")
    expect(hands.field("Starts")).to_be_hidden()
    expect(hands.field("Starts")).to_have_value("2026-06-15T09:00")
    hands.write(hands.field("Price (optional)"), "0")
    hands.press(hands.button("Save"))
    hands.arrives("At home")
    hands.reads("Resource for Exam", "any time", "free")


@in_every_way
def test_to_retire_a_component_bring_it_back_and_delete_it(page, signed_in, site, way):
    components.add(details=Details(code="ETHICS", title="Ethics"), **BY)
    make.program("R")
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/components/ETHICS/")
    hands.press(hands.button("Retire"))
    hands.reads("Ethics is retired: it is offered nowhere new.", "A retired component takes no new offerings.")
    hands.press(hands.button("Bring back"))
    hands.reads("Ethics is brought back.")
    hands.press(hands.link("Delete"))
    hands.arrives("Delete Ethics")
    hands.press(hands.button("Delete"))
    hands.arrives("Components")
    hands.reads("Ethics is deleted.", "1 component found")
    hands.press(hands.link("Exam"))
    hands.arrives("Exam")
    hands.reads("What is in use cannot be deleted.")
    expect(hands.link("Delete")).to_have_count(0)
    hands.press(hands.link("Version 1 of R"))
    hands.arrives("Definition")


@with_and_without_javascript
def test_the_offerings_are_searched_filtered_and_sorted(page, signed_in, ada, way):
    of = Component.objects.get().pk
    for title, month in (("Winter", 1), ("Summer", 7)):
        held = {
            "starts_at": datetime(2026, month, 9, 9, tzinfo=UTC),
            "ends_at": datetime(2026, month, 9, 12, tzinfo=UTC),
        }
        offerings.add(component=of, details=Offered(kind=Kind.EVENT, title=title, **held), **BY)
    offerings.add(component=of, details=Offered(kind=Kind.RESOURCE, title="At home"), **BY)
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Offerings")
    names = hands.page.locator("table.register tbody th a")
    expect(names).to_have_text(["Summer", "Winter", "At home"])
    hands.press(hands.page.get_by_role("columnheader", name="Offering").get_by_role("link"))
    expect(names).to_have_text(["At home", "Summer", "Winter"])
    hands.choose(hands.page.locator("#show"), "upcoming")
    hands.press(hands.button("Find"))
    expect(names).to_have_text(["Summer"])
    hands.press(hands.link("Show all"))
    expect(names).to_have_count(3)
    hands.choose(hands.page.locator("#kind"), "resources")
    hands.press(hands.button("Find"))
    expect(names).to_have_text(["At home"])
    hands.press(hands.link("At home"))
    hands.arrives("At home")


@in_every_way
def test_managers_keep_unit_types_and_grade_scales(page, signed_in, site, way):
    hands = staff(page, signed_in, way, role=Role.MANAGER)
    hands.goto("/staff/")
    hands.menu("Unit types")
    hands.arrives("Unit types")
    hands.press(hands.link("New unit type").first)
    hands.write(hands.field("Name"), "CE hours")
    hands.press(hands.button("Save"))
    hands.arrives("Unit types")
    hands.reads("CE hours is there: programs can count in it.")
    hands.menu("Grade scales")
    hands.arrives("Grade scales")
    hands.press(hands.link("New grade scale").first)
    hands.arrives("New grade scale")
    pick(hands, "Grades of your own, such as letters")
    expect(hands.field("Maximum")).to_be_hidden()
    hands.page.get_by_label("Grades", exact=True).fill("A\nB\nC")
    hands.write(hands.page.get_by_label("Lowest grade that passes"), "D")
    hands.press(hands.button("Save"))
    hands.reads("The passing letter “D” has to be one of A, B, C.")
    hands.write(hands.page.get_by_label("Lowest grade that passes"), "B")
    hands.press(hands.button("Save"))
    hands.arrives("Grade scales")
    hands.reads("The scale A, B, C; B passes is there: requirements can use it.")
    assert (UnitType.objects.get().name, str(GradeScale.objects.get())) == ("CE hours", "A, B, C; B passes")


@with_and_without_javascript
def test_other_staff_look_at_them(page, signed_in, site, way):
    unit_types.add(name="CE hours", **BY)
    grade_scales.add(scale=make.POINTS, **BY)
    hands = staff(page, signed_in, way)
    for entry, one in (("Unit types", "CE hours"), ("Grade scales", "Points out of 100, 70 passes")):
        hands.goto("/staff/")
        hands.menu(entry)
        hands.arrives(entry)
        hands.reads("To look at: a Certification Manager or a higher level changes them.")
        hands.press(hands.link(one))
        hands.arrives(one)
        for name in ("Retire", "Save"):
            expect(hands.button(name)).to_have_count(0)


def test_two_who_edit_one_component_lose_nothing(page, signed_in, site):
    components.add(details=Details(code="ETHICS", title="Ethics"), **BY)
    anna, ben = staff(page, signed_in), staff(page, signed_in)
    for hands in (anna, ben):
        hands.goto("/staff/certification/components/ETHICS/details/")
    anna.write(anna.field("Title"), "Ethics pledge")
    anna.press(anna.button("Save"))
    anna.arrives("Ethics pledge")
    ben.write(ben.page.get_by_label("Description"), "To be signed.")
    ben.press(ben.button("Save"))
    ben.reads("title: “Ethics” became “Ethics pledge”")
    expect(ben.page.get_by_label("Description")).to_have_value("To be signed.")
    ben.write(ben.field("Title"), "Ethics pledge")
    ben.press(ben.button("Save"))
    ben.arrives("Ethics pledge")
    ben.reads("Saved.", "To be signed.")
