"""Do people come in by themselves, change their email and end other sessions, by any way of using a page?"""

from __future__ import annotations

import pytest

from conferral.actions import organization
from conferral.models import Account, Contact
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.browser.hands import Hands, in_every_way, member, staff
from tests.browser.watching import seen_at
from tests.conftest import NOW
from tests.web.at_the_entrance import PASSWORD, arrived, link_of

ADA = "ada@example.org"
SIZES = (1280, 360)


def opened() -> None:
    organization.change(name="Society", sign_up_is_open=True, by=COMMAND_LINE, at=NOW)


def asked(hands: Hands, email: str = ADA) -> None:
    """Sign up, and follow the link of the mail."""
    hands.goto("/sign-in/")
    hands.press(hands.link("Sign up"))
    hands.arrives("Sign up")
    hands.write(hands.field("Email"), email)
    hands.write(hands.field("Password"), PASSWORD)
    hands.press(hands.button("Sign up"))
    hands.arrives("Look into your mail")
    hands.goto(link_of(arrived()[-1]))
    hands.arrives("Confirm your email")
    hands.write(hands.field("Password"), PASSWORD)
    hands.press(hands.button("Confirm"))


@in_every_way
def test_a_contact_signs_up_and_finds_their_certifications(page, way):
    opened()
    ada = make.contact("M-1", email=ADA)
    hands = Hands(page(javascript=way.javascript, width=way.width), way)
    asked(hands)
    hands.arrives("My certifications")
    assert Account.objects.get().contact == ada
    hands.press(hands.page.locator("details.me summary"))
    hands.press(hands.link("Profile"))
    hands.arrives("Profile")
    hands.reads("M-1", ADA, "here")
    hands.press(hands.link("Change email"))
    hands.write(hands.field("New email"), "new@example.org")
    hands.write(hands.field("Current password"), PASSWORD)
    hands.press(hands.button("Send the link"))
    hands.reads("A mail is on its way to new@example.org")
    hands.goto(link_of(arrived(2)[-1]))
    hands.press(hands.button("Confirm"))
    hands.reads("new@example.org is your email now.")
    hands.press(hands.button("Sign out everywhere else"))
    hands.reads("You are signed in nowhere else.")
    assert Contact.objects.get().email == "new@example.org"


@in_every_way
def test_somebody_new_gives_a_name_and_is_in_the_register(page, way):
    opened()
    hands = Hands(page(javascript=way.javascript, width=way.width), way)
    asked(hands)
    hands.arrives("What is your name?")
    hands.write(hands.field("First name (optional)"), "Ada")
    hands.write(hands.field("Last name (optional)"), "Lovelace")
    hands.press(hands.button("Continue"))
    hands.arrives("My certifications")
    hands.reads("your member number is N-000001")


@in_every_way
def test_staff_invite_a_contact_and_connect_who_signed_up_alone(page, signed_in, way):
    make.contact("M-1", email=ADA)
    make.contact("M-2", "Grace", "Hopper")
    Account.objects.create(username="grace", email="grace@example.org", email_confirmed_at=NOW)
    hands = staff(page, signed_in, way, role=Role.ADMIN)
    hands.goto("/staff/contacts/by-number/M-1/")
    hands.press(hands.button("Invite to the Member site"))
    hands.reads(f"The invitation is on its way to {ADA}.")
    assert arrived()[0].to == [ADA]
    hands.menu("Users")
    hands.choose(hands.page.locator("#user-contact"), "none yet")
    hands.press(hands.button("Find"))
    hands.press(hands.link("grace"))
    hands.press(hands.link("Connect with a contact"))
    hands.write(hands.field("Member number"), "M-2")
    hands.write(hands.field("Reason"), "Their letter.")
    hands.press(hands.button("Connect"))
    hands.reads("The account is connected.", "Grace Hopper")


@pytest.mark.once
def test_the_pages_of_signing_up_can_be_used_by_everybody(page, axe_in_both_schemes, no_sideways_scroll):
    """Also with what was wrong, and with an address of the greatest length."""
    opened()
    long = f"{'a' * 60}@{'b' * 60}.example.org"

    def look() -> None:
        for width in SIZES:
            seen_at(hands.page, width)
            no_sideways_scroll(hands.page)
            axe_in_both_schemes(hands.page)

    hands = Hands(page())
    hands.goto("/sign-in/")
    look()
    hands.goto("/sign-up/link/no-such-link/")
    look()
    hands.goto("/sign-up/")
    look()
    hands.write(hands.field("Email"), long)
    hands.write(hands.field("Password"), "short")
    hands.press(hands.button("Sign up"))
    hands.reads("needs another look")
    look()
    hands.write(hands.field("Password"), PASSWORD)
    hands.press(hands.button("Sign up"))
    hands.arrives("Look into your mail")
    look()
    hands.goto(link_of(arrived()[-1]))
    look()
    hands.write(hands.field("Password"), PASSWORD)
    hands.press(hands.button("Confirm"))
    hands.arrives("What is your name?")
    look()
    hands.press(hands.button("Continue"))
    hands.reads("a contact needs at least one of them")
    look()
    for number in ("M-1", "M-2"):
        make.contact(number, email=long)
    hands.goto("/")
    hands.arrives("Nothing to show yet")
    look()
    hands.press(hands.link("Profile"))
    hands.arrives("Profile")
    look()


@pytest.mark.once
def test_the_link_to_a_new_email_can_be_used_by_everybody(page, signed_in, axe_in_both_schemes, no_sideways_scroll):
    hands = member(page, signed_in, make.contact("M-1"))
    account = Account.objects.get()
    account.set_password(PASSWORD)
    account.save()
    signed_in(hands.page.context, account)
    hands.goto("/my/profile/email/")
    hands.write(hands.field("New email"), f"{'a' * 60}@{'b' * 60}.example.org")
    hands.write(hands.field("Current password"), PASSWORD)
    hands.press(hands.button("Send the link"))
    hands.goto(link_of(arrived()[-1]))
    for width in SIZES:
        seen_at(hands.page, width)
        no_sideways_scroll(hands.page)
        axe_in_both_schemes(hands.page)
