"""Can members find a program, enroll themselves, and cancel where the program allows it?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from conferral.models import Enrollment
from tests import make
from tests.actions.registered import event
from tests.browser.hands import Hands, in_every_way, member, with_and_without_javascript
from tests.conftest import NOW, TODAY


@pytest.fixture
def programs(site) -> None:
    """A program to enroll in, of which enrollees may cancel, one that asks for it first, and one that is not shown."""
    first = make.definition(make.requirement("CLASS", title="Class"), name="First aid", unit_type="CE hours")
    make.program("CPR", first, enrollees_may_cancel=True)
    make.program("EMT", make.definition(name="Emergency care", unit_type="CE hours", prerequisites=("CPR",)))
    make.program("HIDDEN", make.definition(name="Hidden"))
    event(of="CLASS", starts_at=NOW + timedelta(days=7))


@in_every_way
def test_a_member_enrolls_themself_and_cancels(page, signed_in, axe, programs, way):
    """S2, S31, S32, S61, S64, S66: Programs, Enroll, the dates, Enroll; Enrollment Status, Cancel, OK."""
    ada = make.contact("M-1", "Ada", "Byron")
    hands = member(page, signed_in, ada, way)
    hands.goto("/")
    hands.press(hands.link("Programs"))
    hands.arrives("Programs")
    hands.reads("First aid", "Emergency care", "it requires CPR to be earned by then.")
    expect(hands.page.get_by_role("main")).not_to_contain_text("Hidden")
    hands.write(hands.field("Program search"), "aid")
    hands.press(hands.button("Find"))
    expect(hands.page.get_by_role("main")).not_to_contain_text("Emergency care")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.link("Enroll in First aid"))
    hands.arrives("First aid")
    hands.reads("If you enroll today", "2 Mar 2027", "What is required")
    if way.javascript:
        axe(hands.page)
    assert not Enrollment.objects.exists()
    hands.press(hands.button("Enroll"))
    hands.arrives("First aid")
    hands.reads("You are enrolled in First aid.", "Enrolled since 2 March 2026", "Register for Evening class")
    row = Enrollment.objects.get()
    assert (row.contact, row.enrolled_on, row.cancelled_on) == (ada, TODAY, None)
    hands.press(hands.link("My certifications").first)
    hands.arrives("My certifications")
    hands.reads("0 of 1", "in about 1 year", "What to do next", "Register for Evening class")
    if way.javascript:
        axe(hands.page)

    hands.press(hands.link("View progress in First aid"))
    hands.press(hands.link("Enrollment Status: Enrolled"))
    hands.reads("Deadline Period")
    hands.press(hands.page.locator("#window").get_by_role("link", name="Cancel program enrollment"))
    hands.reads("Your enrollment in First aid is cancelled as of today.")
    hands.press(hands.link("Close"))
    assert Enrollment.objects.get().cancelled_on is None
    hands.press(hands.link("Cancel program enrollment"))
    hands.reads("Your enrollment in First aid is cancelled as of today.")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("OK"))
    hands.reads("The enrollment is cancelled. It stays as history.", "Cancelled on 2 March 2026.")
    assert Enrollment.objects.get().cancelled_on == TODAY


@with_and_without_javascript
def test_a_double_click_on_enroll_enrolls_once(page, signed_in, programs, way):
    hands = member(page, signed_in, make.contact("M-1", "Ada", "Byron"), way)
    hands.goto("/my/programs/CPR/")
    hands.button("Enroll").dblclick()
    hands.arrives("First aid")
    hands.reads("Enrolled since 2 March 2026")
    assert Enrollment.objects.count() == 1


@with_and_without_javascript
def test_a_version_published_meanwhile_is_told_before_anybody_is_enrolled(page, signed_in, programs, way):
    from conferral.models import Program

    hands = member(page, signed_in, make.contact("M-1", "Ada", "Byron"), way)
    hands.goto("/my/programs/CPR/")
    make.publish(Program.objects.get(code="CPR"), make.definition(name="First aid anew", unit_type="CE hours"))
    hands.press(hands.button("Enroll"))
    hands.arrives("First aid anew")
    hands.reads("version 2 was published meanwhile")
    assert not Enrollment.objects.exists()
    hands.press(hands.button("Enroll"))
    hands.reads("You are enrolled in First aid anew.")


@in_every_way
def test_somebody_signed_out_goes_from_the_catalogue_to_a_program_and_to_signing_in(page, programs, axe, way):
    hands = Hands(page(width=way.width, javascript=way.javascript), way)
    hands.goto("/programs/")
    hands.arrives("Programs")
    hands.reads("2 programs")
    if way.javascript:
        axe(hands.page)
    hands.write(hands.field("Program search"), "emergency")
    hands.press(hands.button("Find"))
    hands.reads("1 program")
    hands.press(hands.link("Emergency care"))
    hands.arrives("Emergency care")
    hands.press(hands.page.get_by_label("Where you are").get_by_role("link", name="Programs"))
    hands.arrives("Programs")
    hands.press(hands.link("First aid"))
    hands.arrives("First aid")
    hands.press(hands.link("Enroll"))
    expect(hands.page.locator("input[name=login]")).to_be_visible()
