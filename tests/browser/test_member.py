"""Can members see where they stand and what is still to do, and nothing that is not theirs?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from conferral.models import Contact, Enrollment
from tests import make
from tests.browser.hands import in_every_way, member
from tests.web.staff.crowd import crowd


def person(name: str) -> Contact:
    return Contact.objects.get(first_name=name)


def enrollment(name: str) -> Enrollment:
    return Enrollment.objects.get(contact__first_name=name)


@in_every_way
def test_members_see_where_they_stand(page, signed_in, way):
    """S35-S37, S44, S70, S84, S85, S88, S91, S92: read-only."""
    crowd()
    hands = member(page, signed_in, person("Dmitri"), way)
    hands.goto("/")
    hands.arrives("My certifications")
    hands.reads("Dmitri Ångström", "Emergency care", "Enrolled", "1 Nov 2026", "1 of 2", "What to do next")
    hands.press(hands.link("View progress in Emergency care"))
    hands.arrives("Emergency care")
    hands.reads("Enrolled since 1 November 2025", "Completion deadline", "1 of 2 complete")
    lines = hands.page.locator(".requirements li")
    expect(lines.nth(0)).to_contain_text(re.compile(r"Complete\s+Course"))
    expect(lines.nth(1)).to_contain_text(re.compile(r"No Status\s+Exam"))
    hands.press(hands.link("Course"))
    hands.arrives("Course")
    hands.reads("Requirement details", "Complete on 10 Jan 2026", "Attempts")
    expect(hands.page.get_by_role("main").locator("form, input, button")).to_have_count(0)
    hands.press(hands.page.get_by_role("main").get_by_role("link", name="My certifications"))
    hands.arrives("My certifications")


@in_every_way
def test_what_is_shut_says_when_it_opens(page, signed_in, way):
    """S70, S71, S90; and what comes next if nobody acts."""
    crowd()
    hands = member(page, signed_in, person("Chiara"), way)
    hands.goto(f"/my/certifications/{enrollment('Chiara').key}/")
    hands.reads(
        "Exam opens when these are Complete: Course.", "Next, if nobody acts: Expired on 23 Mar 2026, in 21 days."
    )
    expect(hands.page.locator(".requirements a")).to_have_count(1)
    takes = hands.page.get_by_role("region", name="What would it take")
    expect(takes).to_contain_text("Still needed by")
    expect(takes).to_contain_text("Course")
    hands.arrives("Emergency care")


def test_nothing_of_others_and_nothing_of_staff_is_there(page, signed_in):
    """S44: what is not theirs does not exist, and no page leads to it."""
    crowd()
    hands = member(page, signed_in, person("Dmitri"))
    other = enrollment("Amina").key
    for address in (
        "/staff/",
        "/staff/certification/enrollments/programs/EMT-R/",
        f"/staff/certification/enrollments/{enrollment('Dmitri').key}/",
        f"/my/certifications/{other}/",
        f"/my/certifications/{other}/requirements/COURSE/",
    ):
        assert hands.page.goto(address).status == 404
        assert "Amina" not in hands.page.content()
    hands.goto("/my/")
    addresses = hands.page.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert not [address for address in addresses if address.startswith("/staff/")]


def test_staff_who_are_enrolled_go_to_and_fro(page, signed_in):
    """Both sites are a click away for whoever has both."""
    from conferral.models import Account
    from conferral.rules.actors import Role
    from tests.browser.hands import ARRIVAL, Hands

    crowd()
    seen = page()
    signed_in(seen.context, Account.objects.get(pk=make.actor(Role.STAFF, person("Bao")).account))
    hands = Hands(seen)
    hands.goto("/staff/")
    seen.locator(".me > summary").click()
    hands.press(hands.link("My certifications"))
    hands.arrives("My certifications")
    seen.locator(".me > summary").click()
    hands.press(hands.link("Staff site"))
    hands.arrives(ARRIVAL)


@pytest.mark.parametrize("media", ["screen", "print"])
def test_paper_shows_ones_record_without_the_navigation(page, signed_in, media):
    crowd()
    hands = member(page, signed_in, person("Amina"))
    hands.goto(f"/my/certifications/{enrollment('Amina').key}/")
    hands.page.emulate_media(media=media)
    expect(hands.page.locator("header.top")).to_be_visible(visible=media == "screen")
    hands.reads("Earned on 25 January 2026")


def test_somebody_new_is_told_that_there_is_nothing_yet(page, signed_in):
    hands = member(page, signed_in, make.contact("N-1", "Nora", "New"))
    hands.goto("/")
    hands.reads("You are not enrolled in any program now.")
