"""How does somebody get an account, and what keeps two from being one?"""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import authenticate

from conferral.actions import accounts
from conferral.models import Account, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes

AT = make.noon(date(2026, 3, 2))
ADA = {
    "username": "ada",
    "email": "ada@example.org",
    "password": "analytical-engine",
    "role": Role.STAFF,
    "contact": None,
}


def add(**said: object) -> Account:
    return accounts.add(**{**ADA, "by": COMMAND_LINE, "at": AT, **said})


def refused(**said: object) -> str:
    before = Account.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as no:
        add(**said)
    assert (Account.objects.count(), Event.objects.count()) == before
    return no.value.refusal.code


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_an_account_has_the_level_it_was_given_and_signs_in(role):
    contact = make.contact()
    made = add(role=role, contact=contact.pk)
    assert (made.role(AT.date()), made.as_actor(AT.date()).contact) == (role, contact.pk)
    assert authenticate(request=None, username="ada", password="analytical-engine") == made
    assert authenticate(request=None, username="ada", password="analytical-engines") is None


@pytest.mark.django_db
def test_the_log_says_who_added_whom_and_nothing_of_the_password():
    admin, contact = make.actor(Role.ADMIN), make.contact()
    made = add(by=admin, contact=contact.pk)
    entry = Event.objects.get(kind="account.added")
    assert (entry.actor, entry.account_id, entry.contact_id) == (admin.name, admin.account, contact.pk)
    assert entry.after == {"account": made.pk, "username": "ada", "email": "ada@example.org", "role": "Staff"}
    kept = str(list(Event.objects.values_list()))
    assert "analytical-engine" not in kept
    assert made.password not in kept


@pytest.mark.django_db
def test_nobody_gives_a_level_above_their_own():
    assert add(by=make.actor(Role.ADMIN), role=Role.ADMIN).role(AT.date()) is Role.ADMIN
    again = {"username": "bob", "email": "bob@example.org"}
    assert refused(by=make.actor(Role.ADMIN), role=Role.SYSADMIN, **again) == "role_above_own"
    assert refused(by=make.actor(Role.MANAGER), role=Role.NONE, **again) == "role_needed"


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["ada", "ADA", "ａｄａ"])
def test_a_user_name_is_one_persons_whatever_its_case_and_width(username):
    add()
    assert refused(username=username, email="other@example.org") == "username_taken"


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["ada@example.org", "ADA@Example.ORG"])
def test_an_email_is_one_accounts_whatever_its_case_and_blank_is_nobodys(email):
    add()
    assert refused(username="bob", email=email) == "email_taken"
    add(username="bob", email="")
    add(username="cleo", email="")


@pytest.mark.django_db
def test_a_contact_is_there_and_has_one_account():
    contact = make.contact()
    add(contact=contact.pk)
    assert refused(username="bob", email="bob@example.org", contact=contact.pk) == "contact_has_account"
    assert refused(username="bob", email="bob@example.org", contact=987_654) == "contact_unknown"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "at least 10 characters"),
        ("password123", "too common"),
        ("ada@example.org", "too similar to the email"),
    ],
)
def test_a_weak_password_is_refused_with_the_sentences_of_its_weakness(password, sentence):
    with pytest.raises(Refused, match=sentence) as no:
        add(password=password)
    assert no.value.refusal.code == "password_weak"
    assert refused(password="x" * 1001) == "password_too_long"


@pytest.mark.django_db
def test_what_the_rule_refuses_makes_no_account():
    assert refused(username="") == "username_missing"
    assert refused(username="a@b") == "username_malformed"
    assert refused(email="nonsense") == "email_malformed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_what_is_taken_at_once_belongs_to_one_account(_round):
    contact = make.contact().pk
    assert codes(at_once([add] * 4)) == ["done"] + ["username_taken"] * 3
    mails = [lambda n=n: add(username=f"bob-{n}", email="Bob@example.org") for n in range(4)]
    assert codes(at_once(mails)) == ["done"] + ["email_taken"] * 3
    people = [lambda n=n: add(username=f"cleo-{n}", email="", contact=contact) for n in range(4)]
    assert codes(at_once(people)) == ["contact_has_account"] * 3 + ["done"]
    assert Account.objects.count() == Event.objects.filter(kind="account.added").count() == 3


# Inviting


def invite(**said: object) -> Account:
    given = {"email": "ada@example.org", "role": Role.STAFF, "contact": None, "reason": "New here."}
    return accounts.invite(**{**given, "by": COMMAND_LINE, "at": AT, **said})


@pytest.mark.django_db
def test_whoever_is_invited_has_a_level_and_a_name_and_no_password_that_anybody_knows():
    admin, contact = make.actor(Role.ADMIN), make.contact()
    made = invite(by=admin, contact=contact.pk)
    assert (made.username, made.role(AT.date()), made.contact) == ("ada", Role.STAFF, contact)
    assert not made.has_usable_password()
    entry = Event.objects.get(kind="account.invited")
    assert (entry.account_id, entry.contact_id, entry.subject) == (admin.account, contact.pk, made.key)
    assert (entry.reason, entry.after["role"]) == ("New here.", "Staff")


@pytest.mark.django_db
def test_a_user_name_that_is_taken_is_numbered():
    assert [invite(email=f"ada@{host}.org").username for host in "abc"] == ["ada", "ada-2", "ada-3"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"email": ""}, "email_missing"),
        ({"email": "ada"}, "email_malformed"),
        ({"reason": " "}, "reason_missing"),
        ({"contact": 987_654}, "contact_unknown"),
        ({"email": "TAKEN@example.org"}, "email_taken"),
    ],
)
def test_an_invitation_that_is_refused_makes_no_account(said, code):
    add(username="taken", email="taken@example.org")
    before = Account.objects.count()
    with pytest.raises(Refused) as no:
        invite(**said)
    assert (no.value.refusal.code, Account.objects.count()) == (code, before)


@pytest.mark.django_db
def test_an_invitation_is_sent_again_until_a_password_is_chosen():
    made = invite()
    accounts.invite_again(account=made.pk, by=COMMAND_LINE, at=AT)
    assert Event.objects.filter(kind="account.invited_again", subject=made.key).count() == 1
    made.set_password("analytical-engine")
    made.save()
    with pytest.raises(Refused, match="chosen already"):
        accounts.invite_again(account=made.pk, by=COMMAND_LINE, at=AT)


@pytest.mark.django_db(transaction=True)
def test_people_invited_at_once_with_one_name_get_one_each():
    acts = [lambda n=n: invite(email=f"bob@{n}.org") for n in range(4)]
    assert codes(at_once(acts)) == ["done"] * 4
    assert sorted(Account.objects.values_list("username", flat=True)) == ["bob", "bob-2", "bob-3", "bob-4"]
