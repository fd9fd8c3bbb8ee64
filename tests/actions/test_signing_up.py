"""How does somebody get an account by themselves, and whose record is theirs then?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate

from conferral.actions import erasure, merging, organization, pending_emails, signing_up
from conferral.models import Account, Contact, Event, PendingEmail
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes
from tests.conftest import NOW

ADA, PASSWORD = "ada@example.org", "analytical-engine"
ALONE = {"first_name": "Ada", "last_name": "Lovelace"}


def opened() -> None:
    organization.change(name="Society", sign_up_is_open=True, by=COMMAND_LINE, at=NOW)


def signed_up(email: str = ADA, password: str = PASSWORD) -> Account:
    asked = signing_up.ask(email=email, password=password, at=NOW)
    return signing_up.confirm(token=asked.token, password=password, at=NOW)


def refused(act, **said: object) -> str:
    before = Account.objects.count(), Event.objects.count(), Contact.objects.count()
    with pytest.raises(Refused) as no:
        act(**{"at": NOW, **said})
    assert (Account.objects.count(), Event.objects.count(), Contact.objects.count()) == before
    return no.value.refusal.code


def named(account: Account, **said: object) -> Contact:
    return signing_up.enter_oneself(account=account.pk, at=NOW, **(ALONE | said))


@pytest.mark.django_db
def test_whoever_confirms_the_address_of_one_contact_is_that_contact_and_signs_in():
    opened()
    ada = make.contact("M-1", email="Ada@Example.org")
    make.contact("M-2", email="grace@example.org")
    account = signed_up()
    assert (account.contact, account.username, account.role(NOW.date())) == (ada, "ada", Role.NONE)
    assert account.email_confirmed_at == NOW
    assert authenticate(request=None, email=ADA, password=PASSWORD) == account
    entry = Event.objects.get(kind="account.signed_up")
    assert (entry.account_id, entry.contact_id, entry.subject) == (account.pk, ada.pk, account.key)
    assert account.password not in str(list(Event.objects.values_list()))
    assert not PendingEmail.objects.exists()


@pytest.mark.django_db
def test_nothing_is_anybodys_before_the_link_is_followed_with_the_password_that_was_chosen():
    opened()
    make.contact("M-1", email=ADA)
    asked = signing_up.ask(email=ADA, password=PASSWORD, at=NOW)
    assert not Account.objects.exists()
    assert asked.token not in str(PendingEmail.objects.values_list())
    assert refused(signing_up.confirm, token=asked.token, password="not-the-one-chosen") == "password_wrong"
    assert refused(signing_up.confirm, token=f"{asked.token}x", password=PASSWORD) == "link_dead"
    late = NOW + timedelta(days=3)
    assert refused(signing_up.confirm, token=asked.token, password=PASSWORD, at=late) == "link_dead"
    assert signing_up.address(token=asked.token, at=late - timedelta(seconds=1)) == ADA
    signing_up.confirm(token=asked.token, password=PASSWORD, at=NOW)
    assert refused(signing_up.confirm, token=asked.token, password=PASSWORD) == "link_dead"


@pytest.mark.django_db
def test_somebody_who_signs_up_with_the_address_of_another_gets_nothing_of_theirs():
    """The other follows the link of a mail they did not ask for, and does not know the password."""
    opened()
    make.contact("M-1", email=ADA)
    theirs = signing_up.ask(email=ADA, password="chosen by a thief", at=NOW)
    own = signing_up.ask(email=ADA, password=PASSWORD, at=NOW)
    assert refused(signing_up.confirm, token=theirs.token, password=PASSWORD) == "password_wrong"
    signing_up.confirm(token=own.token, password=PASSWORD, at=NOW)
    assert refused(signing_up.confirm, token=theirs.token, password="chosen by a thief") == "link_dead"
    assert authenticate(request=None, email=ADA, password="chosen by a thief") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "why", ["two have it", "it has an account", "it was erased", "another has it", "nobody has it"]
)
def test_where_it_is_not_clear_whose_an_address_is_the_account_is_nobodys(why):
    opened()
    ada = make.contact("M-1", email="grace@example.org" if why == "another has it" else ADA)
    if why == "two have it":
        make.contact("M-2", email="ADA@example.org")
    if why == "it has an account":
        Account.objects.create(username="other", contact=ada)
    if why in {"it was erased", "nobody has it"}:
        erasure.erase(contact=ada.pk, reason="They asked.", by=COMMAND_LINE, at=NOW)
    account = signed_up()
    assert account.contact is None
    assert Event.objects.get(kind="account.signed_up").contact_id is None
    if why in {"two have it", "it has an account"}:
        assert refused(signing_up.enter_oneself, account=account.pk, **ALONE) == "staff_connect"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"email": ""}, "email_missing"),
        ({"email": "ada"}, "email_malformed"),
        ({"password": "short"}, "password_weak"),
        ({"password": "ada@example.org"}, "password_weak"),
        ({"password": "x" * 1001}, "password_too_long"),
        ({"password": "a password with \0"}, "password_too_long"),
    ],
)
def test_what_no_account_is_made_with_is_told_the_same_of_every_address(said, code):
    opened()
    asked = {"email": ADA, "password": PASSWORD, **said}
    assert refused(signing_up.ask, **asked) == code
    Account.objects.create(username="other", email=ADA)
    assert refused(signing_up.ask, **asked) == code


@pytest.mark.django_db
def test_nobody_signs_up_until_the_organization_opens_it_and_not_after_it_closes_it():
    assert refused(signing_up.ask, email=ADA, password=PASSWORD) == "sign_up_closed"
    opened()
    asked = signing_up.ask(email=ADA, password=PASSWORD, at=NOW)
    account = signed_up("bob@example.org")
    organization.change(name="Society", by=COMMAND_LINE, at=NOW)
    assert refused(signing_up.confirm, token=asked.token, password=PASSWORD) == "sign_up_closed"
    assert refused(signing_up.enter_oneself, account=account.pk, **ALONE) == "sign_up_closed"


@pytest.mark.django_db
def test_an_address_that_got_an_account_meanwhile_makes_no_second_one():
    opened()
    asked = signing_up.ask(email=ADA, password=PASSWORD, at=NOW)
    Account.objects.create(username="other", email="ADA@example.org")
    assert refused(signing_up.confirm, token=asked.token, password=PASSWORD) == "email_taken"
    assert signing_up.ask(email=ADA, password=PASSWORD, at=NOW).is_known
    assert not asked.is_known


# Whoever is nobody yet


@pytest.mark.django_db
def test_whoever_is_nobody_yet_gives_a_name_and_gets_the_next_free_number():
    opened()
    account = signed_up()
    contact = named(account)
    account.refresh_from_db()
    assert (account.contact, contact.member_number, contact.email) == (contact, "N-000001", ADA)
    assert named(account) == contact  # clicked twice
    kinds = list(Event.objects.filter(contact_id=contact.pk).order_by("pk").values_list("kind", "account_id"))
    assert kinds == [("contact.added", account.pk), ("account.connected", account.pk)]
    make.contact("N-000007")
    make.contact("N-ABC")
    gone = make.contact("N-000012")
    merging.merge(survivor=contact.pk, duplicate=gone.pk, reason="One person.", by=COMMAND_LINE, at=NOW)
    assert named(signed_up("bob@example.org")).member_number == "N-000013"


@pytest.mark.django_db
def test_the_number_of_somebody_erased_is_given_to_nobody_else():
    opened()
    first = named(signed_up())
    erasure.erase(contact=first.pk, reason="They asked.", replaces_number=True, by=COMMAND_LINE, at=NOW)
    assert named(signed_up("bob@example.org")).member_number == "N-000002"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"first_name": "", "last_name": ""}, "name_missing"),
        ({"first_name": "A\nB"}, "first_name_control_character"),
        ({"last_name": "x" * 301}, "last_name_too_long"),
    ],
)
def test_a_name_that_is_none_adds_nobody(said, code):
    opened()
    account = signed_up()
    assert refused(signing_up.enter_oneself, account=account.pk, **(ALONE | said)) == code


@pytest.mark.django_db
def test_whoever_was_added_by_staff_meanwhile_is_found_instead():
    opened()
    account = signed_up()
    added = make.contact("M-9", email=ADA)
    assert named(account) == added


@pytest.mark.django_db
def test_an_account_whose_address_nobody_confirmed_adds_nobody():
    opened()
    account = Account.objects.create(username="ada", email=ADA)
    assert refused(signing_up.enter_oneself, account=account.pk, **ALONE) == "staff_connect"


@pytest.mark.django_db
def test_what_is_not_confirmed_is_forgotten_after_three_days_and_with_whom_it_names():
    opened()
    ada = make.contact("M-1", email=ADA)
    signing_up.ask(email=ADA, password=PASSWORD, at=NOW)
    assert pending_emails.forget(at=NOW + timedelta(days=3) - timedelta(seconds=1)) == 0
    assert pending_emails.forget(at=NOW + timedelta(days=3)) == 1
    signing_up.ask(email="ADA@example.org", password=PASSWORD, at=NOW)
    signing_up.ask(email="bob@example.org", password=PASSWORD, at=NOW)
    erasure.erase(contact=ada.pk, reason="They asked.", by=COMMAND_LINE, at=NOW)
    assert [row.email for row in PendingEmail.objects.all()] == ["bob@example.org"]


# At once


@pytest.mark.django_db(transaction=True)
def test_a_link_followed_many_times_at_once_makes_one_account():
    opened()
    make.contact("M-1", email=ADA)
    tokens = [signing_up.ask(email=ADA, password=PASSWORD, at=NOW).token for _ in range(2)]
    acts = [lambda token=token: signing_up.confirm(token=token, password=PASSWORD, at=NOW) for token in tokens * 2]
    found = codes(at_once(acts))
    assert found.count("done") == 1
    assert set(found) <= {"done", "link_dead", "email_taken"}
    account = Account.objects.get()
    assert account.contact.member_number == "M-1"


@pytest.mark.django_db(transaction=True)
def test_people_who_add_themselves_at_once_get_a_number_each_and_nobody_two():
    opened()
    accounts = [signed_up(f"{name}@example.org") for name in "abc"]
    assert codes(at_once([lambda one=one: named(one) for one in accounts * 2])) == ["done"] * 6
    assert sorted(Contact.objects.values_list("member_number", flat=True)) == ["N-000001", "N-000002", "N-000003"]
