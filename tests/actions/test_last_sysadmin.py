"""Does the register keep a SysAdmin whose level has no end, whatever becomes of the contact behind the account?"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from zeal import zeal_ignore

from conferral.actions import erasure, levels, merging
from conferral.documents.merging import merging as told
from conferral.models import Account, Contact
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from tests import make
from tests.actions.register import refused
from tests.actions.test_concurrency import AT, TODAY, at_once, codes

WHY = {"reason": "It is so.", "by": COMMAND_LINE, "at": AT}


def somebody(role: Role = Role.SYSADMIN) -> tuple[Contact, Actor]:
    row = make.contact()
    return row, make.actor(role, row)


def merge(survivor: Contact, duplicate: Contact, by: Actor = COMMAND_LINE) -> object:
    return merging.merge(survivor=survivor.pk, duplicate=duplicate.pk, **{**WHY, "by": by})


def erase(row: Contact, by: Actor = COMMAND_LINE) -> object:
    return erasure.erase(contact=row.pk, **{**WHY, "by": by})


@zeal_ignore()
def lasting() -> int:
    return sum(row.held().lasts for row in Account.objects.with_level())


@pytest.mark.django_db
def test_the_last_sysadmin_is_neither_merged_away_nor_erased_until_there_is_another() -> None:
    (last, _), (member, _), nobody = somebody(), somebody(Role.NONE), make.contact()
    guest = make.actor(Role.SYSADMIN)
    levels.grant(account=guest.account, role=Role.SYSADMIN, ends_on=TODAY, **WHY)
    with refused("last_sysadmin") as no:
        merge(member, last, guest)
    assert str(told(member, last, by=guest, on=TODAY).refusal) == str(no.value)
    assert "let the other contact be merged away, or make somebody else SysAdmin first." in str(no.value)
    with refused("last_sysadmin"):
        erase(last, guest)
    merge(nobody, last, guest)
    assert lasting() == 1
    merge(nobody, member, guest)
    another, _ = somebody()
    erase(nobody, guest)
    with refused("last_sysadmin"):
        erase(another, guest)
    assert lasting() == 1


@pytest.mark.django_db
def test_an_account_closed_by_a_merging_and_opened_again_counts_where_the_contact_is_erased() -> None:
    (ada, _), (same, hers) = somebody(Role.NONE), somebody()
    spare, manager = make.actor(Role.SYSADMIN), make.actor(Role.MANAGER)
    merge(ada, same)
    levels.reactivate(account=hers.account, **WHY)
    with refused("role_above_own"):
        erase(ada, manager)
    levels.withdraw(account=spare.account, **WHY)
    with refused("last_sysadmin"):
        erase(ada)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_of_all_that_takes_a_sysadmin_away_at_once_one_thing_is_refused(_round: int) -> None:
    Group.objects.get_or_create(name=Role.SYSADMIN.label)
    (erased, _), (closed, _), (_, taken) = somebody(), somebody(), somebody()
    stays, _ = somebody(Role.NONE)
    acts = [
        lambda: erase(erased),
        lambda: merge(stays, closed),
        lambda: levels.withdraw(account=taken.account, **WHY),
    ]
    assert codes(at_once(acts)) == ["done", "done", "last_sysadmin"]
    assert lasting() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sysadmins_erased_or_merged_away_at_once_one_stays() -> None:
    for _ in range(3):
        Account.objects.all().delete()
        (one, _), (other, _) = somebody(), somebody()
        keeps, too = somebody(Role.NONE)[0], somebody(Role.NONE)[0]
        assert codes(at_once([lambda a=one: erase(a), lambda b=other: erase(b)])) == ["done", "last_sysadmin"]
        (third, _) = somebody()
        (left,) = Contact.objects.filter(account__in=Account.objects.sysadmins()).exclude(pk=third.pk)
        acts = [lambda a=keeps, b=left: merge(a, b), lambda a=too, b=third: merge(a, b)]
        assert codes(at_once(acts)) == ["done", "last_sysadmin"]
        assert lasting() == 1
