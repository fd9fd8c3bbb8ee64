"""Who gets a key, how many, and who takes it away?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.actions import api_keys, erasure
from conferral.documents.personal_data import personal_data
from conferral.models import Account, ApiKey, Event
from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.api_keys import MOST_KEYS
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def refused(ask) -> str:
    with pytest.raises(Refused) as no:
        ask()
    return no.value.refusal.code


def test_a_key_is_made_for_oneself_alone():
    by, other = make.actor(Role.SYSADMIN), make.actor(Role.NONE)
    assert refused(lambda: api_keys.make(account=other.account, label="Theirs", by=by, at=NOW)) == "not_yours"
    made = api_keys.make(account=by.account, label="  Payroll ", by=by, at=NOW)
    assert (made.row.label, made.row.created_at, made.row.account_id) == ("Payroll", NOW, by.account)
    assert made.row.token_sha256 == api_keys.digest(made.token)
    entry = Event.objects.get()
    assert (entry.kind, entry.after["label"], entry.after["prefix"]) == ("account.key_made", "Payroll", made.row.prefix)
    assert made.token not in str(entry.after)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("", "label_missing"),
        ("  ", "label_missing"),
        ("x" * 101, "label_too_long"),
        ("a\nb", "label_control_character"),
    ],
)
def test_a_key_has_a_name_on_one_line(label, code):
    by = make.actor()
    assert refused(lambda: api_keys.make(account=by.account, label=label, by=by, at=NOW)) == code


def test_nobody_has_more_than_the_most_that_work():
    by = make.actor()
    made = [api_keys.make(account=by.account, label=str(number), by=by, at=NOW) for number in range(MOST_KEYS)]
    assert refused(lambda: api_keys.make(account=by.account, label="one more", by=by, at=NOW)) == "too_many_keys"
    api_keys.revoke(api_key=made[0].row.key, by=by, at=NOW)
    api_keys.make(account=by.account, label="one more", by=by, at=NOW)


def test_a_key_is_revoked_by_its_owner_or_whoever_manages_users_and_once():
    owner, staff, admin = make.actor(Role.NONE), make.actor(Role.MANAGER), make.actor(Role.ADMIN)
    first, second = (api_keys.make(account=owner.account, label=one, by=owner, at=NOW).row for one in "ab")
    assert refused(lambda: api_keys.revoke(api_key=first.key, by=staff, at=NOW)) == "role_needed"
    api_keys.revoke(api_key=first.key, by=owner, at=NOW)
    api_keys.revoke(api_key=second.key, by=admin, at=NOW)
    api_keys.revoke(api_key=second.key, by=admin, at=NOW + timedelta(days=1))
    assert set(ApiKey.objects.values_list("revoked_at", flat=True)) == {NOW}
    assert Event.objects.filter(kind="account.key_revoked").count() == 2
    assert not ApiKey.objects.working().exists()


def test_a_key_is_revoked_on_the_page_of_its_own_account():
    owner, admin = make.actor(), make.actor(Role.ADMIN)
    row = api_keys.make(account=owner.account, label="a", by=owner, at=NOW).row
    another = Account.objects.get(pk=admin.account).key
    assert refused(lambda: api_keys.revoke(api_key=row.key, account=another, by=admin, at=NOW)) == "api_key_unknown"
    assert refused(lambda: api_keys.revoke(api_key=another, by=admin, at=NOW)) == "api_key_unknown"


def test_keys_are_told_with_all_that_is_held_about_somebody_and_go_when_they_are_erased():
    who = make.contact()
    by = make.actor(Role.NONE, who)
    made = api_keys.make(account=by.account, label="Payroll", by=by, at=NOW)
    (account,) = personal_data(who, at=NOW, on=NOW.date())["accounts"]
    (told,) = account["api_keys"]
    assert (told["label"], told["prefix"], told["revoked_at"]) == ("Payroll", made.row.prefix, None)
    assert made.row.token_sha256 not in str(account)
    erasure.erase(contact=who.pk, reason="Asked.", by=COMMAND_LINE, at=NOW)
    assert not ApiKey.objects.exists()
    assert "Payroll" not in str(list(Event.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_those_who_make_the_last_key_at_once_make_it_once():
    by = make.actor()
    for number in range(MOST_KEYS - 1):
        api_keys.make(account=by.account, label=str(number), by=by, at=NOW)
    found = at_once([lambda: api_keys.make(account=by.account, label="last", by=by, at=NOW)] * 4)
    assert codes(found) == ["done", *["too_many_keys"] * 3]
