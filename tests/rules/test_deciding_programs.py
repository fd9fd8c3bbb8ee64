"""May this person approve or send back that program completion?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from conferral.rules import deciding_programs
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.attempts import AttemptState
from conferral.rules.deciding_programs import Named, ProgramCase, standing_once_sent_back
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status
from tests.rules.cast import (
    ANNA,
    ANNA_AS,
    ANNA_HERSELF,
    BEN_THE_MEMBER,
    NOBODY,
    OTHERS,
    STAFF,
    STAFF_LEVELS,
    STANDING_TODAY,
    TODAY,
    code,
    day,
    enrollment,
)

AWAITING = STANDING_TODAY[Status.AWAITING_APPROVAL]
EXAM = Named("Exam", AttemptState.COMPLETE)
VERBS = ("approve", "send back")


def case(facts: Facts = AWAITING, **said: object) -> ProgramCase:
    given = {"contact": ANNA, "facts": facts, "approved_on": None, "requires_approval": True}
    return ProgramCase(**{**given, **said})  # type: ignore[arg-type]


def ask(
    verb: str, actor: Actor, about: ProgramCase, named: tuple[Named | None, ...] = (EXAM,), note: str = "No."
) -> Refusal | None:
    if verb == "approve":
        return deciding_programs.may_approve_program(actor, case=about, on=TODAY)
    return deciding_programs.may_send_back(actor, case=about, named=named, note=note, on=TODAY)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("own", [False, True])
def test_staff_decide_what_awaits_approval_and_never_their_own(
    verb: str, status: Status, role: Role, own: bool
) -> None:
    actor = ANNA_AS[role] if own else OTHERS[role]
    expected = "allowed" if status is Status.AWAITING_APPROVAL else "not_awaiting_approval"
    if own:
        expected = "own_enrollment"
    if role is Role.NONE:
        expected = "role_needed"
    assert code(ask(verb, actor, case(STANDING_TODAY[status]))) == expected


@pytest.mark.parametrize("verb", VERBS)
def test_members_and_nobody_decide_nothing_and_the_command_line_everything(verb: str) -> None:
    for actor in (ANNA_HERSELF, BEN_THE_MEMBER, NOBODY):
        assert code(ask(verb, actor, case())) == "role_needed"
    assert ask(verb, COMMAND_LINE, case()) is None


@pytest.mark.parametrize("verb", VERBS)
def test_what_asks_for_no_approval_or_has_it_is_not_decided(verb: str) -> None:
    assert code(ask(verb, STAFF, case(requires_approval=False))) == "approval_not_asked"
    assert code(ask(verb, STAFF, case(approved_on=day("2025-06-01")))) == "already_approved"
    assert "nothing to " + verb in str(ask(verb, STAFF, case(enrollment())))


RECORDER, TEACHER = 31, 41


@pytest.mark.parametrize("separates", [True, False])
@pytest.mark.parametrize("account", [RECORDER, TEACHER, 33, None])
@pytest.mark.parametrize("contact", [RECORDER, TEACHER, 43, None])
@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_who_recorded_or_taught_what_counts_may_not_approve_where_duties_are_separated(
    separates: bool, account: int | None, contact: int | None, role: Role
) -> None:
    actor = replace(OTHERS[role], account=account, contact=contact)
    about = case(separates_duties=separates, recorded_by={RECORDER, 5}, taught_by={TEACHER})
    forbidden = separates and (account == RECORDER or contact == TEACHER)
    assert code(ask("approve", actor, about)) == ("duties_separated" if forbidden else "allowed")
    assert ask("send back", actor, about) is None


def test_what_is_sent_back_is_named_belongs_to_it_and_is_complete() -> None:
    assert code(ask("send back", STAFF, case(), named=())) == "nothing_named"
    assert code(ask("send back", STAFF, case(), named=(EXAM, None))) == "completion_unknown"
    for state in AttemptState:
        refusal = ask("send back", STAFF, case(), named=(EXAM, Named("Essay", state)))
        assert code(refusal) == ("allowed" if state is AttemptState.COMPLETE else "already_decided")
        assert refusal is None or f"Essay cannot be sent back: it is {state.label}" in str(refusal)
    assert code(ask("send back", STAFF, case(), note=" ")) == "note_missing"


@pytest.mark.parametrize("status", [Status.ENROLLED, Status.GRACE, Status.EXPIRED])
def test_sent_back_it_stands_where_its_dates_put_it(status: Status) -> None:
    waiting = replace(STANDING_TODAY[status], requirements_met_on=day("2025-03-02"))
    found = standing_once_sent_back(waiting, TODAY)
    assert found is not None
    assert found.status is status
