"""Who may make an account on which level, and what may it be called?"""

from __future__ import annotations

import pytest

from conferral.rules.accounts import LONGEST_PASSWORD, LONGEST_USERNAME, check_account, check_password, may_grant
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
