"""May a contact be erased, and what is left?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.contacts import check_details
from conferral.rules.erasing import left, may_erase

GIVEN = {"is_last_sysadmin": False, "reason": "By letter."}
MANAGER = Actor(name="manager", role=Role.MANAGER, contact=9)


def code(by: Actor = MANAGER, **said: object) -> str:
    asked = {"contact": 1, "name": "Ada", "is_erased": False, "role": Role.NONE, **GIVEN, **said}
    refusal = may_erase(by, **asked)  # type: ignore[arg-type]
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ""),
        ({"role": Role.MANAGER}, ""),
        ({"role": Role.ADMIN}, "role_above_own"),
        ({"role": Role.MANAGER, "is_last_sysadmin": True}, "last_sysadmin"),
        ({"role": Role.ADMIN, "is_last_sysadmin": True}, "role_above_own"),
        ({"is_erased": True}, "already_erased"),
        ({"contact": 9}, "own_contact"),
        ({"reason": " "}, "reason_missing"),
        ({"reason": "x" * 10_001}, "reason_too_long"),
    ],
)
def test_a_manager_erases_with_a_reason_neither_themselves_nor_an_account_above_their_own(said, expected) -> None:
    assert code(**said) == expected


def test_staff_erase_nobody() -> None:
    assert code(replace(MANAGER, role=Role.STAFF)) == "role_needed"


def test_what_is_left_is_a_lawful_contact_with_its_number() -> None:
    assert check_details(left("M-1")) is None
    assert left("M-1").member_number == "M-1"
