"""Can staff say what a program asks for, and in which order? Certification > Define programs > Certification programs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, expect

from conferral.models import Program, Version
from conferral.rules.definition import Category, Definition
from tests import make
from tests.browser.hands import Hands, in_every_way, staff, with_and_without_javascript

TAB = "/staff/certification/programs/R/requirements/"


@pytest.fixture
def renewal(site) -> Program:
    """A renewal in two stages, four requirements."""
    asked = make.definition(
        *(make.requirement(code, title=f"Course {code}", stage=stage) for code, stage in zip("ABCD", (1, 1, 2, 2), strict=True)),
        name="Renewal",
        categories=(Category("NAT", "National hours"),),
        stages=((2, "Finish"),),
    )  # fmt: skip
    return make.program("R", asked)


def draft() -> Definition:
    return Version.objects.whole().get(program__code="R", number=None).definition()


def order() -> str:
    return " ".join(f"{item.code}{item.stage}" for item in draft().requirements)


def reads_in_order(hands: Hands, *expected: str) -> None:
    """Assert which requirements stand on the page, from the top."""
    expect(hands.page.locator("[data-code] .asked a")).to_have_text([f"Course {code}" for code in expected])


def row(hands: Hands, code: str) -> Locator:
    return hands.page.locator(f'[data-code="{code}"]')


@in_every_way
def test_a_program_gets_its_requirements_one_after_the_other(page, signed_in, renewal, way):
    """S94: with a component that is new, a category within a category, and every other field."""
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Certification programs")
    hands.press(hands.link("Renewal"))
    hands.press(hands.link("Requirements"))
    hands.arrives("Renewal")

    hands.press(hands.link("Add a category"))
    hands.write(hands.field("Code"), "LOC")
    hands.write(hands.field("Name"), "Local hours")
    hands.write(hands.field("At most count (optional)"), "8")
    hands.choose(hands.field("Within (optional)"), "National hours")
    hands.press(hands.button("Save"))
    hands.reads("Local hours is saved in the draft.", "LOC · within National hours")

    hands.press(hands.link("Add a requirement"))
    hands.press(hands.page.get_by_text("It is not there yet: a new component"))
    hands.write(hands.page.get_by_label("Code of the new component"), "HOURS")
    hands.write(hands.page.get_by_label("Title of the new component"), "Local hours of study")
    hands.choose(hands.field("Kind"), "Elective")
    hands.write(hands.field("Units (optional)"), "2.5")
    hands.choose(hands.field("Category (optional)"), "National hours, Local hours")
    hands.tick(hands.page.get_by_label("Repeatable"))
    hands.tick(hands.page.get_by_label("Enrollees may record it themselves"))
    hands.press(hands.button("Save and add another"))
    hands.reads("Local hours of study is saved in the draft.")
    expect(hands.field("Title (optional)")).to_have_value("")
    hands.choose(hands.field("Component"), "Local hours of study (HOURS)")
    hands.press(hands.button("Save"))
    hands.reads("The requirement HOURS stands 2 times; once is enough.")
    hands.write(hands.field("Code (optional)"), "MORE")
    hands.press(hands.button("Save"))
    hands.reads(
        "elective · 2.5 units in any number of completions · National hours, Local hours · enrollees may record it"
    )
    hands.arrives("Renewal")

    hands.press(hands.page.get_by_role("link", name="Remove Local hours of study").last)
    hands.reads("Its component HOURS stays, with its offerings.")
    hands.press(hands.button("Remove"))
    hands.reads("Local hours of study is taken out of the draft.", "5 requirements")
    (added,) = draft().requirements[4:]
    assert (added.code, added.component, added.units, added.stage) == ("HOURS", "HOURS", Decimal("2.5"), 2)
    assert (added.category, added.is_required, added.is_repeatable, added.enrollees_may_record) == (
        "LOC",
        False,
        True,
        True,
    )
    assert draft().categories[1] == Category("LOC", "Local hours", None, Decimal(8), "NAT")


@in_every_way
def test_the_order_is_changed_by_buttons_and_by_numbers(page, signed_in, renewal, way):
    """S94: one stays at the button one pressed, so that it can be pressed again."""
    hands = staff(page, signed_in, way)
    hands.goto(TAB)
    hands.press(hands.button("Move Course D up"))
    hands.reads("Course D is number 1 of stage 2 now.")
    reads_in_order(hands, *"ABDC")
    hands.is_at(hands.button("Move Course D up"))
    hands.press(hands.button("Move Course D up"))
    hands.reads("Course D is number 3 of stage 1 now.")
    hands.is_at(hands.button("Move Course D up"))
    hands.press(hands.button("Move Course A down"))
    hands.reads("Course A is number 2 of stage 1 now.")
    reads_in_order(hands, *"BADC")
    assert order() == "B1 A1 D1 C2"

    hands.write(hands.page.get_by_label("Stage of Course A"), "3")
    hands.write(hands.page.get_by_label("Stage of Course B"), "2")
    hands.write(hands.page.get_by_label("Name of stage 3"), "Afterwards")
    hands.page.keyboard.press("Enter")  # in a field it saves numbers and names, and presses no arrow
    hands.reads("The order is saved in the draft.")
    reads_in_order(hands, *"DCBA")
    assert order() == "D1 C2 B2 A3"
    assert draft().stages == ((2, "Finish"), (3, "Afterwards"))
    hands.arrives("Renewal")


def dragged(hands: Hands, code: str, onto: Locator, *, below: bool = False) -> None:
    """Take a requirement by its grip and move it over something, without letting go.

    In the middle of the window, or the page would glide on under the pointer as it does near an edge.
    """
    onto.evaluate("place => place.scrollIntoView({block: 'center', behavior: 'instant'})")
    row(hands, code).locator(".grip").hover()
    hands.page.mouse.down()
    box = onto.bounding_box()
    hands.page.mouse.move(box["x"] + 20, box["y"] + box["height"] * (0.9 if below else 0.1), steps=6)
    expect(hands.page.locator(".here")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_order_is_changed_by_dragging(page, signed_in, renewal, width):
    """S94: within a stage, into another, and into one that begins with it."""
    hands = staff(page, signed_in, width=width)
    hands.goto(TAB)
    dragged(hands, "D", row(hands, "A"))
    hands.page.mouse.up()
    hands.reads("Course D is number 1 of stage 1 now.")
    reads_in_order(hands, *"DABC")
    dragged(hands, "D", row(hands, "A"), below=True)
    hands.page.mouse.up()
    hands.reads("Course D is number 2 of stage 1 now.")
    reads_in_order(hands, *"ADBC")
    hands.page.get_by_text("A further stage begins here.").scroll_into_view_if_needed()
    dragged(hands, "B", hands.page.get_by_text("A further stage begins here."))
    hands.page.mouse.up()
    hands.reads("Course B is number 1 of stage 3 now.")
    assert order() == "A1 D1 C2 B3"


def test_what_is_dragged_can_be_put_back(page, signed_in, renewal):
    """S94: Escape, or letting go where it was, changes nothing."""
    hands = staff(page, signed_in)
    hands.goto(TAB)
    dragged(hands, "D", row(hands, "A"))
    hands.page.keyboard.press("Escape")
    expect(hands.page.locator(".here")).to_have_count(0)
    hands.page.mouse.up()
    for below in (False, True):
        dragged(hands, "A", row(hands, "A"), below=below)
        hands.page.mouse.up()
        expect(hands.page.locator(".here")).to_have_count(0)
    reads_in_order(hands, *"ABCD")
    assert not Version.objects.filter(number=None).exists()


def test_what_was_typed_goes_along_when_something_is_dragged(page, signed_in, renewal):
    """S94: nothing typed is lost."""
    hands = staff(page, signed_in)
    hands.goto(TAB)
    hands.page.get_by_label("Name of stage 1").fill("Begin")
    dragged(hands, "D", row(hands, "A"))
    hands.page.mouse.up()
    hands.reads("Course D is number 1 of stage 1 now.")
    assert draft().stages == ((1, "Begin"), (2, "Finish"))


@with_and_without_javascript
def test_grips_are_only_there_where_they_work(page, signed_in, renewal, way):
    hands = staff(page, signed_in, way)
    hands.goto(TAB)
    expect(hands.page.locator(".grip:visible")).to_have_count(4 if way.javascript else 0)


def test_a_double_click_on_an_arrow_moves_one_place(page, signed_in, renewal):
    hands = staff(page, signed_in)
    hands.goto(TAB)
    hands.button("Move Course D up").dblclick()
    hands.reads("Course D is number 1 of stage 2 now.")
    assert order() == "A1 B1 D2 C2"


@with_and_without_javascript
def test_two_tabs_that_edit_different_requirements_lose_nothing(page, signed_in, renewal, way):
    """S94: the second is told what the first changed, and saves once more."""
    first = staff(page, signed_in, way)
    second = first.tab()
    third = first.tab()
    first.goto(f"{TAB}by-code/A/")
    second.goto(f"{TAB}by-code/B/")
    third.goto(TAB)
    first.write(first.field("Units (optional)"), "3")
    first.press(first.button("Save"))
    first.reads("Course A is saved in the draft.")
    second.write(second.field("Title (optional)"), "Course of B")
    second.press(second.button("Save"))
    second.reads("Requirement A: units 0 becomes 3", "Save once more to keep both.")
    expect(second.field("Title (optional)")).to_have_value("Course of B")
    second.press(second.button("Save"))
    second.reads("Course of B is saved in the draft.")
    third.write(third.page.get_by_label("Stage of Course D"), "1")
    third.press(third.button("Save numbers and names").first)
    third.reads("Requirement B: title Course B becomes Course of B")
    expect(third.page.get_by_label("Stage of Course D")).to_have_value("1")
    third.press(third.button("Save numbers and names").first)
    third.reads("The order is saved in the draft.")
    assert order() == "A1 B1 D1 C2"
    assert draft().requirement("A").units == 3
    assert draft().requirement("B").title == "Course of B"


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_refused_can_be_used_by_everybody(page, signed_in, axe, no_sideways_scroll, renewal, width):
    hands = staff(page, signed_in, width=width, scheme="dark" if width == 360 else "light")

    def look() -> None:
        hands.page.wait_for_load_state()
        no_sideways_scroll(hands.page)
        axe(hands.page)

    hands.goto(TAB)
    hands.page.get_by_label("Stage of Course A").fill("1000")
    hands.page.locator("#arrangement").evaluate("form => { form.noValidate = true; }")
    hands.press(hands.button("Save numbers and names").first)
    hands.reads("One field needs another look: Stage of Course A", "Write the number of a stage, from 1 to 999.")
    look()
    hands.press(hands.page.get_by_role("alert").get_by_role("link", name="Stage of Course A"))
    hands.is_at(hands.page.get_by_label("Stage of Course A"))

    hands.goto(f"{TAB}new/")
    hands.page.get_by_text("It is not there yet: a new component").click()
    look()
    hands.press(hands.button("Save"))
    hands.reads("Choose the component, or name a new one below.")
    look()
    hands.page.get_by_label("Code of the new component").fill("A")
    hands.press(hands.button("Save"))
    hands.reads("There is a component with the code A already; choose it above, or take another code.")
    look()

    hands.goto(f"{TAB}by-code/A/")
    other = hands.tab()
    other.goto(f"{TAB}by-code/A/")
    other.field("Title (optional)").fill("Another title")
    other.press(other.button("Save"))
    other.reads("Another title is saved in the draft.")
    hands.field("Title (optional)").fill("My title")
    hands.press(hands.button("Save"))
    hands.reads("Save once more to keep both.", "Changed meanwhile: it is “Another title” now.")
    look()
    hands.goto(TAB)
    look()
