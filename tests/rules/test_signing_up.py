"""Whose is an address, and who may add themselves to the register? Every combination."""

from __future__ import annotations

import re
from itertools import product

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.signing_up import (
    OURS,
    Whose,
    check_address,
    may_enter_oneself,
    may_sign_up,
    number,
    whose,
)
from tests.rules.cast import code


@pytest.mark.parametrize("count", range(5))
def test_an_address_is_somebodys_only_where_one_contact_has_it_and_that_one_has_no_account(count: int) -> None:
    for have in product((True, False), repeat=count):
        due = Whose.NOBODY if count == 0 else Whose.ONE if have == (False,) else Whose.UNCLEAR
        assert whose(have) is due, have


def test_only_a_member_of_an_open_organization_who_is_nobody_there_adds_themselves() -> None:
    for role, contact, is_open, is_confirmed, of in product(Role, (None, 7), (True, False), (True, False), Whose):
        actor = Actor(name="ada", role=role, account=1, contact=contact)
        if not is_open:
            due = "sign_up_closed"
        elif contact is not None:
            due = "account_has_contact"
        elif role is not Role.NONE or not is_confirmed or of is Whose.UNCLEAR:
            due = "staff_connect"
        else:
            due = "allowed"
        found = may_enter_oneself(actor, is_open=is_open, is_confirmed=is_confirmed, of=of)
        assert code(found) == due, (role, contact, is_open, is_confirmed, of)


def test_nobody_signs_up_where_it_is_closed() -> None:
    assert code(may_sign_up(is_open=False)) == "sign_up_closed"
    assert code(may_sign_up(is_open=True)) == "allowed"


@pytest.mark.parametrize(("count", "written"), [(1, "N-000001"), (123, "N-000123"), (1_234_567, "N-1234567")])
def test_a_number_that_is_given_is_one_of_ours(count: int, written: str) -> None:
    assert number(count) == written
    assert re.fullmatch(OURS, written)


@pytest.mark.parametrize(
    ("email", "due"),
    [
        ("ada@example.org", "allowed"),
        ("", "email_missing"),
        ("ada", "email_malformed"),
        ("a da@example.org", "email_malformed"),
        ("ada@example.org\nBcc: all@example.org", "email_control_character"),
        ("a" * 250 + "@b.org", "email_too_long"),
    ],
)
def test_an_address_is_one_that_a_mail_goes_to(email: str, due: str) -> None:
    refusal = check_address(email)
    assert (refusal.code if refusal else "allowed") == due
