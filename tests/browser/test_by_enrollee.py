"""Can staff review an enrollee's certification programs?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from conferral.models import Enrollment
from tests import make
from tests.browser.hands import KEYBOARD, in_every_way, staff, with_and_without_javascript
from tests.browser.listed import names
from tests.web.staff.crowd import crowd

CONTACTS = "/staff/certification/enrollments/contacts/"


@in_every_way
def test_reviewing_enrollees_certification_programs(page, signed_in, way):
    """S25-S28, S35-S37, S85, S88: find, select, a summary, View progress, the details of a requirement."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("By enrollee")
    hands.arrives("By enrollee")
    hands.reads("7 contacts found")
    hands.write(hands.field("Enrollee search"), "angstr")
    hands.press(hands.button("Find"))
    hands.reads("1 contact found")
    assert names(hands.page) == ["Dmitri Ångström"]
    if way.by_keyboard:
        hands.is_at(hands.button("Find"))
    hands.arrives("By enrollee")

    hands.press(hands.link("Dmitri Ångström"))
    hands.arrives("Dmitri Ångström")
    hands.reads("Current programs", "Emergency care", "Enrolled", "1 Nov 2025", "1 of 2")
    hands.press(hands.link("View progress in Emergency care"))
    hands.arrives("Dmitri Ångström")
    hands.reads("Enrolled since 1 November 2025", "1 of 2 complete")
    lines = hands.page.locator(".requirements li")
    expect(lines.nth(0)).to_contain_text(re.compile(r"Complete\s+Course"))
    expect(lines.nth(1)).to_contain_text(re.compile(r"No Status\s+Exam"))

    hands.press(hands.link("Course"))
    hands.arrives("Course")
    hands.reads("Complete on 10 Jan 2026", "Attempts")


@with_and_without_javascript
def test_past_programs_stand_apart_from_current_ones(page, signed_in, way):
    """S28."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto(f"{CONTACTS}EMT-7/")
    hands.arrives("Georg Müller")
    hands.reads("Not enrolled in any program now.", "Past enrollments", "Cancelled")


def test_searching_and_paging_load_no_new_page_and_the_way_back_is_kept(page, signed_in):
    """S26, S27: the address tells all; back and reload show the same list."""
    crowd()
    for number in range(60):
        make.contact(f"N-{number:02}", "Nora", f"Nth {number:02}")
    hands = staff(page, signed_in)
    hands.goto(CONTACTS)
    first = names(hands.page)
    hands.page.evaluate("window.mark = 'still here'")
    hands.press(hands.link("Next →"))
    hands.page.wait_for_url("**after=**")
    expect(hands.link("← Previous")).to_be_visible()
    second = names(hands.page)
    assert not set(first) & set(second)
    hands.write(hands.field("Enrollee search"), "okafor")
    hands.page.keyboard.press("Enter")
    hands.reads("1 contact found")
    expect(hands.field("Enrollee search")).to_be_focused()
    assert hands.page.evaluate("window.mark") == "still here"
    hands.page.reload()
    assert names(hands.page) == ["Amina Okafor"]
    hands.back()
    hands.reads("67 contacts found")
    assert names(hands.page) == second


@pytest.mark.parametrize("width", [1280, 360])
def test_the_slash_leads_to_the_search_from_anywhere(page, signed_in, width):
    """S27: and within a field it is a slash."""
    crowd()
    hands = staff(page, signed_in, KEYBOARD, width=width)
    hands.goto("/staff/certification/enrollments/programs/EMT-R/")
    hands.page.keyboard.press("/")
    search = hands.field("Find a contact, program or enrollment")
    hands.is_at(search)
    expect(search).to_have_value("")
    hands.page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")
    hands.page.keyboard.press("Control+a")
    hands.page.keyboard.type("okafor")
    hands.page.keyboard.press("Enter")
    hands.arrives("Search")
    assert names(hands.page) == ["Amina Okafor"]


@with_and_without_javascript
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(page, signed_in, way):
    """S9, S26: closed at first."""
    make.program("P")
    hands = staff(page, signed_in, way, width=360)
    hands.goto("/staff/")
    menu, entry = hands.page.get_by_text("Menu", exact=True), hands.link("By enrollee")
    expect(entry).to_be_hidden()
    for _ in range(10):
        hands.page.keyboard.press("Tab")
        if menu.evaluate("one => one === document.activeElement"):
            break
    hands.is_at(menu)
    hands.page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    hands.page.keyboard.press("Space")
    expect(entry).to_be_hidden()
    hands.page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    entry.focus()
    hands.page.keyboard.press("Enter")
    hands.arrives("By enrollee")


def test_the_menu_is_there_again_after_zooming_out(page, signed_in):
    """S9: what began small, 200 % or a phone held upright, and becomes wide."""
    make.program("P")
    hands = staff(page, signed_in, width=640)
    hands.goto("/staff/")
    expect(hands.link("By enrollee")).to_be_hidden()
    hands.page.set_viewport_size({"width": 1280, "height": 900})
    expect(hands.link("By enrollee")).to_be_visible()


def test_paper_shows_the_list_without_the_navigation(page, signed_in):
    """S28: what is printed is the record."""
    enrolled = Enrollment.objects.filter(program=crowd()).first()
    hands = staff(page, signed_in)
    for address in ("programs/EMT-R/", "contacts/EMT-1/", f"{enrolled.key}/"):
        hands.goto(f"/staff/certification/enrollments/{address}")
        hands.page.emulate_media(media="print")
        for unwanted in ("nav.side", "header.top", ".find", "a.skip"):
            for one in hands.page.locator(unwanted).all():
                expect(one).to_be_hidden()
        expect(hands.page.get_by_role("heading", level=1)).to_be_visible()
        expect(hands.page.get_by_role("main")).to_contain_text("Emergency care")
        hands.page.emulate_media(media="screen")


def test_a_contact_is_added_from_here(page, signed_in):
    """S6."""
    make.contact("C-1", "Ada", "Byron")
    hands = staff(page, signed_in, KEYBOARD)
    hands.goto(f"{CONTACTS}?q=hopper")
    hands.press(hands.page.locator(".empty").get_by_role("link", name="Add a contact"))
    hands.write(hands.page.get_by_label("Member number"), "C-2")
    hands.write(hands.page.get_by_label("Last name"), "Hopper")
    hands.press(hands.button("Save"))
    hands.arrives("Hopper")
    hands.reads("Hopper is in the register now.", "Not enrolled in any program now.")
