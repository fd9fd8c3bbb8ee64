"""Which level counts on a day, and who may give or take one, or close an account? Every combination."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.levels import Held, are_last, may_close, may_give, may_manage
from tests.conftest import TODAY
from tests.rules.cast import code

DAY = timedelta(days=1)
ENDS = (None, TODAY - DAY, TODAY, TODAY + DAY)
ACTORS = [Actor(name=role.label, role=role, account=100 + role) for role in Role]


@pytest.mark.parametrize("role", Role)
def test_a_level_counts_until_its_last_day_is_over_and_never_of_a_closed_account(role: Role) -> None:
    for ends_on, is_active in product(ENDS, (True, False)):
        held = Held(account=1, role=role, ends_on=ends_on, is_active=is_active)
        counts = is_active and ends_on != TODAY - DAY
        assert held.on(TODAY) is (role if counts else Role.NONE), (ends_on, is_active)
        assert held.lasts is (role is Role.SYSADMIN and is_active and ends_on is None)


def due_to_manage(actor: Actor, held: Held, reason: str) -> str:
    if actor.role < Role.ADMIN:
        return "role_needed"
    if actor.account == held.account:
        return "own_account"
    if held.role > actor.role:
        return "role_above_own"
    return "allowed" if reason else "reason_missing"


def due_to_give(actor: Actor, held: Held, role: Role, ends_on: date | None, reason: str, *, others_last: bool) -> str:
    if (managed := due_to_manage(actor, held, reason)) != "allowed":
        return managed
    if role > actor.role:
        return "role_above_own"
    if ends_on is not None and role is Role.NONE:
        return "end_without_level"
    if ends_on == TODAY - DAY:
        return "level_ended_before"
    stays = role is Role.SYSADMIN and ends_on is None
    return "last_sysadmin" if held.lasts and not stays and not others_last else "allowed"


def holdings(account: int) -> list[Held]:
    every = product(Role, ENDS, (True, False))
    return [Held(account=account, role=role, ends_on=ends, is_active=active) for role, ends, active in every]


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_a_level_is_given_and_taken_by_those_who_manage_users_and_none_above_their_own(actor: Actor) -> None:
    for account in (1, actor.account or 0):
        for held, role, ends_on, reason, others in product(
            holdings(account), Role, ENDS, ("They asked.", ""), (True, False)
        ):
            found = code(may_give(actor, held, role=role, ends_on=ends_on, reason=reason, on=TODAY, others_last=others))
            assert found == due_to_give(actor, held, role, ends_on, reason, others_last=others), (held, role, ends_on)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda actor: actor.name)
def test_an_account_is_closed_by_those_who_may_change_it_but_the_last_sysadmins(actor: Actor) -> None:
    for account in (1, actor.account or 0):
        for held, reason, others in product(holdings(account), ("They left.", ""), (True, False)):
            due = due_to_manage(actor, held, reason)
            assert code(may_manage(actor, held, reason)) == due
            last = due == "allowed" and held.lasts and not others
            assert code(may_close(actor, held, reason=reason, others_last=others)) == ("last_sysadmin" if last else due)


@pytest.mark.parametrize("going", [(), (1,), (2,), (1, 2)])
def test_accounts_are_the_last_where_no_sysadmin_without_an_end_would_be_left(going: tuple[int, ...]) -> None:
    for one, two in product(holdings(1), holdings(2)):
        left = [held for held in (one, two) if held.account not in going]
        lost = (one.lasts or two.lasts) and not any(held.lasts for held in left)
        assert are_last(going, [one, two]) is lost, (one, two)


def test_the_command_line_may_but_not_leave_the_register_without_a_sysadmin() -> None:
    last = Held(account=1, role=Role.SYSADMIN)
    given = {"role": Role.NONE, "ends_on": None, "reason": "They left.", "on": TODAY}
    assert code(may_give(COMMAND_LINE, last, others_last=False, **given)) == "last_sysadmin"
    assert code(may_give(COMMAND_LINE, last, others_last=True, **given)) == "allowed"
    beyond = may_give(
        COMMAND_LINE, last, others_last=True, role=Role.STAFF, ends_on=date(2200, 1, 1), reason="x", on=TODAY
    )
    assert code(beyond) == "date_out_of_range"
