"""Who may say whose an account is, and invite a contact? Every combination."""

from __future__ import annotations

from itertools import product

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.connecting import may_connect, may_invite
from conferral.rules.levels import Held
from tests.rules.cast import code

YES_NO = (True, False)


@pytest.mark.parametrize("role", Role)
def test_an_account_is_connected_by_those_who_manage_users_unless_it_or_the_contact_is_taken(role: Role) -> None:
    for account, held, reason, has_contact, is_active, is_erased, is_taken in product(
        (1, 2), Role, ("", "Their letter."), YES_NO, YES_NO, YES_NO, YES_NO
    ):
        if role < Role.ADMIN:
            due = "role_needed"
        elif account == 1:
            due = "own_account"
        elif held > role:
            due = "role_above_own"
        elif not reason:
            due = "reason_missing"
        elif has_contact:
            due = "account_has_contact"
        elif not is_active:
            due = "account_closed"
        elif is_erased:
            due = "contact_erased"
        else:
            due = "contact_has_account" if is_taken else "allowed"
        found = may_connect(
            Actor(name="ada", role=role, account=1),
            Held(account=account, role=held, is_active=is_active),
            reason=reason,
            has_contact=has_contact,
            is_erased=is_erased,
            is_taken=is_taken,
        )
        assert code(found) == due


def test_any_staff_invite_a_contact_that_a_mail_gets_to() -> None:
    for role, email, is_erased, has_account in product(Role, ("", "ada@example.org"), YES_NO, YES_NO):
        if role is Role.NONE:
            due = "role_needed"
        elif is_erased:
            due = "contact_erased"
        elif has_account:
            due = "contact_has_account"
        else:
            due = "allowed" if email else "email_missing"
        actor = Actor(name="ada", role=role)
        assert code(may_invite(actor, email=email, is_erased=is_erased, has_account=has_account)) == due
