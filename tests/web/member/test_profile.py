"""Do members see who they are here, change their email, end other sessions and take their data along, and no one else's?"""

from __future__ import annotations

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.documents.sessions import sessions
from conferral.models import Account, Contact, Event, Session
from conferral.rules.actors import Role
from tests import make
from tests.conftest import NOW
from tests.web.at_the_entrance import ANOTHER, PASSWORD, Browser, account, arrived, link_of, sign_in, text
from tests.web.signed_in import signed_in

pytestmark = pytest.mark.django_db
PAGE, EMAIL, ELSEWHERE, DATA = (f"/my/profile/{part}" for part in ("", "email/", "sessions/", "data/"))
NEW = "new@example.test"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ada() -> Contact:
    cache.clear()
    return make.contact("M-1", email="ada@example.test", organization="Engines")


@pytest.fixture
def client(ada) -> Browser:
    account("ada", "ada@example.test", Role.NONE, ada.pk)
    return came_in()


def came_in(name: str = "ada", **more: str) -> Browser:
    browser = Browser(**more)
    sign_in(browser, name)
    return browser


def test_the_profile_says_who_somebody_is_whom_to_ask_and_how_they_sign_in(client):
    told = text(client.get(PAGE))
    assert "Name Ada Lovelace Member number M-1 Organization Engines" in told
    assert "the staff of your organization keep it" in told
    assert "User name ada Email ada@example.test Second factor Off" in told
    assert "Do you want to be erased from the register? Ask the staff" in told
    page = client.get(PAGE).content.decode()
    for leads in ("/password/change/", "/second-factor/", "/second-factor/passkeys/", EMAIL):
        assert f'href="{leads}"' in page
    assert 'name="first_name"' not in page
    assert f'href="{PAGE}"' in client.get("/my/").content.decode()


def test_an_account_that_is_nobodys_and_staff_have_a_profile_too():
    for role in (Role.NONE, Role.STAFF):
        browser = signed_in(role)
        told = text(browser.get(PAGE))
        assert "belongs to nobody in the register" in told
        assert "Download my data" not in told
        assert browser.post(DATA).status_code == 404


# The email


def test_a_new_email_counts_once_its_link_is_followed_and_the_old_address_is_told(client, ada):
    answer = client.post(EMAIL, {"email": NEW, "password": PASSWORD}, follow=True)
    assert f"A mail is on its way to {NEW}" in text(answer)
    (letter,) = arrived()
    assert (letter.to, PASSWORD in letter.body) == ([NEW], False)
    assert Account.objects.get().email == "ada@example.test"
    assert f"{NEW} will be your email" in text(client.get(link_of(letter)))
    assert Account.objects.get().email == "ada@example.test"
    done = client.post(link_of(letter), follow=True)
    assert f"{NEW} is your email now." in text(done)
    ada.refresh_from_db()
    assert (Account.objects.get().email, ada.email) == (NEW, NEW)
    told = arrived(2)[1]
    assert (told.to, told.subject) == (["ada@example.test"], "Your email was changed")
    assert "This link does not work" in text(client.get(link_of(letter)))
    assert sign_in(Browser(), NEW).status_code == 302


def test_the_link_is_for_whoever_asked_and_is_signed_in(client):
    client.post(EMAIL, {"email": NEW, "password": PASSWORD})
    (letter,) = arrived()
    nobody = Browser().post(link_of(letter))
    assert nobody.url.startswith("/sign-in/")
    other = signed_in(Role.NONE, make.contact("M-2"))
    assert NEW not in text(other.get(link_of(letter)))
    assert "This link does not work" in text(other.post(link_of(letter)))
    assert not Account.objects.filter(email=NEW).exists()


def test_without_the_password_no_email_is_changed_and_it_is_not_guessed(client):
    for _ in range(5):
        assert "This is not your password." in text(client.post(EMAIL, {"email": NEW, "password": ANOTHER}))
    assert client.post(EMAIL, {"email": NEW, "password": PASSWORD}).status_code == 429
    assert not Event.objects.filter(kind="account.email_changed").exists()


def test_whose_a_known_address_is_its_owner_alone_is_told(client):
    account("bob", "bob@example.test")
    known, unknown = (
        client.post(EMAIL, {"email": email, "password": PASSWORD}, follow=True) for email in ("bob@example.test", NEW)
    )
    said = [re.sub(r"\S+@example.test", "", text(answer)) for answer in (known, unknown)]
    assert said[0] == said[1]
    letter = next(one for one in arrived(2) if one.to == ["bob@example.test"])
    assert (link_of(letter), "already" in letter.body) == ("/sign-in/", True)


def test_the_own_address_and_none_are_told_beside_the_field(client):
    for email, sentence in (
        ("ADA@example.test", "This is the email you sign in with now."),
        ("ada", "is not an email address"),
    ):
        assert sentence in text(client.post(EMAIL, {"email": email, "password": PASSWORD}))


# Where one is signed in


def test_every_place_is_listed_and_the_others_are_ended_with_one_button(client):
    phone, other = came_in(HTTP_USER_AGENT=FIREFOX), signed_in(Role.NONE, make.contact("M-2"))
    told = text(client.get(PAGE))
    assert re.search(r"A browser since \d+ \w+ \d{4}, \d\d:\d\d here Firefox, Linux since", told)
    done = client.post(ELSEWHERE, follow=True)
    assert "Signed out in 1 other place." in text(done)
    assert "Firefox" not in text(client.get(PAGE))
    assert phone.get(PAGE).status_code == 302
    assert other.get(PAGE).status_code == client.get(PAGE).status_code == 200
    assert "You are signed in nowhere else." in text(client.post(ELSEWHERE, follow=True))
    assert Event.objects.get(kind="account.signed_out_elsewhere").after["sessions"] == 1


def test_staff_sign_out_elsewhere_too():
    account()
    here, there = came_in("Sam"), came_in("Sam")
    assert "Signed out in 1 other place." in text(here.post(ELSEWHERE, follow=True))
    assert there.get("/staff/contacts/").status_code == 302


def test_what_a_new_password_ended_is_not_listed(client):
    phone = came_in(HTTP_USER_AGENT=FIREFOX)
    given = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    client.post("/password/change/", given)
    assert phone.get(PAGE).status_code == 302
    assert "Firefox" not in text(client.get(PAGE))


def test_what_a_browser_says_of_itself_is_shown_as_text_and_kept_short(client):
    came_in(HTTP_USER_AGENT='<script>alert("Firefox/")</script>' * 50)
    came_in(HTTP_USER_AGENT="a\0b")
    page = client.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert all(len(row.browser) <= 300 for row in Session.objects.all())


def test_the_list_takes_one_query_for_many(ada):
    row = Account.objects.create(username="ada", contact=ada)
    with zeal_ignore():
        for _ in range(5):
            Browser().force_login(row, backend="conferral.web.sign_in.SignIn")
    with CaptureQueriesContext(connection) as asked:
        assert len(sessions(row, here="", at=NOW)) == 5
    assert len(asked) == 1


# One's data


def test_a_member_takes_all_of_their_own_data_and_the_log_says_that_they_did(client, ada):
    make.contact("M-2", "Grace", "Hopper", email="grace@example.test")
    answer = client.post(DATA)
    archive = ZipFile(io.BytesIO(answer.getvalue()))
    held = json.loads(archive.read("personal-data.json"))
    assert held["contact"]["member_number"] == "M-1"
    assert (held["accounts"][0]["username"], len(held["accounts"][0]["sessions"])) == ("ada", 1)
    assert "grace" not in archive.read("personal-data.json").decode().lower()
    entry = Event.objects.get(kind="contact.data_handed_out")
    assert (entry.contact_id, entry.actor, entry.reason) == (ada.pk, "ada", "")
    assert client.get(DATA).status_code == 405


def test_the_data_is_handed_out_ten_times_an_hour(client):
    taken = [client.post(DATA) for _ in range(11)]
    assert [answer.status_code for answer in taken] == [200] * 10 + [429]
    assert all(answer.getvalue() for answer in taken[:10])  # read to the end, which closes the file
