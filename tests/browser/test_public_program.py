"""Can somebody who thinks of enrolling read what a program asks, on any screen and on paper?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from conferral.models import Organization
from tests import make
from tests.browser.hands import Hands, in_every_way, staff


def offered() -> None:
    Organization.objects.create(name="Emergency Medicine Association")
    make.program("CPR", make.definition(name="First aid", unit_type="CE hours"))
    asked = make.definition(
        make.requirement("HOURS", title="National hours", units=Decimal(20), is_repeatable=True),
        make.requirement("EXAM", title="Final exam", stage=2, scale=make.POINTS),
        name="EMT recertification",
        unit_type="CE hours",
        in_order=True,
        prerequisites=("CPR",),
    )
    make.program("EMT", asked, is_maintenance=True)


@in_every_way
def test_anybody_reads_what_a_program_asks(page, way):
    offered()
    hands = Hands(page(width=way.width, javascript=way.javascript), way)
    hands.goto("/programs/EMT/")
    hands.arrives("EMT recertification")
    hands.reads(
        "You have 1 year from the day you enroll.",
        "To pass takes 70 of 100 points.",
        "It is there to be renewed",
        "You need to have earned:",
    )
    expect(hands.page.get_by_role("banner")).to_contain_text("Emergency Medicine Association")
    hands.press(hands.link("First aid"))
    hands.arrives("First aid")
    assert hands.page.context.cookies() == []
    hands.press(hands.link("Sign in"))
    expect(hands.page.locator("input[name=login]")).to_be_visible()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_on_paper_it_is_the_program_alone(page, media):
    offered()
    hands = Hands(page())
    hands.goto("/programs/EMT/")
    hands.page.emulate_media(media=media)
    expect(hands.link("Sign in")).to_be_visible(visible=media == "screen")
    hands.reads("EMT recertification", "Final exam")


def test_staff_come_to_it_from_the_editor(page, signed_in):
    offered()
    hands = staff(page, signed_in)
    hands.goto("/staff/certification/programs/EMT/examples/")
    hands.press(hands.link("Public page"))
    hands.arrives("EMT recertification")
