"""Who is acting, and on which level?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from conferral.rules.actors import COMMAND_LINE, Actor, Role
from tests.rules.cast import ANNA, ANNA_AS, BEN, NOBODY, OTHERS

LADDER = [Role.NONE, Role.STAFF, Role.MANAGER, Role.ADMIN, Role.SYSADMIN]


def test_levels_are_cumulative_staff_manager_admin_sysadmin() -> None:
    assert list(Role) == LADDER
    assert all(lower < higher for lower, higher in pairwise(LADDER))
    assert [int(role) for role in LADDER] == [0, 1, 2, 3, 4]


def test_the_levels_bear_the_names_of_the_manuals_security_groups() -> None:
    assert [role.label for role in LADDER] == [
        "Member",
        "Staff",
        "Certification Manager",
        "Certification Admin",
        "SysAdmin",
    ]


@pytest.mark.parametrize("needed", LADDER)
@pytest.mark.parametrize("held", LADDER)
def test_a_level_includes_every_lower_one_and_no_higher_one(held: Role, needed: Role) -> None:
    assert OTHERS[held].at_least(needed) == (LADDER.index(held) >= LADDER.index(needed))


@pytest.mark.parametrize("role", LADDER)
def test_everyone_but_a_member_is_staff(role: Role) -> None:
    assert OTHERS[role].is_staff == (role is not Role.NONE)


def test_somebody_without_a_level_is_a_member() -> None:
    assert Actor(name="somebody").role is Role.NONE
    assert not NOBODY.is_staff
    assert not NOBODY.is_command_line


def test_an_actor_is_the_contact_behind_the_sign_in_and_nobody_else() -> None:
    anna = ANNA_AS[Role.NONE]
    assert anna.is_contact(ANNA)
    assert not anna.is_contact(BEN)
    assert not anna.is_contact(None)
    assert not NOBODY.is_contact(ANNA)
    assert not NOBODY.is_contact(None)


def test_an_actor_is_their_own_account_and_no_other() -> None:
    anna = ANNA_AS[Role.NONE]
    assert anna.is_account(11)
    assert not anna.is_account(12)
    assert not anna.is_account(None)
    assert not NOBODY.is_account(11)
    assert not NOBODY.is_account(None)


def test_only_a_members_account_without_a_contact_is_unconnected() -> None:
    assert Actor(name="alone", account=1).is_unconnected
    for other in (Actor(name="is", account=1, contact=2), Actor(name="staff", account=1, role=Role.STAFF), NOBODY):
        assert not other.is_unconnected
    assert not COMMAND_LINE.is_unconnected


def test_an_account_and_a_contact_of_the_same_number_are_not_confused() -> None:
    crossed = Actor(name="crossed", account=1, contact=2)
    assert crossed.is_account(1)
    assert not crossed.is_account(2)
    assert crossed.is_contact(2)
    assert not crossed.is_contact(1)


def test_the_command_line_may_do_everything_and_is_nobodys_contact() -> None:
    assert COMMAND_LINE.name == "command-line"
    assert COMMAND_LINE.is_command_line
    assert COMMAND_LINE.is_staff
    assert all(COMMAND_LINE.at_least(role) for role in LADDER)
    assert not COMMAND_LINE.is_contact(ANNA)
    assert not COMMAND_LINE.is_contact(None)
    assert not COMMAND_LINE.is_account(None)
