"""Who may make an account on which level, and what may it be called?"""

from __future__ import annotations

from itertools import islice

import pytest

from conferral.rules.accounts import (
    LONGEST_PASSWORD,
    LONGEST_USERNAME,
    check_account,
    check_invitation,
    check_password,
    may_grant,
    may_invite_again,
    names_for,
)
from conferral.rules.actors import COMMAND_LINE, Role
from tests.rules.cast import ANNA_AS, NOBODY, OTHERS, code


def refused(username: str = "ada", email: str = "ada@example.org") -> str:
    refusal = check_account(username=username, email=email)
    if refusal is None:
        return "allowed"
    assert refusal.message.split(":")[0] in {"username", "email"}
    assert refusal.message.endswith((".", ")"))
    return refusal.code


@pytest.mark.parametrize("role", Role)
def test_only_those_who_manage_users_give_a_level_and_none_above_their_own(role: Role) -> None:
    for actor in (*OTHERS.values(), *ANNA_AS.values()):
        allowed = "allowed" if role <= actor.role else "role_above_own"
        due = allowed if actor.role >= Role.ADMIN else "role_needed"
        assert code(may_grant(actor, role)) == due, (actor, role)
    assert code(may_grant(COMMAND_LINE, role)) == "allowed"
    assert code(may_grant(NOBODY, role)) == "role_needed"


@pytest.mark.parametrize(
    "username", ["a", "ada", "Ada.Lovelace", "ada+test", "a_b-c", "zoë", "李", "x" * LONGEST_USERNAME]
)
def test_a_user_name_is_one_word_in_any_script(username: str) -> None:
    assert refused(username) == "allowed"


@pytest.mark.parametrize(
    ("username", "due"),
    [
        ("", "username_missing"),
        ("x" * (LONGEST_USERNAME + 1), "username_too_long"),
        *((name, "username_malformed") for name in (" ", "a b", " a", "a\n", "a\0", "a@example.org", "a/b", "<b>")),
    ],
)
def test_a_user_name_that_is_none_is_refused(username: str, due: str) -> None:
    assert refused(username) == due


@pytest.mark.parametrize(
    ("email", "due"),
    [("", "allowed"), ("a@b", "allowed"), ("a", "email_malformed"), ("a b@c", "email_malformed"),
     ("x" * 250 + "@example.org", "email_too_long")],
)  # fmt: skip
def test_an_email_is_one_or_blank(email: str, due: str) -> None:
    assert refused(email=email) == due


def test_a_password_is_at_most_a_page_and_has_no_nul() -> None:
    assert check_password("x" * LONGEST_PASSWORD) is None
    assert check_password("x" * (LONGEST_PASSWORD + 1)).code == "password_too_long"
    assert check_password("x\0" * 10).code == "password_too_long"


def test_user_names_are_made_of_what_stands_before_the_at_sign() -> None:
    def first(email: str, many: int = 2) -> list[str]:
        return list(islice(names_for(email), many))

    assert first("ada.lovelace@example.org", 3) == ["ada.lovelace", "ada.lovelace-2", "ada.lovelace-3"]
    assert first('"a b"@example.org') == ["ab", "ab-2"]
    assert first('"!"@example.org') == ["user", "user-2"]
    for name in first("x" * 400 + "@example.org"):
        assert check_account(username=name, email="") is None


def test_whoever_is_invited_has_an_address_and_the_log_a_reason() -> None:
    assert code(check_invitation(email="a@b", reason="New here.")) == "allowed"
    assert code(check_invitation(email="", reason="New here.")) == "email_missing"
    assert code(check_invitation(email="a@b", reason=" ")) == "reason_missing"


@pytest.mark.parametrize("role", Role)
def test_a_link_is_mailed_anew_only_where_no_password_was_chosen_and_one_may_sign_in(role: Role) -> None:
    def due(*, has_chosen: bool, is_active: bool) -> str:
        return code(may_invite_again(OTHERS[role], has_chosen=has_chosen, is_active=is_active))

    manages = role >= Role.ADMIN
    assert due(has_chosen=False, is_active=True) == ("allowed" if manages else "role_needed")
    assert due(has_chosen=True, is_active=True) == ("password_chosen" if manages else "role_needed")
    assert due(has_chosen=False, is_active=False) == ("account_closed" if manages else "role_needed")
