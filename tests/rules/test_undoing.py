"""May this person take back a decision?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from conferral.rules.actors import COMMAND_LINE, Role
from conferral.rules.undoing import Decided, Made, may_undo, may_undo_change, may_undo_one
from tests.rules.cast import (
    ANNA,
    ANNA_AS,
    BEN_THE_MEMBER,
    NOBODY,
    OTHERS,
    STAFF,
    TODAY,
    TOMORROW,
    YESTERDAY,
    code,
)

AUTHOR = 99


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("on", [YESTERDAY, TODAY, TOMORROW])
def test_its_author_or_a_certification_manager_undoes_it_on_the_day_it_was_made(role, is_author, on) -> None:
    actor = replace(OTHERS[role], account=AUTHOR) if is_author else OTHERS[role]
    expected = "allowed" if on == TODAY else "undo_too_late"
    if not is_author and role < Role.MANAGER:
        expected = "undo_not_yours"
    if role is Role.NONE:
        expected = "role_needed"
    assert code(may_undo(actor, made=Made(by=AUTHOR, on=TODAY), on=on)) == expected


def test_what_the_command_line_decided_has_no_author_among_staff() -> None:
    made = Made(by=None, on=TODAY)
    assert code(may_undo(replace(STAFF, account=None), made=made, on=TODAY)) == "undo_not_yours"
    assert may_undo(COMMAND_LINE, made=made, on=TODAY) is None
    assert code(may_undo(NOBODY, made=made, on=TODAY)) == code(may_undo(BEN_THE_MEMBER, made=made, on=TODAY))


@pytest.mark.parametrize("holds", [True, False])
@pytest.mark.parametrize("since", ["", "the program was earned"])
@pytest.mark.parametrize("own", [True, False])
def test_one_decision_is_undone_while_it_holds_and_nothing_was_built_on_it(holds, since, own) -> None:
    actor = ANNA_AS[Role.MANAGER] if own else OTHERS[Role.MANAGER]
    refusal = may_undo_one(actor, decided=Decided(contact=ANNA, holds=holds, since=since))
    expected = (
        "own_completion" if own else "allowed" if holds and not since else "built_on" if holds else "decision_changed"
    )
    assert code(refusal) == expected
    if expected == "built_on":
        assert str(refusal).endswith("since: the program was earned.")


def test_a_change_is_undone_while_it_holds_and_nothing_was_built_on_it_and_the_sentence_names_whose_it_is() -> None:
    assert may_undo_change(name="Ada Byron", holds=True) is None
    gone = may_undo_change(name="Ada Byron", holds=False, since="the enrollment was cancelled")
    built = may_undo_change(name="Ada Byron", holds=True, since="the enrollment was cancelled")
    assert (code(gone), code(built)) == ("changed_since", "built_on")
    assert str(gone) == "Ada Byron: there is nothing to undo; it was changed or undone meanwhile."
    assert str(built) == (
        "Ada Byron: not undone, because something has built on it since: the enrollment was cancelled."
    )
