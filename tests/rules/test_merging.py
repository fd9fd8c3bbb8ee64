"""May two contacts be merged, and what is known of the one that stays?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.contacts import Details, contact_erased, number_former
from conferral.rules.merging import Side, may_merge, merged, offered

MANAGER = Actor(name="manager", role=Role.MANAGER, contact=9)
ADA = Details(member_number="M-1", first_name="Ada", last_name="Lovelace", email="ada@example.org")
KING = Details(member_number="M-2", first_name="Augusta", last_name="King", organization="Engines")
NOBODY = {"is_erased": False, "role": None, "is_last_sysadmin": False}
STAYS = Side(contact=1, details=ADA, enrolled={"EMT": [date(2024, 3, 1)]}, **NOBODY)
GOES = Side(contact=2, details=KING, enrolled={"EMT": [date(2025, 3, 1)]}, **NOBODY)


def code(by: Actor = MANAGER, stays: Side = STAYS, goes: Side = GOES) -> str:
    refusal = may_merge(by, survivor=stays, duplicate=goes)
    return refusal.code if refusal else ""


def test_a_manager_merges_two_contacts_that_stand_in_nobodys_way() -> None:
    assert code() == ""


@pytest.mark.parametrize("role", [Role.NONE, Role.STAFF])
def test_staff_and_members_merge_nobody(role) -> None:
    assert code(replace(MANAGER, role=role)) == "role_needed"


def test_neither_an_erased_contact_nor_oneself_nor_one_with_itself() -> None:
    assert code(stays=replace(STAYS, is_erased=True)) == code(goes=replace(GOES, is_erased=True)) == "contact_erased"
    assert code(replace(MANAGER, contact=1)) == code(replace(MANAGER, contact=2)) == "own_contact"
    assert code(goes=STAYS) == "merged_with_itself"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (None, Role.SYSADMIN, ""),
        (Role.SYSADMIN, None, ""),
        (Role.SYSADMIN, Role.MANAGER, ""),
        (Role.NONE, Role.ADMIN, "role_above_own"),
    ],
)
def test_an_account_above_ones_own_is_not_closed(ours, theirs, expected) -> None:
    assert code(stays=replace(STAYS, role=ours), goes=replace(GOES, role=theirs)) == expected


def test_the_last_sysadmins_account_is_moved_but_not_closed_whoever_asks() -> None:
    above = replace(MANAGER, role=Role.SYSADMIN)
    last = {"role": Role.SYSADMIN, "is_last_sysadmin": True}
    assert code(above, goes=replace(GOES, **last)) == ""
    assert code(above, stays=replace(STAYS, **last), goes=replace(GOES, role=Role.ADMIN)) == ""
    member = replace(STAYS, role=Role.NONE)
    assert code(above, stays=member, goes=replace(GOES, **last)) == "last_sysadmin"
    assert code(above, stays=member, goes=replace(GOES, role=Role.SYSADMIN)) == ""


def test_two_enrollments_of_one_program_and_day_stand_in_the_way_and_are_named() -> None:
    both = {"CPR": [date(2025, 1, 1)], "EMT": [date(2025, 5, 1), date(2024, 3, 1)]}
    refusal = may_merge(MANAGER, survivor=STAYS, duplicate=replace(GOES, enrolled=both))
    assert refusal is not None
    assert refusal.code == "enrollments_same_day"
    assert "enrolled in EMT as of 1 March 2024" in refusal.message


def test_the_number_is_the_survivors_and_any_other_detail_either_ones() -> None:
    assert merged(ADA, KING, []) == ADA
    assert merged(ADA, KING, ["member_number", "last_name", "organization"]) == replace(
        ADA, last_name="King", organization="Engines"
    )
    assert offered(ADA, KING) == ["organization"]


def test_what_becomes_of_a_number_is_said_in_a_sentence() -> None:
    assert str(number_former("M-2", name="Ada Lovelace", survivor="M-1")).startswith(
        "member_number: M-2 was merged into Ada Lovelace, M-1;"
    )
    assert "M-1 is the number of a contact that was erased" in str(contact_erased("M-1"))
