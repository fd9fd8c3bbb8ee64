"""Does staff arrive at what needs them, and get from there to the very rows?"""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from tests import make
from tests.browser.hands import ARRIVAL, in_every_way, staff
from tests.browser.queued import queue
from tests.conftest import TODAY


@in_every_way
def test_from_home_to_whose_grace_period_begins_and_back_by_the_menu(page, signed_in, axe, way):
    program = queue()
    make.enrollment(make.contact("Q-9", "Noor", "Aldenbrook"), program, TODAY - timedelta(days=364))
    hands = staff(page, signed_in, way)
    hands.goto("/")
    hands.arrives(ARRIVAL)
    hands.reads("3 wait, the oldest first", "Noor Aldenbrook", "No event takes place in the seven days from today.")
    if way.javascript:
        axe(hands.page)

    hands.press(hands.link("1 enrollment within 7 days"))
    hands.arrives("By program")
    hands.press(hands.page.locator("td.number a"))
    hands.arrives("Emergency care")
    hands.reads("1 enrollee found")
    expect(hands.page.locator("#listing tbody tr")).to_have_count(1)
    if way.javascript:
        axe(hands.page)

    hands.menu("Home")
    hands.arrives(ARRIVAL)
    hands.press(hands.link("Ada Byron"))
    hands.arrives("Pledge")
