"""Is an empty register opened once, by whoever has the code, and by nobody else?"""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from conferral.models import Account, Contact, Organization
from conferral.rules.actors import Role
from tests.conftest import TODAY
from tests.web.at_the_entrance import Browser, account, field, is_signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.entrance_urls")]
CODE = "Abcd-Efgh-2345"
FILLED = {
    "code": CODE,
    "name": "Society of Examples",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "email": "ada@example.test",
    "username": "ada",
    "password": "analytical engine 1843",
    "password_again": "analytical engine 1843",
}


@pytest.fixture(autouse=True)
def code(settings):
    settings.SETUP_CODE = CODE


@pytest.fixture
def client() -> Browser:
    return Browser()


def test_an_empty_register_leads_to_its_first_opening(client):
    assert client.get("/")["Location"] == "/setup/"
    page = client.get("/setup/", {"code": "abcd"})
    assert field(page, "code") == "abcd"
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("typed", [CODE, "abcdefgh2345", " ABCD EFGH 2345 "])
def test_the_founder_becomes_sysadmin_and_is_signed_in(client, typed):
    answer = client.post("/setup/", {**FILLED, "code": typed})
    assert answer["Location"] == "/staff/"
    assert client.get("/staff/").content == b"the staff site"
    founder = Account.objects.get()
    assert (founder.role(TODAY), founder.contact.full_name) == (Role.SYSADMIN, "Ada Lovelace")
    assert Organization.objects.get().name == "Society of Examples"


def test_a_user_name_is_signed_in_however_it_is_written(client):
    client.post("/setup/", {**FILLED, "username": "ﬁona"})
    assert is_signed_in(client)
    assert Account.objects.get().username == "fiona"


@pytest.mark.parametrize("typed", ["", "Abcd-Efgh-2346", "Abcd", "é"])
def test_a_wrong_code_opens_nothing_and_keeps_what_was_typed(client, typed):
    page = client.post("/setup/", {**FILLED, "code": typed})
    assert page.status_code == 200
    assert field(page, "name") == "Society of Examples"
    assert not Account.objects.exists()
    assert not Organization.objects.exists()


def test_the_eleventh_wrong_code_in_a_minute_is_not_looked_at(client):
    answers = [client.post("/setup/", {**FILLED, "code": f"wrong {one}"}).status_code for one in range(11)]
    assert answers == [200] * 10 + [429]
    assert client.post("/setup/", FILLED).status_code == 302


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"username": "ada lovelace"}, "may have letters, digits"),
        ({"password": "short", "password_again": "short"}, "at least 10 characters"),
        ({"password_again": "something else"}, "The two passwords differ"),
        ({"name": "  "}, "This field is required"),
        ({"email": "ada"}, "valid email"),
        ({"username": "x" * 200}, "At most 150 characters"),
    ],
)
def test_what_is_refused_is_told_beside_its_field(client, given, told):
    page = client.post("/setup/", {**FILLED, **given})
    assert told in text(page)
    assert not Account.objects.exists()
    assert not Contact.objects.exists()
    assert not is_signed_in(client)


@pytest.mark.parametrize("code", ["", None])
def test_without_a_code_there_is_no_first_opening(client, settings, code):
    settings.SETUP_CODE = ""
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", {**FILLED, "code": code or ""}).status_code == 404
    assert client.get("/")["Location"] == "/sign-in/"


def test_an_open_register_is_not_opened_again(client):
    account()
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", {**FILLED, "code": "wrong"}).status_code == 404
    assert "open already" in text(client.post("/setup/", FILLED))
    assert Account.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_it_at_once_one_wins_and_the_other_sees_why():
    answers = []
    ready = threading.Barrier(2)

    def open_it(username):
        ready.wait()
        answers.append(Browser().post("/setup/", {**FILLED, "username": username, "email": f"{username}@example.test"}))
        connections.close_all()

    both = [threading.Thread(target=open_it, args=(name,)) for name in ("ada", "charles")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    assert "open already" in text(next(answer for answer in answers if answer.status_code == 200))
    assert Account.objects.count() == Organization.objects.count() == 1
