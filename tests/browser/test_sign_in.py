"""Does the entrance work for people: by keyboard alone, without JavaScript, small and large, light and dark?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.watching import seen_at
from tests.web import entrance_urls
from tests.web.at_the_entrance import (
    ANOTHER,
    PASSWORD,
    account,
    arrived,
    code_of,
    link_of,
    second_factor,
)

pytestmark = pytest.mark.urls("tests.web.entrance_urls")
SIZES = (360, 1280)
OPEN = ["/sign-in/", "/sign-in/closed/", "/password/reset/", "/password/reset/done/", "/password/changed/"]
OPEN += ["/password/reset/key/1-x/", "/nowhere/", "/fail/", "/forbid/", "/refuse/", "/only-sent-to/"]
OWN = ["/password/change/", "/sign-in/again/", "/sign-out/", "/second-factor/", "/second-factor/app/on/"]
WITH_FACTOR = ["/second-factor/", "/second-factor/again/", "/second-factor/recovery/", "/second-factor/recovery/new/"]
WITH_FACTOR += ["/second-factor/app/off/"]


def come_in(seen, name="Sam", password=PASSWORD):
    seen.get_by_label("Email or user name").fill(name)
    seen.get_by_label("Password").fill(password)
    seen.get_by_role("button", name="Sign in").click()


def arrive(seen):
    seen.get_by_text("the staff site").wait_for()


def confirm_password(seen):
    seen.get_by_label("Password").fill(PASSWORD)
    seen.get_by_role("button", name="Confirm").click()


def look(seen, axe_in_both_schemes, no_sideways_scroll):
    """Assert that a page can be used by all: loaded once, looked at small and large, light and dark."""
    for width in SIZES:
        seen_at(seen, width)
        no_sideways_scroll(seen)
        axe_in_both_schemes(seen)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("name", ["sam", "SAM.Stone@example.test"])
def test_signing_in_by_keyboard_alone(page, javascript, name):
    seen = page(javascript=javascript)
    account()
    seen.goto("/staff/")
    for _ in range(9):
        seen.keyboard.press("Tab")
        if seen.evaluate("document.activeElement.name") == "login":
            break
    seen.keyboard.type(name)
    seen.keyboard.press("Tab")
    seen.keyboard.type(PASSWORD)
    seen.keyboard.press("Enter")
    arrive(seen)


def test_a_wrong_password_is_told_and_what_was_typed_stays(page, axe_in_both_schemes, no_sideways_scroll):
    seen = page()
    account()
    seen.goto("/sign-in/")
    come_in(seen, password="wrong")
    expect(seen.get_by_role("alert")).to_contain_text("do not fit together")
    expect(seen.get_by_label("Email or user name")).to_have_value("Sam")
    look(seen, axe_in_both_schemes, no_sideways_scroll)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_mail_to_a_new_password(page, javascript, axe):
    seen = page(javascript=javascript)
    account()
    seen.goto("/sign-in/")
    seen.get_by_role("link", name="Forgot your password?").click()
    seen.get_by_label("Email").fill("sam.stone@example.test")
    seen.get_by_role("button", name="Send the link").click()
    expect(seen.get_by_role("heading", name="Look into your mail")).to_be_visible()
    seen.goto(link_of(arrived()[0]))
    if javascript:
        axe(seen)
    seen.get_by_label("New password", exact=True).fill(ANOTHER)
    seen.get_by_label("New password again").fill(ANOTHER)
    seen.get_by_role("button", name="Set password").click()
    seen.get_by_role("main").get_by_role("link", name="Sign in").click()
    come_in(seen, password=ANOTHER)
    arrive(seen)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_second_factor_on_used_and_off(page, javascript):
    seen = page(javascript=javascript)
    account()
    seen.goto("/second-factor/")
    come_in(seen)
    seen.get_by_role("link", name="Set up an app").click()
    confirm_password(seen)
    secret = seen.locator(".secret").inner_text()
    seen.get_by_label("Code from the app").fill(code_of(secret))
    seen.get_by_role("button", name="Turn on").click()
    expect(seen.get_by_text("The second factor is on")).to_be_visible()
    codes = seen.locator(".codes").inner_text().split()
    assert len(codes) == 10

    seen.goto("/sign-out/")
    seen.get_by_role("button", name="Sign out").click()
    expect(seen.get_by_text("You are signed out.")).to_be_visible()
    come_in(seen)
    seen.get_by_label("Code", exact=True).fill("000000")
    seen.get_by_role("button", name="Sign in").click()
    expect(seen.get_by_text("Incorrect code.")).to_be_visible()
    seen.get_by_label("Code", exact=True).fill(codes[0])
    seen.get_by_role("button", name="Sign in").click()
    arrive(seen)

    seen.goto("/second-factor/")
    expect(seen.get_by_text("9 recovery codes are left")).to_be_visible()
    seen.get_by_role("link", name="Turn off").click()
    confirm_password(seen)
    seen.get_by_role("button", name="Turn off").click()
    expect(seen.get_by_text("The second factor is off")).to_be_visible()


def test_a_computed_code_lets_in(page):
    seen = page()
    secret = second_factor(account())
    seen.goto("/sign-in/")
    come_in(seen)
    seen.get_by_label("Code", exact=True).fill(code_of(secret))
    seen.keyboard.press("Enter")
    arrive(seen)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_ended_session_keeps_what_was_typed(page, axe, javascript):
    entrance_urls.received.clear()
    seen = page(javascript=javascript, width=360)
    account()
    seen.goto("/staff/form/")
    come_in(seen)
    seen.get_by_label("Notes").fill('two lines\nand "quotes"')
    seen.context.clear_cookies(name="sessionid")
    seen.get_by_role("button", name="Save").click()
    expect(seen.get_by_text("nothing is lost")).to_be_visible()
    come_in(seen)
    expect(seen.get_by_text("two lines")).to_be_visible()
    if javascript:
        axe(seen)
    assert entrance_urls.received == []
    seen.get_by_role("button", name="Send it now").click()
    expect(seen.get_by_text("taken")).to_be_visible()
    assert entrance_urls.received == [{"notes": ['two lines\r\nand "quotes"'], "day": [""]}]


def test_a_page_opened_before_signing_in_anew_keeps_what_was_typed(page):
    entrance_urls.received.clear()
    old = page()
    account()
    old.goto("/staff/form/")
    come_in(old)
    old.get_by_label("Notes").fill("typed long ago")
    other = page(context=old.context)
    other.goto("/sign-out/")
    other.get_by_role("button", name="Sign out").click()
    come_in(other)
    arrive(other)
    old.get_by_role("button", name="Save").click()
    old.get_by_role("button", name="Send it now").click()
    expect(old.get_by_text("taken")).to_be_visible()
    assert entrance_urls.received[0]["notes"] == ["typed long ago"]


def test_every_open_page_of_the_entrance_can_be_used_by_all(page, axe_in_both_schemes, no_sideways_scroll):
    seen = page()
    for address in OPEN:
        seen.goto(address)
        look(seen, axe_in_both_schemes, no_sideways_scroll)


def test_every_page_of_ones_own_account_can_be_used_by_all(page, axe_in_both_schemes, no_sideways_scroll):
    seen = page()
    who = account()
    seen.goto("/sign-in/again/")
    come_in(seen)
    confirm_password(seen)
    for address in OWN:
        seen.goto(address)
        look(seen, axe_in_both_schemes, no_sideways_scroll)
    second_factor(who, recovery=True)
    for address in WITH_FACTOR:
        seen.goto(address)
        look(seen, axe_in_both_schemes, no_sideways_scroll)
    seen.context.clear_cookies()
    seen.goto("/sign-in/")
    come_in(seen)
    expect(seen.get_by_role("heading", name="Second factor")).to_be_visible()
    look(seen, axe_in_both_schemes, no_sideways_scroll)


def test_the_first_opening_can_be_used_by_all(page, axe_in_both_schemes, no_sideways_scroll, settings):
    settings.SETUP_CODE = "abcd-efgh"
    seen = page()
    seen.goto("/setup/?code=abcd-efgh")
    look(seen, axe_in_both_schemes, no_sideways_scroll)
    given = {
        "Organization": "Society of Examples",
        "Last name": "Lovelace",
        "Email": "ada@example.test",
        "User name": "ada",
        "Password again": "analytical engine 1843",
    }
    for label, value in given.items():
        seen.get_by_label(label).fill(value)
    seen.get_by_label("Password", exact=True).fill("short")
    seen.get_by_role("button", name="Open the register").click()
    look(seen, axe_in_both_schemes, no_sideways_scroll)
    for label in ("Password again", "Password"):
        seen.get_by_label(label, exact=True).fill("analytical engine 1843")
    seen.get_by_role("button", name="Open the register").click()
    expect(seen.get_by_text("Your organization asks its staff for a second factor.")).to_be_visible()
