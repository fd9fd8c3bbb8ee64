"""What does a row of a file of contacts make of whom it names?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from conferral.rules.contact_file import FIELDS, KEY, brought, changed, kind_of
from conferral.rules.contacts import Details
from conferral.rules.formulas import BEGINS_A_FORMULA, harmless, meant
from conferral.rules.outcomes import Kind
from conferral.rules.refusals import Refusal

ADA = Details(member_number="M-1", first_name="Ada", last_name="Byron", email="ada@example.org")
BLANK = dict.fromkeys(FIELDS, "")


@pytest.mark.parametrize("field", FIELDS[1:])
def test_a_filled_cell_changes_and_a_blank_one_does_not(field) -> None:
    value = "new@example.org" if field == "email" else "New"
    assert brought({**BLANK, KEY: "M-1", field: value}, ADA) == replace(ADA, **{field: value})
    assert brought({**BLANK, KEY: "M-1"}, ADA) == ADA


def test_somebody_new_needs_a_number_and_a_name() -> None:
    new = brought({**BLANK, KEY: "M-2", "last_name": "King"}, None)
    assert new == Details(member_number="M-2", last_name="King")
    for cells, code in (({KEY: "M-2"}, "name_missing"), ({"last_name": "King"}, "member_number_missing")):
        refusal = brought({**BLANK, **cells}, None)
        assert isinstance(refusal, Refusal)
        assert refusal.code == code


def test_what_becomes_of_a_contact_follows_from_before_and_after() -> None:
    after = replace(ADA, last_name="Lovelace", organization="Engines")
    assert [kind_of(None, ADA), kind_of(ADA, ADA), kind_of(ADA, after)] == [
        Kind.CREATED,
        Kind.UNCHANGED,
        Kind.UPDATED,
    ]
    assert changed(ADA, after) == (("last_name", "Byron", "Lovelace"), ("organization", "", "Engines"))
    assert changed(ADA, ADA) == ()


def test_what_is_written_harmless_is_read_as_it_was_meant() -> None:
    for text in (*(f"{mark}x" for mark in BEGINS_A_FORMULA), *BEGINS_A_FORMULA, "", "Ada", "a=1"):
        assert meant(harmless(text)) == text
    assert [meant(text) for text in ("'t Hooft", "'", "''=x")] == ["'t Hooft", "'", "''=x"]
