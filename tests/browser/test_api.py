"""Can somebody get a key, let a program work with it, and read what it may do, on any screen and with the keyboard?"""

from __future__ import annotations

import json

from playwright.sync_api import expect

from conferral.models import Account, ApiKey, Organization
from tests import make
from tests.browser.hands import in_every_way, member

PASSWORD = "correct horse battery"


@in_every_way
def test_a_key_is_made_shown_once_used_and_revoked(page, site, signed_in, way, axe):
    who = make.contact("M-1", "Ada", "Lovelace")
    hands = member(page, signed_in, who, way)
    account = Account.objects.get(contact=who)
    account.set_password(PASSWORD)
    account.save()
    signed_in(hands.page.context, account)
    hands.goto("/my/profile/")
    hands.press(hands.link("API keys"))
    hands.arrives("API keys")
    hands.reads("You have no keys.")
    hands.page.get_by_label("Label").fill("Payroll")
    hands.page.get_by_label("Current password").fill(PASSWORD)
    hands.press(hands.button("Make a key"))
    hands.reads("Copy it now: it is not shown again.")
    if way.javascript:
        axe(hands.page)
    token = hands.page.locator(".secret").inner_text()
    told = hands.page.request.get(f"{site}/api/v1/contacts/M-1", headers={"Authorization": f"Bearer {token}"})
    assert told.json()["last_name"] == "Lovelace"
    hands.goto("/my/profile/keys/")
    expect(hands.page.get_by_text(token)).to_have_count(0)
    hands.press(hands.button("Revoke Payroll"))
    hands.reads("The key is revoked.")
    assert not ApiKey.objects.working().exists()


def test_the_page_of_the_interface_can_be_used_by_everybody(page, axe_in_both_schemes, no_sideways_scroll):
    Organization.objects.create(name="Emergency Medicine Association")
    seen = page()
    faults: list[str] = []
    seen.on("console", lambda said: faults.append(said.text))
    for width in (1280, 320):
        seen.set_viewport_size({"width": width, "height": 800})
        assert seen.goto("/api/v1/docs/").status == 200
        no_sideways_scroll(seen)
        axe_in_both_schemes(seen)
    seen.get_by_role("link", name="POST /api/v1/purges").click()
    expect(seen.get_by_role("heading", name="Purge enrollments")).to_be_in_viewport()
    assert faults == []
    with seen.expect_navigation():
        seen.get_by_role("link", name="OpenAPI document").click()
    assert json.loads(seen.locator("pre, body").first.inner_text())["openapi"] == "3.1.0"
