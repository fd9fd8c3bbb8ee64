"""How does an account come to belong to a contact by staff, and by an invitation to the Member site?"""

from __future__ import annotations

import pytest

from conferral.actions import connecting
from conferral.models import Account, Event
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes
from tests.conftest import NOW


def alone(name: str = "ada") -> Account:
    return Account.objects.create(username=name, email=f"{name}@example.org")


def connect(account: Account, contact: int, by: Actor = COMMAND_LINE, **said: object) -> Account:
    return connecting.connect(account=account.pk, contact=contact, reason="Their letter.", by=by, at=NOW, **said)


def invite(contact: int, by: Actor = COMMAND_LINE) -> Account:
    return connecting.invite(contact=contact, by=by, at=NOW)


@pytest.mark.django_db
def test_an_account_is_connected_with_a_contact_and_the_log_says_why():
    admin, ada, account = make.actor(Role.ADMIN), make.contact("M-1"), alone()
    connect(account, ada.pk, by=admin, revision=1)
    account.refresh_from_db()
    assert (account.contact, account.revision) == (ada, 2)
    entry = Event.objects.get(kind="account.connected")
    assert (entry.account_id, entry.contact_id, entry.subject) == (admin.account, ada.pk, account.key)
    assert entry.reason == "Their letter."


@pytest.mark.django_db
def test_what_was_changed_or_merged_meanwhile_is_not_connected():
    account, ada = alone(), make.contact("M-1")
    with pytest.raises(Refused) as no:
        connect(account, ada.pk, revision=7)
    assert no.value.refusal.code == "stale"
    with pytest.raises(Refused) as no:
        connect(account, 987_654)
    assert no.value.refusal.code == "contact_gone"
    account.pk = 987_654
    with pytest.raises(Refused) as no:
        connect(account, ada.pk)
    assert no.value.refusal.code == "account_unknown"


@pytest.mark.django_db
def test_staff_invite_a_contact_who_gets_an_account_without_any_level():
    staff, ada = make.actor(), make.contact("M-1", email="Ada@Example.org")
    account = invite(ada.pk, by=staff)
    assert (account.contact, account.username, account.email) == (ada, "Ada", "Ada@example.org")
    assert (account.role(NOW.date()), account.has_usable_password()) == (Role.NONE, False)
    entry = Event.objects.get(kind="account.invited")
    assert (entry.account_id, entry.contact_id, entry.subject) == (staff.account, ada.pk, account.key)
    with pytest.raises(Refused, match="has an account already"):
        invite(ada.pk)


@pytest.mark.django_db
def test_an_invitation_to_an_address_of_another_account_is_refused():
    alone()
    with pytest.raises(Refused) as no:
        invite(make.contact("M-1", email="ADA@example.org").pk)
    assert no.value.refusal.code == "email_taken"


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_connected_with_one_contact_at_once_one_is():
    ada, accounts = make.contact("M-1"), [alone("a"), alone("b")]
    assert codes(at_once([lambda one=one: connect(one, ada.pk) for one in accounts])) == ["contact_has_account", "done"]
    grace = make.contact("M-2", email="grace@example.org")
    assert codes(at_once([lambda: invite(grace.pk)] * 3)) == ["contact_has_account"] * 2 + ["done"]
