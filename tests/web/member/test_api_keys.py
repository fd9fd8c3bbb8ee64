"""Does everybody who signs in get keys for programs, sees one once, and revokes it; and do admins revoke anybody's?"""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from conferral.models import Account, ApiKey
from conferral.rules.actors import Role
from tests import make
from tests.web.at_the_entrance import PASSWORD, Browser, account, all_in, sign_in, text
from tests.web.signed_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/my/profile/keys/"
TOKEN = re.compile(r"cfl_[\w-]{43}")


@pytest.fixture
def ada() -> Browser:
    cache.clear()
    account("ada", "ada@example.test", Role.NONE, make.contact("M-1").pk)
    browser = Browser()
    sign_in(browser, "ada")
    return browser


def made(browser, label="Payroll", password=PASSWORD):
    return browser.post(PAGE, {"label": label, "password": password})


def test_a_new_key_is_shown_once_and_works(ada):
    assert "You have no keys." in text(ada.get(PAGE))
    assert f'href="{PAGE}"' in ada.get("/my/profile/").content.decode()
    answer = made(ada)
    (token,) = set(TOKEN.findall(answer.content.decode()))
    assert "This is the key “Payroll”. Copy it now: it is not shown again." in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert TOKEN.findall(ada.get(PAGE).content.decode()) == []
    told = Browser().get("/api/v1/contacts/M-1", headers={"Authorization": f"Bearer {token}"})
    assert told.json()["member_number"] == "M-1"
    assert "2026" in text(ada.get(PAGE)) or "Last used" in text(ada.get(PAGE))


@pytest.mark.parametrize(
    ("label", "password", "said"),
    [
        ("Payroll", "wrong", "This is not your password."),
        ("", PASSWORD, "This field is required."),
        ("x" * 101, PASSWORD, "at most 100"),
    ],
)
def test_a_key_asks_for_the_password_and_a_name(ada, label, password, said):
    answer = made(ada, label, password)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked_by_its_owner_and_opens_nothing_any_more(ada):
    (token, *_) = TOKEN.findall(made(ada).content.decode())
    (address,) = all_in(ada.get(PAGE), rf'action="({PAGE}[^"]+revocation/)"')
    assert ada.get(address).status_code == 405
    assert ada.post(address)["Location"] == PAGE
    assert "You have no keys." in text(ada.get(PAGE))
    assert Browser().get("/api/v1/programs", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_nobody_revokes_anothers_on_their_own_page(ada):
    made(ada)
    address = f"{PAGE}{ApiKey.objects.get().key}/revocation/"
    signed_in(Role.SYSADMIN).post(address)
    assert ApiKey.objects.working().exists()


def test_whoever_manages_users_sees_and_revokes_the_keys_of_an_account(ada):
    made(ada)
    page = f"/staff/users/{Account.objects.get(username='ada').key}/"
    admin = signed_in(Role.ADMIN)
    assert "Payroll" in text(admin.get(page))
    (address,) = all_in(admin.get(page), r'action="(/staff/users/[^"]+/revocation/)"')
    signed_in(Role.MANAGER).post(address)
    assert ApiKey.objects.working().exists()
    assert admin.post(address)["Location"] == page
    assert not ApiKey.objects.working().exists()
    assert "Payroll" not in text(admin.get(page))


def test_whoever_tries_passwords_is_slowed_down(ada):
    assert [made(ada, password="wrong").status_code for _ in range(11)] == [422] * 10 + [429]
