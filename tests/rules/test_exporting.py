"""From how many rows on is an export a job, and who may take which list along?"""

from __future__ import annotations

from itertools import combinations

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.exporting import AT_ONCE, LABELS, Listed, is_large, may_take
from conferral.rules.log_reading import OF_THOSE_WHO_MANAGE


def test_one_row_more_than_is_handed_out_at_once_is_a_job() -> None:
    assert [is_large(count) for count in (0, 1, AT_ONCE, AT_ONCE + 1, 10**6)] == [False, False, False, True, True]


def may(role: Role, what: Listed, without=OF_THOSE_WHO_MANAGE) -> str:
    refusal = may_take(Actor(name="sam", role=role, account=1), what, without=without)
    return refusal.code if refusal else ""


@pytest.mark.parametrize("what", list(Listed))
@pytest.mark.parametrize("role", list(Role))
def test_staff_take_every_list_along_but_that_of_the_users(what, role) -> None:
    needed = Role.ADMIN if what is Listed.USERS else Role.STAFF
    assert may(role, what) == ("" if role >= needed else "role_needed")


@pytest.mark.parametrize("without", [some for many in range(3) for some in combinations(OF_THOSE_WHO_MANAGE, many)])
@pytest.mark.parametrize("role", list(Role))
def test_of_the_log_nobody_takes_along_what_they_do_not_see(without, role) -> None:
    sees = role >= Role.ADMIN or set(without) == set(OF_THOSE_WHO_MANAGE)
    assert may(role, Listed.LOG, without) == ("role_needed" if role < Role.STAFF else "" if sees else "log_sees_less")


@pytest.mark.parametrize("what", sorted(set(Listed) - {Listed.LOG}))
def test_what_is_left_out_of_the_log_is_nothing_to_other_lists(what) -> None:
    assert may(Role.SYSADMIN, what, ()) == may(Role.SYSADMIN, what) == ""


def test_every_list_has_a_name_for_people() -> None:
    assert set(LABELS) == set(Listed)
