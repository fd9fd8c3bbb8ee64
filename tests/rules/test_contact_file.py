"""What is each column taken for, and what does a row make of whom it names?"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from conferral.rules.contact_file import (
    FIELDS,
    KEY,
    LEFT_OUT,
    OTHER_NAMES,
    brought,
    changed,
    check_columns,
    field_of,
    guessed,
    kind_of,
)
from conferral.rules.contacts import Details
from conferral.rules.formulas import BEGINS_A_FORMULA, harmless, meant
from conferral.rules.outcomes import Kind
from conferral.rules.refusals import Refusal

ADA = Details(member_number="M-1", first_name="Ada", last_name="Byron", email="ada@example.org")
BLANK = dict.fromkeys(FIELDS, "")


@pytest.mark.parametrize("field", FIELDS)
def test_a_column_is_known_by_its_name_however_that_is_written(field) -> None:
    for name in (field, field.upper(), field.replace("_", " ").title(), f" {field.replace('_', '-')}: "):
        assert guessed([name]) == (field,)


def test_other_names_are_known_and_unknown_ones_are_left_out() -> None:
    assert guessed([*OTHER_NAMES]) == (KEY, "", "first_name", "last_name", "", "email", "", "organization")
    assert guessed(["line", "code", "message", "", "愛", "name"]) == (LEFT_OUT,) * 6


def test_a_field_is_guessed_once() -> None:
    assert guessed(["Email", "E-Mail", "Surname", "last_name"]) == ("email", LEFT_OUT, "last_name", LEFT_OUT)


def test_of_every_choice_for_three_columns_the_lawful_ones_are_taken() -> None:
    for taken_for in product((LEFT_OUT, *FIELDS), repeat=3):
        said = [field for field in taken_for if field]
        misplaced = check_columns(taken_for)
        if len(set(said)) < len(said):
            assert misplaced is not None
            assert misplaced.refusal.code == "column_twice"
            assert taken_for[misplaced.place] in taken_for[: misplaced.place]
        elif KEY not in said:
            assert misplaced is not None
            assert misplaced.refusal.code == "member_number_column_missing"
            assert not taken_for[misplaced.place] or LEFT_OUT not in taken_for
        elif said == [KEY]:
            assert misplaced is not None
            assert misplaced.refusal.code == "columns_missing"
            assert not taken_for[misplaced.place]
        else:
            assert misplaced is None


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


@pytest.mark.parametrize(
    ("sentence", "fields", "rest"),
    [
        ("email: it is blank.", ("email",), "It is blank."),
        ("email: ada@example.org is another's too.", ("email",), "ada@example.org is another's too."),
        ("first_name, last_name: both are blank.", ("first_name", "last_name"), "Both are blank."),
        ("The row has 3 cells: too few.", (), "The row has 3 cells: too few."),
        ("email", (), "email"),
        ("email: ", ("email",), ""),
    ],
)
def test_a_sentence_says_which_field_it_is_about(sentence, fields, rest) -> None:
    assert field_of(Refusal("any", sentence)) == (fields, rest)


def test_what_is_written_harmless_is_read_as_it_was_meant() -> None:
    for text in (*(f"{mark}x" for mark in BEGINS_A_FORMULA), *BEGINS_A_FORMULA, "", "Ada", "a=1"):
        assert meant(harmless(text)) == text
    assert [meant(text) for text in ("'t Hooft", "'", "''=x")] == ["'t Hooft", "'", "''=x"]
