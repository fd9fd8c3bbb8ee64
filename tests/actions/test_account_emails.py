"""Does another email count only once it is confirmed, for the account and for its contact?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.actions import account_emails, erasure, sessions
from conferral.models import Account, Contact, Event, PendingEmail, Session
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once
from tests.conftest import NOW


def owner(contact: Contact | None = None, email: str = "ada@example.org") -> Account:
    return Account.objects.create(username=email.partition("@")[0], email=email, contact=contact)


def asked(account: Account, email: str = "new@example.org") -> str:
    return account_emails.ask(account=account, email=email, at=NOW).token


def confirm(account: Account, token: str) -> str:
    return account_emails.confirm(account=account.pk, token=token, at=NOW)


def refused(act, *args: object) -> str:
    with pytest.raises(Refused) as no:
        act(*args)
    return no.value.refusal.code


@pytest.mark.django_db
def test_the_email_of_account_and_contact_is_the_new_one_once_it_is_confirmed_and_the_log_says_so():
    ada = make.contact("M-1", email="ada@example.org")
    account = owner(ada)
    token = asked(account)
    assert account_emails.address(account=account.pk, token=token, at=NOW) == "new@example.org"
    account.refresh_from_db()
    assert account.email == "ada@example.org"
    assert confirm(account, token) == "ada@example.org"
    account.refresh_from_db()
    ada.refresh_from_db()
    assert (account.email, ada.email, account.email_confirmed_at) == ("new@example.org", "new@example.org", NOW)
    assert Contact.objects.named("new@example").get() == ada
    entries = Event.objects.filter(contact_id=ada.pk, account_id=account.pk).order_by("pk")
    assert [(entry.kind, entry.before["email"], entry.after["email"]) for entry in entries] == [
        ("contact.changed", "ada@example.org", "new@example.org"),
        ("account.email_changed", "ada@example.org", "new@example.org"),
    ]
    assert refused(confirm, account, token) == "link_dead"


@pytest.mark.django_db
def test_a_link_is_for_the_account_that_asked_and_no_other():
    account, other = owner(), owner(email="bob@example.org")
    token = asked(account)
    assert refused(confirm, other, token) == "link_dead"
    confirm(account, token)


@pytest.mark.django_db
def test_only_an_address_that_is_another_and_is_one_is_asked_for():
    account = owner()
    assert refused(asked, account, "ADA@example.org") == "email_same"
    assert refused(asked, account, "") == "email_missing"
    assert refused(asked, account, "nobody") == "email_malformed"
    assert not PendingEmail.objects.exists()


@pytest.mark.django_db
def test_the_address_of_another_account_is_not_taken_and_its_owner_alone_is_told():
    account = owner()
    owner(email="bob@example.org")
    found = account_emails.ask(account=account, email="BOB@example.org", at=NOW)
    assert found.is_known
    assert refused(confirm, account, found.token) == "email_taken"
    account.refresh_from_db()
    assert account.email == "ada@example.org"


@pytest.mark.django_db
def test_an_account_that_is_nobodys_becomes_the_one_contact_that_has_the_new_address():
    account, ada = owner(), make.contact("M-1", email="new@example.org")
    confirm(account, asked(account))
    account.refresh_from_db()
    assert account.contact == ada


@pytest.mark.django_db
def test_what_waits_and_where_they_are_signed_in_goes_with_whom_is_erased():
    ada = make.contact("M-1")
    account = owner(ada)
    asked(account)
    Session.objects.create(session_key="a", account=account.pk, expire_date=NOW)
    erasure.erase(contact=ada.pk, reason="They asked.", by=COMMAND_LINE, at=NOW)
    assert not PendingEmail.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_signing_out_elsewhere_ends_all_sessions_of_the_account_but_one_and_none_of_another():
    account, other = owner(make.contact("M-1")), owner(email="bob@example.org")
    for number, whose in enumerate((account, account, account, other)):
        Session.objects.create(session_key=f"s{number}", account=whose.pk, expire_date=NOW + timedelta(days=1))
    by = account.as_actor(NOW.date())
    assert sessions.end_others(account=account, but="s1", by=by, at=NOW) == 2
    assert sessions.end_others(account=account, but="s1", by=by, at=NOW) == 0
    assert sorted(Session.objects.values_list("session_key", flat=True)) == ["s1", "s3"]
    entry = Event.objects.get(kind="account.signed_out_elsewhere")
    assert (entry.contact_id, entry.after["sessions"]) == (account.contact_id, 2)
    assert sessions.forget(at=NOW + timedelta(days=1)) == 2


@pytest.mark.django_db(transaction=True)
def test_one_address_confirmed_by_two_accounts_at_once_is_one_of_theirs():
    accounts = [owner(email=f"{name}@example.org") for name in "ab"]
    links = [(one, asked(one)) for one in accounts]
    found = at_once([lambda one=one, token=token: confirm(one, token) for one, token in links])
    assert set(found) in ({"a@example.org", "email_taken"}, {"b@example.org", "email_taken"})
    assert Account.objects.filter(email="new@example.org").count() == 1
