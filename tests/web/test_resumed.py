"""Does a session that ended meanwhile lose anything that was typed, and can a foreign page profit from that?"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conferral import clock
from conferral.models import Contact
from conferral.rules.actors import Role
from conferral.web import resumed
from tests import make
from tests.web import entrance_urls
from tests.web.at_the_entrance import PASSWORD, Browser, account, code_of, second_factor, sign_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.entrance_urls")]
FORM = "/staff/form/?on=2026-03-02"
TYPED = {"enrolled_on": "2026-03-02", "contact": ["M-1", "M-2"], "notes": "one\r\ntwo <b>&amp;", "go": ""}
HERE = {"HTTP_ORIGIN": "http://testserver"}
NOTHING_LOST = "You were signed out meanwhile; nothing is lost."


@pytest.fixture
def browser() -> Browser:
    """A browser that has seen a form of ours, so that it has the cookie; the tests of forgery are on."""
    made = Browser(enforce_csrf_checks=True)
    made.get("/sign-in/")
    return made


@pytest.fixture(autouse=True)
def received():
    entrance_urls.received.clear()
    return entrance_urls.received


def token(browser) -> str:
    return browser.cookies["csrftoken"].value


def send(browser, address=FORM, values=TYPED, **more):
    return browser.post(address, {**values, "csrfmiddlewaretoken": token(browser)}, **more)


def hidden(answer) -> dict[str, list[str]]:
    """The hidden fields of the first form of a page, as a browser sends them."""
    form = re.search(r"(?s)<form.*?</form>", answer.content.decode())[0]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        fields.setdefault(unescape(name), []).append(unescape(value))
    return fields


def come_in(browser, **more):
    return sign_in(browser, next="/resumed/", csrfmiddlewaretoken=token(browser), **more)


def send_it_now(browser, page):
    address = unescape(re.search(r'<form method="post" action="([^"]*)"', page.content.decode())[1])
    return address, browser.post(address, hidden(page))


def test_what_was_typed_is_sent_at_one_click_after_signing_in(browser, received):
    account()
    asked = send(browser)
    assert asked.status_code == 401
    assert NOTHING_LOST in text(asked)
    assert hidden(asked)["next"] == ["/resumed/"]
    assert NOTHING_LOST in text(come_in(browser, password="wrong", name="Sam"))
    page = browser.get(come_in(browser)["Location"])
    assert received == []
    assert "Enrollment date 2026-03-02" in text(page)
    assert f"It goes to {FORM} as Sam." in text(page)
    address, answer = send_it_now(browser, page)
    assert (address, answer.content) == (FORM, b"taken")
    assert received == [{name: [value] if isinstance(value, str) else value for name, value in TYPED.items()}]
    assert browser.get("/resumed/")["Location"] == "/"


def test_it_survives_the_second_factor_too(browser, received):
    secret = second_factor(account())
    send(browser)
    assert come_in(browser)["Location"] == "/second-factor/code/"
    answer = browser.post("/second-factor/code/", {"code": code_of(secret), "csrfmiddlewaretoken": token(browser)})
    assert answer["Location"] == "/resumed/"
    send_it_now(browser, browser.get("/resumed/"))
    assert received[0]["contact"] == ["M-1", "M-2"]


def test_it_can_be_thrown_away(browser, received):
    account()
    send(browser)
    come_in(browser)
    assert browser.post("/resumed/", {"csrfmiddlewaretoken": token(browser)})["Location"] == "/"
    assert browser.get("/resumed/")["Location"] == "/"
    assert received == []


def test_it_is_forgotten_after_two_hours(browser, monkeypatch):
    account()
    send(browser)
    come_in(browser)
    later = clock.now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.get("/resumed/")["Location"] == "/"


def test_somebody_who_may_not_is_refused_when_it_is_sent(browser, received):
    account("mem", "mem@example.test", Role.NONE, make.contact().pk)
    send(browser)
    come_in(browser, name="mem")
    assert send_it_now(browser, browser.get("/resumed/"))[1].status_code == 404
    assert received == []


def test_passwords_files_and_the_token_are_not_kept(browser):
    account()
    file = SimpleUploadedFile("a.txt", b"content of the file")
    send(browser, values={"file": file, "password": "hush", "new_password1": "hush", "title": "kept"})
    come_in(browser)
    page = browser.get("/resumed/")
    assert "hush" not in page.content.decode()
    assert hidden(page).keys() == {"csrfmiddlewaretoken", "title"}
    assert "attach them again" in text(page)


@pytest.mark.parametrize("values", [{"notes": "x" * 200_001}, {"contact": ["1"] * 2_001}])
def test_too_much_is_said_to_be_too_much(browser, settings, values):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
    asked = send(browser, values=values)
    assert asked.status_code == 401
    assert "this is too much to be kept here" in text(asked)
    assert resumed.KEPT_AS not in browser.session


def test_a_long_text_is_shown_shortened_and_sent_whole(browser, received):
    account()
    send(browser, values={"notes": "word " * 200, "contact": [f"M-{one}" for one in range(12)]})
    come_in(browser)
    page = browser.get("/resumed/")
    assert "and 2 more" in text(page)
    assert text(page).count("word") < 60
    send_it_now(browser, page)
    assert received[0]["notes"] == ["word " * 200]
    assert len(received[0]["contact"]) == 12


def test_an_htmx_button_leads_to_the_sign_in_page_and_keeps_what_it_sent(browser):
    account()
    answer = send(browser, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/sign-in/?next=/resumed/")
    assert NOTHING_LOST in text(browser.get(answer["HX-Redirect"]))
    come_in(browser)
    assert "M-2" in text(browser.get("/resumed/"))


def test_strangers_cannot_fill_the_database_with_what_they_send(browser):
    answers = [text(send(browser)) for _ in range(21)]
    assert [NOTHING_LOST in answer for answer in answers] == [True] * 20 + [False]
    assert 0 < browser.session.get_expiry_age() <= 2 * 60 * 60


def test_signing_in_makes_the_session_as_long_as_any(browser):
    account()
    send(browser)
    come_in(browser, remember="on")
    assert browser.session.get_expiry_age() > 24 * 60 * 60


@pytest.mark.urls("conferral.web.urls")
def test_a_contact_typed_on_the_staff_site_is_added_after_signing_in_anew(browser):
    account(role=Role.ADMIN)
    send(browser, "/staff/contacts/new/", {"member_number": "M-77", "first_name": "Grace", "last_name": "Hopper"})
    come_in(browser)
    send_it_now(browser, browser.get("/resumed/"))
    assert Contact.objects.get(member_number="M-77").full_name == "Grace Hopper"


# Pages that were opened before the last sign-in


def test_an_old_page_shows_what_it_sent_with_a_fresh_token(browser, received):
    account()
    old = token(browser)
    come_in(browser)
    page = browser.post(FORM, {**TYPED, "csrfmiddlewaretoken": old}, **HERE)
    assert page.status_code == 200
    assert received == []
    assert "no-store" in page["Cache-Control"]
    send_it_now(browser, page)
    assert received[0]["notes"] == [TYPED["notes"]]


def test_an_old_page_of_somebody_signed_out_asks_to_sign_in_first(browser, received):
    account()
    asked = browser.post(FORM, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert (asked.status_code, NOTHING_LOST in text(asked)) == (401, True)
    come_in(browser)
    send_it_now(browser, browser.get("/resumed/"))
    assert received[0]["enrolled_on"] == ["2026-03-02"]


def test_an_old_htmx_button_leads_to_the_confirmation(browser):
    account()
    come_in(browser)
    answer = browser.post(FORM, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **HERE, HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"] == "/resumed/"
    assert "M-2" in text(browser.get("/resumed/"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://evil.test"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "https://testserver"},
        {"HTTP_ORIGIN": "http://testserver.evil.test"},
        {"HTTP_REFERER": "https://evil.test/http://testserver/"},
        {"HTTP_ORIGIN": "https://evil.test", "HTTP_REFERER": "http://testserver/"},
    ],
)
def test_a_foreign_page_gets_nothing_kept_and_nothing_shown(browser, headers):
    account()
    come_in(browser)
    answer = browser.post(FORM, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **headers)
    assert answer.status_code == 403
    assert "Not accepted" in text(answer)
    assert "M-2" not in answer.content.decode()
    assert browser.get("/resumed/")["Location"] == "/"


@pytest.mark.parametrize("address", ["/sign-in/", "/password/reset/", "/password/change/", "/setup/"])
def test_an_old_page_with_a_password_is_told_to_try_again_and_carries_nothing(browser, settings, address):
    settings.SETUP_CODE = "open-sesame"
    answer = browser.post(address, {"login": "Sam", "password": PASSWORD, "csrfmiddlewaretoken": "x" * 64}, **HERE)
    assert answer.status_code == 403
    assert "This page was too old" in text(answer)
    assert f'href="{address}"' in answer.content.decode()
    assert PASSWORD not in answer.content.decode()


def test_a_session_ended_elsewhere_does_not_leave_its_account_behind(browser):
    who = account()
    come_in(browser)
    who.set_password("another one, quite long")
    who.save()
    asked = send(browser)
    assert asked.status_code == 401
    assert "_auth_user_id" not in browser.session


@pytest.mark.urls("conferral.web.urls")
@pytest.mark.parametrize("on", ["http://testserver/staff/", ""])
def test_a_link_that_htmx_follows_leads_the_whole_page_to_the_sign_in_page_and_then_to_where_it_led(browser, on):
    boosted = {
        "HTTP_HX_REQUEST": "true",
        "HTTP_HX_BOOSTED": "true",
        "HTTP_HX_TARGET": "found",
        "HTTP_HX_CURRENT_URL": on,
    }
    answer = browser.get("/staff/certification/enrollments/contacts/?q=ada", **boosted)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == "/sign-in/?next=/staff/certification/enrollments/contacts/%3Fq%3Dada"
