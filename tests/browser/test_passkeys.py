"""Does somebody of the staff get in with a passkey, or a code, where the organization asks for a second factor?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from conferral.actions import organization
from conferral.rules.actors import COMMAND_LINE
from tests.browser.hands import ARRIVAL
from tests.conftest import NOW
from tests.web.at_the_entrance import PASSWORD, account, code_of

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def asked_for() -> None:
    account()
    organization.change(name="Society", staff_need_second_factor=True, by=COMMAND_LINE, at=NOW)


def come_in(seen) -> None:
    seen.goto("/sign-in/")
    seen.get_by_label("Email or user name").fill("Sam")
    seen.get_by_label("Password").fill(PASSWORD)
    seen.get_by_role("button", name="Sign in").click()


def go_out(seen) -> None:
    seen.goto("/sign-out/")
    seen.get_by_role("button", name="Sign out").click()
    expect(seen.get_by_text("You are signed out.")).to_be_visible()


def confirm(seen) -> None:
    seen.get_by_label("Password").fill(PASSWORD)
    seen.get_by_role("button", name="Confirm").click()


def plugged_in(seen):
    """Let Chromium have a passkey at hand that says yes; return the session with it, and its number."""
    driven = seen.context.new_cdp_session(seen)
    driven.send("WebAuthn.enable")
    number = driven.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    return driven, number


@pytest.mark.parametrize("width", [1280, 360])
def test_a_passkey_is_set_up_used_refused_and_removed(page, axe, no_sideways_scroll, width):
    seen = page(width=width)
    asked_for()
    driven, number = plugged_in(seen)

    def look() -> None:
        axe(seen)
        no_sideways_scroll(seen)

    come_in(seen)
    expect(seen.get_by_text("Your organization asks its staff for a second factor.")).to_be_visible()
    look()
    seen.get_by_role("link", name="Add a passkey").click()
    confirm(seen)
    look()
    seen.get_by_label("Name of the passkey").fill("My phone")
    seen.get_by_role("button", name="Add this passkey").click()
    expect(seen.get_by_text("The passkey is added")).to_be_visible()
    codes = seen.locator(".codes").inner_text().split()
    assert len(codes) == 10
    seen.goto("/staff/contacts/")
    expect(seen.get_by_role("heading", name="Contacts")).to_be_visible()

    go_out(seen)
    come_in(seen)
    look()
    driven.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": True})
    seen.get_by_role("button", name="Use a passkey").click()
    expect(seen.get_by_role("heading", name=ARRIVAL)).to_be_visible()

    go_out(seen)
    driven.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})
    plugged_in(seen)  # another one, which does not know this account
    come_in(seen)
    seen.get_by_role("button", name="Use a passkey").click()
    expect(seen.get_by_text("The browser gave no passkey.")).to_be_visible()
    assert seen.goto("/staff/contacts/").url.endswith("/second-factor/code/")
    seen.get_by_label("Code", exact=True).fill(codes[0])
    seen.get_by_role("button", name="Sign in").click()
    expect(seen.get_by_role("heading", name=ARRIVAL)).to_be_visible()

    seen.goto("/second-factor/passkeys/")
    look()
    seen.get_by_role("link", name="Remove My phone").click()
    confirm(seen)
    look()
    seen.get_by_role("button", name="Remove").click()
    seen.goto("/staff/contacts/")
    expect(seen.get_by_text("Your organization asks its staff for a second factor.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_opens_the_staff_site_and_without_a_factor_it_closes_again(page, javascript):
    seen = page(javascript=javascript)
    asked_for()
    come_in(seen)
    seen.get_by_role("link", name="Set up an app").click()
    confirm(seen)
    secret = seen.locator(".secret").inner_text()
    seen.get_by_label("Code from the app").fill(code_of(secret))
    seen.get_by_role("button", name="Turn on").click()
    seen.goto("/staff/contacts/")
    expect(seen.get_by_role("heading", name="Contacts")).to_be_visible()
    seen.goto("/second-factor/")
    seen.get_by_role("link", name="Turn off").click()
    seen.get_by_role("button", name="Turn off").click()
    seen.goto("/staff/contacts/")
    expect(seen.get_by_text("Your organization asks its staff for a second factor.")).to_be_visible()
