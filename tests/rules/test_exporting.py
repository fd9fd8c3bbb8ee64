"""From how many rows on is an export a job, and who may take which list along?"""

from __future__ import annotations

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.exporting import AT_ONCE, LABELS, Listed, is_large, may_take


def test_one_row_more_than_is_handed_out_at_once_is_a_job() -> None:
    assert [is_large(count) for count in (0, 1, AT_ONCE, AT_ONCE + 1, 10**6)] == [False, False, False, True, True]


@pytest.mark.parametrize("what", list(Listed))
@pytest.mark.parametrize("role", list(Role))
def test_staff_take_every_list_along_but_that_of_the_users(what, role) -> None:
    refusal = may_take(Actor(name="sam", role=role, account=1), what)
    needed = Role.ADMIN if what is Listed.USERS else Role.STAFF
    assert (refusal is None) == (role >= needed)
    assert refusal is None or refusal.code == "role_needed"


def test_every_list_has_a_name_for_people() -> None:
    assert set(LABELS) == set(Listed)
