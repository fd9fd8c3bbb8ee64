"""Can staff see what became of a notice, how it reads, and send one again that failed?"""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from conferral.models import Message
from tests import make
from tests.browser.hands import in_every_way, staff
from tests.conftest import NOW


@in_every_way
def test_sending_a_notice_again_that_failed(page, signed_in, site, axe, way):
    """Found by state, looked at, sent again; and how every kind looks, with somebody made up."""
    program = make.program("EMT-R")
    for number, name in enumerate(("Ada", "Grace")):
        make.enrollment(make.contact(f"M-{number}", name, email=f"{name}@example.org"), program, date(2026, 3, 1))
    Message.objects.filter(contact__first_name="Ada").update(
        state="failed", ended_at=NOW, reason="The mail server refused it (550)."
    )
    hands = staff(page, signed_in, way)
    hands.goto("/staff/")
    hands.menu("Notices")
    hands.arrives("Notices")
    hands.reads("2 notices")
    hands.choose(hands.page.locator("#notice-state"), "Failed")
    hands.press(hands.button("Find"))
    expect(hands.page.locator("tbody tr")).to_have_count(1)
    hands.reads("The mail server refused it (550).")
    if way.javascript:
        axe(hands.page)

    hands.press(hands.link("Enrolled"))
    hands.arrives("Enrolled")
    hands.reads("This is what it would say now.", "Dear Ada Lovelace,", "You are enrolled in Emergency care")
    if way.javascript:
        axe(hands.page)
    hands.press(hands.button("Send again"))
    hands.arrives("Enrolled")
    hands.reads("Waiting")
    expect(hands.button("Send again")).to_have_count(0)

    hands.press(hands.page.locator("nav.crumb").get_by_role("link", name="Notices"))
    hands.arrives("Notices")
    hands.press(hands.link("How each looks"))
    hands.press(hands.link("Completion rejected"))
    hands.arrives("Completion rejected")
    hands.reads("Please submit again: Written exam", "Incomplete")
    if way.javascript:
        axe(hands.page)
