"""Who may import which kind, what is each column of a file taken for, and which field is a sentence about?"""

from __future__ import annotations

from itertools import product

import pytest

from conferral.rules.actors import Actor, Role
from conferral.rules.contact_file import OTHER_NAMES
from conferral.rules.importing import (
    LEFT_OUT,
    NUMBER,
    OF,
    ImportKind,
    Misplaced,
    check_columns,
    field_of,
    guessed,
    may_import,
)
from conferral.rules.refusals import Refusal

CONTACTS = ImportKind.CONTACTS


@pytest.mark.parametrize(("kind", "role"), [*product(ImportKind, Role)])
def test_contacts_are_any_staffs_and_history_is_a_sysadmins(kind, role) -> None:
    refusal = may_import(Actor(name="x", role=role), kind)
    lowest = Role.STAFF if kind is CONTACTS else Role.SYSADMIN
    assert (refusal is None) == (role >= lowest)
    assert refusal is None or refusal.code == "role_needed"


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in ImportKind for field in OF[kind].all])
def test_a_column_is_known_by_its_name_however_that_is_written(kind, field) -> None:
    for name in (field, field.upper(), field.replace("_", " ").title(), f" {field.replace('_', '-')}: "):
        assert guessed(kind, [name]) == (field,)


def test_other_names_are_known_and_unknown_ones_are_left_out() -> None:
    assert guessed(CONTACTS, [*OTHER_NAMES]) == ("first_name", "last_name", "", "email", "", "organization")
    for kind in ImportKind:
        assert guessed(kind, ["Member ID", "member no"]) == (NUMBER, LEFT_OUT)
        assert guessed(kind, ["line", "code", "message", "", "愛", "name"]) == (LEFT_OUT,) * 6


def test_a_field_is_guessed_once() -> None:
    assert guessed(CONTACTS, ["Email", "E-Mail", "Surname", "last_name"]) == ("email", LEFT_OUT, "last_name", LEFT_OUT)


@pytest.mark.parametrize("kind", ImportKind)
def test_of_every_choice_for_as_many_columns_as_are_needed_and_one_more_the_lawful_ones_are_taken(kind) -> None:
    fields = OF[kind]
    # All choices for three columns of contacts; of history those of the needed fields and one more.
    choices = (LEFT_OUT, *fields.all) if kind is CONTACTS else (LEFT_OUT, *fields.needed, fields.all[-1])
    for taken_for in product(choices, repeat=max(3, len(fields.needed))):
        said = [field for field in taken_for if field]
        misplaced = check_columns(kind, taken_for)
        if len(set(said)) < len(said):
            assert misplaced is not None
            assert misplaced.refusal.code == "column_twice"
            assert taken_for[misplaced.place] in taken_for[: misplaced.place]
        elif absent := [field for field in fields.needed if field not in said]:
            assert misplaced is not None
            assert _says(misplaced, absent)
            assert not taken_for[misplaced.place] or LEFT_OUT not in taken_for
        elif said == [NUMBER]:
            assert misplaced is not None
            assert misplaced.refusal.code == "columns_missing"
            assert not taken_for[misplaced.place]
        else:
            assert misplaced is None


def _says(misplaced: Misplaced, absent: list[str]) -> bool:
    if absent == [NUMBER]:
        return misplaced.refusal.code == "member_number_column_missing"
    names = ", ".join(absent)
    return (
        misplaced.refusal.code == "column_missing" and f"No column is taken for {names}," in misplaced.refusal.message
    )


@pytest.mark.parametrize(
    ("kind", "sentence", "fields", "rest"),
    [
        (CONTACTS, "email: it is blank.", ("email",), "It is blank."),
        (CONTACTS, "email: ada@example.org is another's too.", ("email",), "ada@example.org is another's too."),
        (CONTACTS, "first_name, last_name: both are blank.", ("first_name", "last_name"), "Both are blank."),
        (CONTACTS, "The row has 3 cells: too few.", (), "The row has 3 cells: too few."),
        (CONTACTS, "email", (), "email"),
        (CONTACTS, "email: ", ("email",), ""),
        (CONTACTS, "program: it is blank.", (), "program: it is blank."),
        (ImportKind.ENROLLMENTS, "program: it is blank.", ("program",), "It is blank."),
        (ImportKind.ENROLLMENTS, "requirement: it is blank.", (), "requirement: it is blank."),
        (ImportKind.COMPLETIONS, "completed_on, reference: it stays.", ("completed_on", "reference"), "It stays."),
    ],
)
def test_a_sentence_says_which_field_it_is_about(kind, sentence, fields, rest) -> None:
    assert field_of(kind, Refusal("any", sentence)) == (fields, rest)
