"""Does the entrance let in whom it should, and tell nobody else anything?"""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.urls import reverse
from zeal import zeal_ignore

from conferral.rules.actors import Role
from tests import make
from tests.web.at_the_entrance import (
    ANOTHER,
    PASSWORD,
    Browser,
    account,
    all_in,
    arrived,
    code_of,
    is_signed_in,
    link_of,
    second_factor,
    sign_in,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.entrance_urls")]


@pytest.fixture
def client() -> Browser:
    return Browser()


MISMATCH = "This name and this password do not fit together."


@pytest.mark.parametrize("name", ["Sam", "sam", "SAM", " Sam ", "Sam.Stone@Example.test", "sam.stone@example.TEST"])
def test_one_signs_in_by_user_name_or_email_in_any_case(client, name):
    account()
    answer = sign_in(client, name)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_staff_come_to_the_staff_site_and_members_to_theirs(client):
    account()
    account("mem", "mem@example.test", Role.NONE, make.contact().pk)
    sign_in(client, "Sam")
    assert client.get("/", follow=True).content == b"the staff site"
    client.post("/sign-out/")
    sign_in(client, "mem")
    assert client.get("/", follow=True).content == b"the member site"


def test_an_unknown_name_a_wrong_password_and_a_closed_account_are_told_the_same(client):
    account()
    closed = account("closed", "closed@example.test")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    tries = [("nobody", PASSWORD), ("no@example.test", PASSWORD), ("Sam", ANOTHER), ("closed", PASSWORD)]
    answers = [sign_in(client, name, password) for name, password in tries]
    told = {text(answer).replace(name, "") for answer, (name, _) in zip(answers, tries, strict=True)}
    assert len(told) == 1
    assert MISMATCH in told.pop()
    assert {answer.status_code for answer in answers} == {200}
    assert not is_signed_in(client)


def test_the_sixth_wrong_try_for_one_account_is_refused_by_whichever_name(client):
    account()
    names = ["Sam", "sam.stone@example.test", "SAM", "Sam", "sam"]
    assert all(MISMATCH in text(sign_in(client, name, ANOTHER)) for name in names)
    assert "Too many tries did not fit" in text(sign_in(client, "Sam", PASSWORD))
    assert not is_signed_in(client)


def test_the_eleventh_wrong_try_from_one_address_is_refused_and_another_address_is_not(client):
    account()
    assert all(MISMATCH in text(sign_in(client, f"n{one}", ANOTHER)) for one in range(10))
    assert "Too many tries did not fit" in text(sign_in(client))
    sign_in(Browser(REMOTE_ADDR="10.1.1.1"))
    elsewhere = Browser(REMOTE_ADDR="10.1.1.1")
    sign_in(elsewhere)
    assert is_signed_in(elsewhere)


def test_far_too_many_tries_get_a_page_that_says_so(client):
    answers = [sign_in(client, "nobody", ANOTHER) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "Wait a minute" in text(answers[-1])


@pytest.mark.parametrize(
    ("then", "leads"),
    [
        ("/staff/form/", "/staff/form/"),
        ("https://evil.test/", "/"),
        ("//evil.test/", "/"),
        ("http://localhost/staff/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\\evil.test", "/"),
    ],
)
def test_next_leads_on_only_within_this_host(client, then, leads):
    account()
    assert then == leads or then not in client.get("/sign-in/", {"next": then}).content.decode()
    assert sign_in(client, next=then)["Location"] == leads


def test_signing_in_says_nothing_and_signing_out_says_so_in_our_words(client):
    account()
    sign_in(client)
    assert "sign" not in text(client.get("/password/change/")).lower().split("change password")[0].replace("skip", "")
    assert "Sign out?" in text(client.get("/sign-out/"))
    assert is_signed_in(client)
    assert "You are signed out." in text(client.post("/sign-out/", follow=True))
    assert not is_signed_in(client)


def test_a_session_lasts_as_long_as_the_browser_unless_one_asks_to_stay(client):
    account()
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    other = Browser()
    sign_in(other, remember="on")
    assert not other.session.get_expire_at_browser_close()


# A new password


def test_the_link_of_the_mail_leads_to_a_new_password_once(client):
    account()
    elsewhere = Browser()
    sign_in(elsewhere)
    assert client.post("/password/reset/", {"email": "sam.stone@example.test"})["Location"] == "/password/reset/done/"
    (letter,) = arrived()
    assert letter.to == ["Sam.Stone@example.test"]
    assert letter.subject == "Choose a new password"
    assert "example.com" not in letter.body
    assert "&" not in letter.body
    form = client.get(link_of(letter), follow=True)
    assert "Choose a new password" in text(form)
    done = client.post(form.request["PATH_INFO"], {"password1": ANOTHER, "password2": ANOTHER}, follow=True)
    assert "Your password is changed" in text(done)
    assert arrived(2)[1].subject == "Your password was changed"
    assert elsewhere.get("/staff/").status_code == 302
    assert "This link does not work" in text(Browser().get(link_of(letter), follow=True))
    sign_in(client, "Sam", ANOTHER)
    assert is_signed_in(client)


def test_a_reset_writes_no_list_of_emails_that_would_forbid_a_second_factor(client):
    from allauth.account.models import EmailAddress

    account()
    client.post("/password/reset/", {"email": "sam.stone@example.test"})
    client.get(link_of(arrived()[0]), follow=True)
    assert not EmailAddress.objects.exists()


def test_an_unknown_and_a_closed_address_are_answered_like_a_known_one(client):
    account()
    closed = account("closed", "closed@example.test")
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    addresses = ["no@example.test", "closed@example.test", "sam.stone@example.test"]
    answers = [client.post("/password/reset/", {"email": one}, follow=True) for one in addresses]
    assert len({text(answer) for answer in answers}) == 1
    assert [letter.to for letter in arrived()] == [["Sam.Stone@example.test"]]


def test_a_mail_server_that_is_down_changes_nothing_in_the_answer(client, settings):
    account()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = client.post("/password/reset/", {"email": "sam.stone@example.test"}, follow=True)
    assert "Look into your mail" in text(answer)
    assert mail.outbox == []


@pytest.mark.parametrize("key", ["1-x", "zzzzzzzzzzzzz-x", "1-set-password", "0-", "1-a/b"])
def test_a_made_up_link_is_told_so(client, key):
    answer = client.get(f"/password/reset/key/{key}/")
    assert answer.status_code in {200, 404}
    assert answer.status_code == 404 or "This link does not work" in text(answer)


def test_changing_the_password_keeps_this_session_and_ends_the_others(client):
    account()
    elsewhere = Browser()
    sign_in(client)
    sign_in(elsewhere)
    wrong = client.post("/password/change/", {"oldpassword": ANOTHER, "password1": ANOTHER, "password2": ANOTHER})
    assert wrong.status_code == 200
    right = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    assert client.post("/password/change/", right)["Location"] == "/"
    assert client.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 302
    assert arrived()[0].subject == "Your password was changed"


def test_a_weak_password_is_refused_beside_its_field(client):
    account()
    sign_in(client)
    answer = client.post("/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert "at least 10 characters" in text(answer)
    assert 'id="id_password1_error"' in answer.content.decode()


# The second factor


def test_the_second_factor_is_turned_on_used_and_turned_off(client):
    account()
    sign_in(client)
    assert "Off." in text(client.get("/second-factor/"))
    asked = client.get("/second-factor/app/on/", follow=True)
    assert "Confirm that it is you" in text(asked)
    form = client.post("/sign-in/again/", {"password": PASSWORD, "next": "/second-factor/app/on/"}, follow=True)
    (secret,) = all_in(form, r'class="secret">(\w+)<')
    assert secret in text(form)
    assert "Incorrect" in text(client.post("/second-factor/app/on/", {"code": "000000"}))
    codes = client.post("/second-factor/app/on/", {"code": code_of(secret)}, follow=True)
    assert "Each signs you in once" in text(codes)
    one = all_in(codes, r"<li>(\d+)</li>")[0]
    assert one in client.get("/second-factor/recovery/file/").content.decode()
    client.post("/sign-out/")

    assert sign_in(client, next="/staff/form/")["Location"] == "/second-factor/code/"
    assert not is_signed_in(client)
    assert "Second factor" in text(client.get("/second-factor/code/"))
    assert "Incorrect" in text(client.post("/second-factor/code/", {"code": "12"}))
    assert client.post("/second-factor/code/", {"code": one})["Location"] == "/staff/form/"
    assert "9 recovery codes are left" in text(client.get("/second-factor/"))
    client.post("/sign-in/again/", {"password": PASSWORD})
    assert "stop working" in text(client.get("/second-factor/recovery/new/"))
    assert one not in text(client.post("/second-factor/recovery/new/", follow=True))
    assert "Turn off the second factor?" in text(client.get("/second-factor/app/off/"))
    assert "The second factor is off" in text(client.post("/second-factor/app/off/", follow=True))


def test_a_code_of_the_app_lets_in(client):
    secret = second_factor(account())
    sign_in(client)
    assert client.post("/second-factor/code/", {"code": code_of(secret)})["Location"] == "/"
    assert is_signed_in(client)
    assert "Enter the code" in text(client.get("/second-factor/again/"))


def test_a_recovery_code_lets_in_once(client):
    who = account()
    second_factor(who)
    code = RecoveryCodes.activate(who).get_unused_codes()[0]
    for lets_in in (True, False):
        browser = Browser()
        sign_in(browser)
        browser.post("/second-factor/code/", {"code": code})
        assert is_signed_in(browser) is lets_in


@pytest.mark.parametrize("sent", [{}, {"credential": "x"}, {"code": ""}])
def test_a_code_form_without_a_code_asks_again(client, sent):
    second_factor(account())
    sign_in(client)
    answer = client.post("/second-factor/code/", sent)
    assert answer.status_code == 200
    assert "One field needs another look" in text(answer)


def test_leaving_the_second_factor_leads_back_to_the_password(client):
    second_factor(account())
    sign_in(client)
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert "Email or user name" in text(client.get("/sign-in/"))


# What is not offered


@pytest.mark.parametrize("address", ["/signup/", "/email/", "/confirm-email/", "/login/code/confirm/"])
def test_what_is_not_offered_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_an_account_without_a_password_can_set_one(client):
    who = account()
    who.set_unusable_password()
    who.save()
    with zeal_ignore():
        client.force_login(who)
    assert "Set a password" in text(client.get("/password/change/", follow=True))
    client.post("/password/set/", {"password1": ANOTHER, "password2": ANOTHER})
    sign_in(browser := Browser(), "Sam", ANOTHER)
    assert is_signed_in(browser)


OWN = ["account_reauthenticate", "account_change_password", "account_set_password", "mfa_index", "mfa_activate_totp"]
OWN += [
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "resumed",
]
OPEN = ["account_login", "account_inactive", "account_reset_password", "account_reset_password_done"]
OPEN += ["account_reset_password_from_key_done"]


@pytest.mark.parametrize("name", OWN)
def test_pages_of_ones_own_account_ask_to_sign_in(client, name):
    address = reverse(name)
    for answer in (client.get(address), client.post(address, {"password": PASSWORD})):
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", OPEN)
def test_open_pages_say_what_they_are_and_are_not_kept_by_caches(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "placeholder" not in answer.content.decode()


def test_the_fields_of_the_sign_in_page_tell_a_password_manager_what_they_are(client):
    page = client.get("/sign-in/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
