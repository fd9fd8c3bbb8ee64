"""Can staff find a contact, a program or an enrollment from anywhere, and look up in the log who did what?"""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.hands import KEYBOARD, in_every_way, staff
from tests.web.staff.crowd import crowd

SEARCH = "Find a contact, program or enrollment"


@in_every_way
def test_search_from_anywhere_and_the_log(page, signed_in, axe, way):
    """Key / leads there; what is suggested is chosen by arrow keys or pressed; then who enrolled them, in the log."""
    crowd()
    hands = staff(page, signed_in, way)
    hands.goto("/staff/certification/components/")
    search, options = hands.field(SEARCH), hands.page.get_by_role("option")
    if way.by_keyboard:
        hands.page.keyboard.press("/")
        expect(search).to_be_focused()
    if way.javascript:
        search.press_sequentially("okafor emt-r")
        expect(options.filter(has_text="Amina Okafor")).to_have_count(1)
        axe(hands.page)
    if way is KEYBOARD:
        hands.page.keyboard.press("Escape")
        expect(options.first).to_be_hidden()
        hands.page.keyboard.press("ArrowDown")
        expect(search).to_have_attribute("aria-activedescendant", "suggestion-1")
        hands.page.keyboard.press("Enter")
    elif way.javascript:
        options.filter(has_text="Amina Okafor").click()
    else:
        search.fill("okafor emt-r")
        hands.press(hands.button("Search"))
        hands.arrives("Search")
        hands.press(hands.link("Amina Okafor"))
    hands.arrives("Amina Okafor")
    assert "/enrollments/" in hands.page.url

    hands.menu("Log")
    hands.arrives("Log")
    hands.write(hands.field("Person"), "okafor")
    hands.choose(hands.page.locator("#log-kind"), "Enrolled")
    hands.press(hands.button("Find"))
    expect(hands.page.get_by_role("status")).to_have_text("1 entry")
    hands.press(hands.link("Enrolled"))
    hands.arrives("Enrolled")
    hands.reads("Amina Okafor", "the command line", "Before and after")
