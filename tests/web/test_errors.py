"""Is whoever meets an error told what happened and what to do next, whatever is wrong?"""

from __future__ import annotations

import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import RequestFactory

from conferral.rules.refusals import Refusal, Refused
from conferral.web import errors
from tests.web.at_the_entrance import Browser, account, sign_in, text

pytestmark = pytest.mark.urls("tests.web.entrance_urls")
FROM_THE_FORM = {"HTTP_REFERER": "http://testserver/staff/form/"}


@pytest.fixture
def client() -> Browser:
    return Browser(raise_request_exception=False)


class Enrolling(forms.Form):
    grade = forms.CharField(label="Grade", required=False)
    enrolled_on = forms.CharField(label="Enrollment date", required=False)


# A refusal of a form


@pytest.mark.parametrize(
    ("sentence", "where", "told"),
    [
        ("Grade: 101 is more than 100.", "grade", "101 is more than 100."),
        ("enrolled_on: it lies in the future.", "enrolled_on", "It lies in the future."),
        ("Enrollment date: it lies in the future.", "enrolled_on", "It lies in the future."),
        ("Programs: this one is not active.", "__all__", "Programs: this one is not active."),
        ("This one is not active.", "__all__", "This one is not active."),
    ],
)
def test_a_refusal_stands_at_the_field_it_names(sentence, where, told):
    form = Enrolling({"grade": "101"})
    assert form.is_valid()
    with errors.refusals_of(form):
        raise Refused(Refusal("no", sentence))
    assert form.errors == {where: [told]}
    assert not form.is_valid()
    assert form["grade"].value() == "101"


def test_a_form_that_is_not_refused_stays_valid():
    form = Enrolling({})
    with errors.refusals_of(form):
        assert form.is_valid()
    assert form.is_valid()


# A refusal of a button


@pytest.mark.django_db
def test_a_refused_button_leads_back_with_the_sentence(client):
    account()
    sign_in(client)
    answer = client.post("/refuse/", **FROM_THE_FORM)
    assert (answer.status_code, answer["Location"]) == (302, FROM_THE_FORM["HTTP_REFERER"])
    assert "Not today; try tomorrow." in text(client.get("/password/change/"))


@pytest.mark.django_db
@pytest.mark.parametrize("referer", ["", "https://evil.test/", "http://testserver.evil.test/", "javascript:alert(1)"])
def test_a_refused_button_leads_to_no_other_site(client, referer):
    assert client.post("/refuse/", HTTP_REFERER=referer)["Location"] == "/"


@pytest.mark.parametrize("referer", ["", "http://testserver/refuse/", "http://testserver/staff/form/"])
def test_what_may_not_be_looked_at_is_told_on_a_page_and_never_loops(client, referer):
    answer = client.get("/refuse/", HTTP_REFERER=referer)
    assert answer.status_code == 409
    assert "Not today; try tomorrow." in text(answer)
    assert ('href="http://testserver/refuse/"' in answer.content.decode()) is False


@pytest.mark.parametrize("ask", ["get", "post"])
def test_htmx_is_told_in_the_message_region(client, ask):
    answer = getattr(client, ask)("/refuse/", HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#messages", "innerHTML")
    assert "Not today; try tomorrow." in text(answer)
    assert "<html" not in answer.content.decode()


# Pages


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/fail/", 400, "That was not understood"),
        ("/forbid/", 403, "Not allowed"),
        ("/nowhere/", 404, "Nothing here"),
        ("/only-sent-to/", 405, "Not this way"),
        ("/burst/", 500, "Something failed"),
    ],
)
def test_an_error_says_what_happened_and_leads_on(client, address, status, title):
    answer = client.get(address)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("address", ["/fail/", "/forbid/", "/nowhere/", "/only-sent-to/"])
def test_an_error_leads_back_to_where_one_was_and_is_kept_by_no_cache(client, address):
    answer = client.get(address, **FROM_THE_FORM)
    assert f'href="{FROM_THE_FORM["HTTP_REFERER"]}"' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_a_method_that_is_not_taken_names_those_that_are(client):
    assert client.get("/only-sent-to/")["Allow"] == "POST"


def test_a_host_that_is_not_ours_is_not_understood(client):
    assert client.get("/staff/", HTTP_HOST="evil.test").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"])
def test_more_than_one_request_may_be_is_said_to_be_too_much(client, settings, limit):
    setattr(settings, limit, 10)
    strict = Browser(enforce_csrf_checks=True)
    strict.get("/sign-in/")
    answer = strict.post("/only-sent-to/", {f"field-{one}": "x" for one in range(20)})
    assert answer.status_code == 413
    assert "Too much at once" in text(answer)


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_fault_needs_no_database(client, monkeypatch, tmp_path):
    connection.close()
    nowhere = {"NAME": "no/such/place", "HOST": str(tmp_path), "OPTIONS": {}}
    client.cookies["sessionid"] = "x" * 32
    with monkeypatch.context() as for_now:
        for name, value in nowhere.items():
            for_now.setitem(connection.settings_dict, name, value)
        answer = client.get("/staff/")
        connection.close()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The database does not answer" in text(answer)


def test_a_database_that_is_busy_is_no_fault_and_can_be_asked_again_soon(client):
    answer = client.post("/wait-in-vain/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Nothing was changed: go back, wait a few seconds, and send it again." in text(answer)
    assert client.get("/misspell/").status_code == 500, "a fault of ours is called one"


def test_the_page_of_a_fault_looks_like_the_others():
    page = errors.broken(RequestFactory().get("/")).content.decode()
    sheets = re.findall(r'href="/static/([^"]+)"', page)
    assert len(sheets) == len(errors.SHEETS)
    assert all(finders.find(sheet) for sheet in sheets)


def test_the_page_of_a_fault_does_without_the_files_of_the_layout(settings, monkeypatch):
    def missing(path):
        raise ValueError(path)

    monkeypatch.setattr(errors, "static", missing)
    answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "stylesheet" not in answer.content.decode()


def test_a_page_is_given_even_where_nothing_is_known_of_who_asks():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert errors.not_there(request, ValueError()).status_code == 404
