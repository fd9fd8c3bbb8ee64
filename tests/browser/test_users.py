"""Do those who manage users invite somebody and give them a level, and does the mail lead in?"""

from __future__ import annotations

from datetime import date

from conferral.models import Account
from conferral.rules.actors import Role
from tests import make
from tests.browser.hands import ARRIVAL, in_every_way, staff
from tests.web.at_the_entrance import PASSWORD, arrived, link_of


@in_every_way
def test_somebody_is_invited_comes_in_by_the_mail_is_promoted_and_closed(page, signed_in, way):
    make.contact("M-1", email="ada@example.org")
    hands = staff(page, signed_in, way, role=Role.ADMIN)
    hands.goto("/staff/contacts/")
    hands.menu("Users")
    hands.arrives("Users")
    hands.press(hands.link("Invite somebody"))
    hands.write(hands.field("Email"), "ada@example.org")
    hands.choose(hands.field("Level"), "Staff")
    hands.write(hands.field("Member number (optional)"), "M-1")
    hands.write(hands.field("Reason"), "New here.")
    hands.press(hands.button("Invite"))
    hands.arrives("ada")
    hands.reads("The invitation is on its way to ada@example.org.", "not chosen yet")

    guest = page(javascript=way.javascript, width=way.width)
    guest.goto(link_of(arrived()[0]))
    guest.get_by_label("New password", exact=True).fill(PASSWORD)
    guest.get_by_label("New password again").fill(PASSWORD)
    guest.get_by_role("button", name="Set password").click()
    guest.get_by_role("main").get_by_role("link", name="Sign in").click()
    guest.get_by_label("Email or user name").fill("ada@example.org")
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Sign in").click()
    guest.get_by_role("heading", name=ARRIVAL).wait_for()

    hands.press(hands.link("Give a level"))
    hands.choose(hands.field("Level"), "Certification Manager")
    hands.write_day(hands.field("Last day (optional)"), date(2026, 3, 31))
    hands.write(hands.field("Reason"), "Elected for a month.")
    hands.press(hands.button("Give this level"))
    hands.reads("The level is given.", "until 31 Mar 2026", "chosen")
    hands.press(hands.link("Deactivate"))
    hands.write(hands.field("Reason"), "They left.")
    hands.press(hands.button("Deactivate"))
    hands.reads("The account is deactivated.")
    guest.reload()
    guest.get_by_role("heading", name="Sign in").wait_for()
    assert Account.objects.get(username="ada").role(date(2026, 3, 2)) is Role.NONE
