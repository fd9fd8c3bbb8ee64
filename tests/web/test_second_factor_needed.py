"""Who is led to set up a second factor, and what is open to them until then?"""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from zeal import zeal_ignore

from conferral.actions import organization
from conferral.models import Account, Organization
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.conftest import NOW
from tests.web.at_the_entrance import PASSWORD, Browser, account, is_signed_in, second_factor, sign_in
from tests.web.signed_in import said, signed_in

pytestmark = pytest.mark.django_db
STAFF_PAGE, SETTING_UP = "/staff/contacts/", "/second-factor/"


@pytest.fixture
@zeal_ignore()
def _needed() -> None:
    organization.change(name="Society", staff_need_second_factor=True, by=COMMAND_LINE, at=NOW)


@pytest.mark.usefixtures("_needed")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NONE])
def test_staff_without_one_are_led_to_set_one_up_and_find_nothing_else_of_the_site(role):
    client = signed_in(role, make.contact())
    assert client.get(STAFF_PAGE).url == client.post("/staff/contacts/new/", {"a": "b"}).url == SETTING_UP
    by_htmx = client.get(STAFF_PAGE, HTTP_HX_REQUEST="true")
    assert by_htmx["HX-Redirect"] == SETTING_UP
    assert "Your organization asks its staff for a second factor." in said(client.get(SETTING_UP))
    assert client.get("/my/").status_code == 200
    second_factor(client.account)
    assert client.get(STAFF_PAGE).status_code == 200
    assert "asks its staff" not in said(client.get(SETTING_UP))


@pytest.mark.usefixtures("_needed")
def test_members_are_not_asked_for_one():
    client = signed_in(Role.NONE, make.contact())
    assert client.get("/my/").status_code == 200
    assert client.get(STAFF_PAGE).status_code == 404
    assert "asks its staff" not in said(client.get(SETTING_UP))


def test_where_the_organization_does_not_ask_nobody_is_led_anywhere():
    client = signed_in()
    assert client.get(STAFF_PAGE).status_code == 200
    with zeal_ignore():
        organization.change(name="Society", by=COMMAND_LINE, at=NOW)
    assert client.get(STAFF_PAGE).status_code == 200


HOSTILE = [
    "{}", '{"id": 1}', '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}', '{"response": {"userHandle": 1}}',
    '{"id": "!", "rawId": "!", "type": "x", "response": {"clientDataJSON": "!", "authenticatorData": "", "signature": 1}}',
]  # fmt: skip


@pytest.mark.parametrize("credential", HOSTILE)
def test_what_is_no_passkey_lets_nobody_in_and_breaks_nothing(credential):
    second_factor(account())
    browser = Browser()
    sign_in(browser)
    answer = browser.post("/second-factor/code/", {"credential": credential})
    assert (answer.status_code, "This passkey is not known here." in said(answer)) == (200, True)
    assert not is_signed_in(browser)


@pytest.mark.parametrize("credential", HOSTILE)
def test_what_is_no_passkey_is_not_added_and_confirms_nobody(credential):
    who = account()
    second_factor(who)
    browser = Browser()
    with zeal_ignore():
        browser.force_login(who, backend="conferral.web.sign_in.SignIn")
    browser.post("/sign-in/again/", {"password": PASSWORD})
    answer = browser.post("/second-factor/passkeys/new/", {"name": "Mine", "credential": credential})
    assert (answer.status_code, "This is no passkey; try again." in said(answer)) == (200, True)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_the_first_opening_asks_unless_its_founder_unticks_it(settings):
    settings.SETUP_CODE = "abcd-efgh"
    client = Browser()
    assert 'name="staff_need_second_factor" aria-describedby' in client.get("/setup/").content.decode()
    given = {
        "code": "abcd-efgh", "name": "Society", "last_name": "Lovelace", "email": "ada@example.test",
        "username": "ada", "password": "analytical engine 1843", "password_again": "analytical engine 1843",
        "staff_need_second_factor": "on",
    }  # fmt: skip
    client.post("/setup/", given)
    assert Organization.objects.get().staff_need_second_factor
    assert Account.objects.count() == 1
    assert client.get("/staff/", follow=True).redirect_chain[-1] == (SETTING_UP, 302)
