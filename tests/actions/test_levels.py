"""Who is given which level and until when, whose account is closed, and what keeps the register a SysAdmin?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django.contrib.auth.models import Group
from zeal import zeal_ignore

from conferral.actions import levels
from conferral.models import Account, Event
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.refusals import Refused
from tests import make
from tests.actions.test_concurrency import at_once, codes
from tests.conftest import NOW, TODAY
from tests.web.signed_in import signed_in

DAY = timedelta(days=1)


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@zeal_ignore()
def account(role: Role = Role.NONE) -> Account:
    return Account.objects.get(pk=make.actor(role).account)


def give(row: Account, role: Role, *, by: Actor = COMMAND_LINE, reason: str = "Elected.", **said: object) -> Account:
    return levels.grant(account=row.pk, role=role, reason=reason, by=by, at=NOW, **said)


def refused(act, **said: object) -> str:
    before = Event.objects.count(), list(Account.objects.order_by("pk").values_list())
    with pytest.raises(Refused) as no:
        act(**{"reason": "It is so.", "at": NOW, "by": COMMAND_LINE, **said})
    assert (Event.objects.count(), list(Account.objects.order_by("pk").values_list())) == before
    return no.value.refusal.code


@pytest.mark.django_db
def test_the_level_of_a_request_and_of_an_account_are_one_on_every_day_of_every_account():
    """Fetched along with a request or asked of the groups: the same level, whatever was given and until when."""
    groups = {role: Group.objects.get_or_create(name=role.label)[0] for role in Role if role is not Role.NONE}
    sets = [(), *((role,) for role in groups), (Role.STAFF, Role.ADMIN), tuple(groups)]
    ends = (None, TODAY - DAY, TODAY, TODAY + DAY)
    for given, ends_on, is_active, is_superuser in product(sets, ends, (True, False), (True, False)):
        row = account()
        row.groups.set([groups[role] for role in given])
        row.level_ends_on, row.is_active, row.is_superuser = ends_on, is_active, is_superuser
        row.save()
        fetched = Account.objects.signed_in().get(pk=row.pk)
        for day in (TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY):
            counts = is_active and (ends_on is None or day <= ends_on)
            highest = Role.SYSADMIN if is_superuser else max(given, default=Role.NONE)
            due = highest if counts else Role.NONE
            assert (row.role(day), fetched.role(day), fetched.as_actor(day).role) == (due, due, due)


@pytest.mark.django_db
def test_a_level_is_given_and_ends_by_itself_and_the_log_says_all_of_it():
    admin, row = make.actor(Role.ADMIN), account(Role.STAFF)
    give(row, Role.MANAGER, by=admin, ends_on=TODAY + DAY)
    fetched = Account.objects.signed_in().get(pk=row.pk)
    days = (TODAY, TODAY + DAY, TODAY + 2 * DAY)
    assert [fetched.role(day) for day in days] == [Role.MANAGER, Role.MANAGER, Role.NONE]
    levels.withdraw(account=row.pk, reason="They left.", by=admin, at=NOW)
    assert Account.objects.signed_in().get(pk=row.pk).role(TODAY) is Role.NONE
    given, withdrawn = Event.objects.filter(kind__startswith="account.level").order_by("pk")
    named = {"account": row.pk, "username": row.username}
    staff, manager = ({"role": role.label, "level_ends_on": None} for role in (Role.STAFF, Role.MANAGER))
    manager["level_ends_on"] = "2026-03-03"
    none = {"role": "Member", "level_ends_on": None}
    assert (given.before, given.after, given.reason) == (named | staff, named | manager, "Elected.")
    assert (withdrawn.before, withdrawn.after, withdrawn.reason) == (named | manager, named | none, "They left.")
    assert {(entry.account_id, entry.subject) for entry in (given, withdrawn)} == {(admin.account, row.key)}


@pytest.mark.django_db
def test_the_same_level_again_changes_nothing():
    row = account(Role.STAFF)
    give(row, Role.STAFF)
    assert (Event.objects.count(), Account.objects.get(pk=row.pk).revision) == (0, 1)
    levels.reactivate(account=row.pk, reason="They are back.", by=COMMAND_LINE, at=NOW)
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_nobody_changes_their_own_account_or_one_above_their_own():
    admin = make.actor(Role.ADMIN)
    above, own = account(Role.SYSADMIN).pk, admin.account
    for act in (levels.withdraw, levels.deactivate, levels.reactivate):
        assert refused(act, account=own, by=admin) == "own_account"
        assert refused(act, account=above, by=admin) == "role_above_own"
        assert refused(act, account=987_654, by=admin) == "account_unknown"
    assert refused(levels.grant, account=own, role=Role.STAFF, by=admin) == "own_account"
    assert refused(levels.grant, account=account().pk, role=Role.SYSADMIN, by=admin) == "role_above_own"
    assert refused(levels.grant, account=account().pk, role=Role.STAFF, by=admin, reason=" ") == "reason_missing"


@pytest.mark.django_db
def test_what_was_looked_at_is_what_is_changed():
    admin, row = make.actor(Role.ADMIN), account()
    give(row, Role.STAFF, by=admin, revision=1)
    with pytest.raises(Refused, match="Level: “Member” became “Staff”") as no:
        give(row, Role.MANAGER, revision=1)
    assert no.value.refusal.code == "stale"
    give(row, Role.MANAGER, revision=2)


@pytest.mark.django_db
def test_the_last_sysadmin_stays_one_whatever_is_tried():
    last, guest = account(Role.SYSADMIN), account(Role.SYSADMIN)
    give(guest, Role.SYSADMIN, ends_on=TODAY + DAY)
    by = guest.as_actor(TODAY)
    assert refused(levels.withdraw, account=last.pk, by=by) == "last_sysadmin"
    assert refused(levels.deactivate, account=last.pk, by=by) == "last_sysadmin"
    assert refused(levels.grant, account=last.pk, role=Role.ADMIN, by=by) == "last_sysadmin"
    assert refused(levels.grant, account=last.pk, role=Role.SYSADMIN, ends_on=TODAY, by=by) == "last_sysadmin"
    another = account(Role.SYSADMIN)
    levels.deactivate(account=another.pk, reason="They left.", by=by, at=NOW)
    assert refused(levels.withdraw, account=last.pk, by=by) == "last_sysadmin"
    levels.reactivate(account=another.pk, reason="They are back.", by=by, at=NOW)
    levels.withdraw(account=last.pk, reason="They left.", by=by, at=NOW)


@pytest.mark.django_db
def test_who_was_made_by_the_command_line_is_a_sysadmin_like_any():
    first, made = account(Role.SYSADMIN), account()
    Account.objects.filter(pk=made.pk).update(is_superuser=True)
    levels.withdraw(account=first.pk, reason="They left.", by=COMMAND_LINE, at=NOW)
    assert refused(levels.withdraw, account=made.pk) == "last_sysadmin"
    account(Role.SYSADMIN)
    levels.withdraw(account=made.pk, reason="They left.", by=COMMAND_LINE, at=NOW)
    assert Account.objects.get(pk=made.pk).role(TODAY) is Role.NONE


@pytest.mark.django_db
def test_a_closed_account_ends_its_sessions_and_opened_again_it_has_none(frozen):
    client = signed_in(Role.STAFF)
    row = client.account
    assert client.get("/staff/contacts/").status_code == 200
    levels.deactivate(account=row.pk, reason="They left.", by=COMMAND_LINE, at=NOW)
    assert client.get("/staff/contacts/").url.startswith("/sign-in/")
    levels.reactivate(account=row.pk, reason="They are back.", by=COMMAND_LINE, at=NOW)
    assert client.get("/staff/contacts/").url.startswith("/sign-in/")
    client.force_login(Account.objects.get(pk=row.pk), backend="conferral.web.sign_in.SignIn")
    assert client.get("/staff/contacts/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_of_sysadmins_who_take_each_others_level_at_once_one_stays(_round):
    rows = [account(Role.SYSADMIN) for _ in range(3)]
    acts = [
        lambda row=row, other=other: levels.withdraw(
            account=row.pk, reason="Mutiny.", by=other.as_actor(date(2026, 3, 2)), at=NOW
        )
        for row, other in zip(rows, [*rows[1:], rows[0]], strict=True)
    ]
    assert codes(at_once(acts)) == ["done", "done", "last_sysadmin"]
    assert sum(row.held().lasts for row in Account.objects.with_level()) == 1
