"""May this person grade, approve, reject or void that attempt?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from conferral.rules import deciding, grades
from conferral.rules.actors import COMMAND_LINE, Actor, Role
from conferral.rules.attempts import Attempt, AttemptState, Rejection, state_of
from conferral.rules.deciding import Case
from conferral.rules.definition import Requirement
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Facts, Status
from tests.rules.cast import (
    ANNA,
    ANNA_AS,
    ANNA_HERSELF,
    BEN_THE_MEMBER,
    MANAGER,
    OTHERS,
    STAFF,
    STAFF_LEVELS,
    STANDING_TODAY,
    TODAY,
    YESTERDAY,
    after,
    code,
    enrollment,
)

EXAM = Requirement(
    code="EXAM",
    title="Exam",
    component="EX",
    scale=grades.points(Decimal(100), Decimal(70)),
    requires_approval=True,
)
S = AttemptState
ATTEMPTS = {
    S.AWAITING_GRADE: Attempt(requirement="EXAM", completed_on=YESTERDAY),
    S.NOT_PASSED: Attempt(requirement="EXAM", completed_on=YESTERDAY, grade="69"),
    S.AWAITING_APPROVAL: Attempt(requirement="EXAM", completed_on=YESTERDAY, grade="70"),
    S.COMPLETE: Attempt(requirement="EXAM", completed_on=YESTERDAY, grade="70", is_approved=True),
    S.RETURNED: Attempt(requirement="EXAM", completed_on=YESTERDAY, rejection=Rejection.NOTIFY),
    S.REJECTED: Attempt(requirement="EXAM", completed_on=YESTERDAY, rejection=Rejection.REJECTED),
    S.VOIDED: Attempt(requirement="EXAM", completed_on=YESTERDAY, is_voided=True),
}
DECIDABLE = {
    "grade": S.AWAITING_GRADE,
    "approve": S.AWAITING_APPROVAL,
    "reject": S.AWAITING_APPROVAL,
    "void": S.COMPLETE,
}
ALSO = {"reject": {S.AWAITING_GRADE}}
"""What waits for its grade can be sent back too."""
VERBS = list(DECIDABLE)
QUEUED = ("grade", "approve", "reject")


def case(state: S, facts: Facts | None = None, **changes: object) -> Case:
    given = {"contact": ANNA, "facts": facts or enrollment(), "requirement": EXAM, "attempt": ATTEMPTS[state]}
    return Case(**{**given, **changes})  # type: ignore[arg-type]


def decide(verb: str, actor: Actor, about: Case, text: str | None = None) -> Refusal | None:
    """Ask about one verb with everything it needs, or with this grade, note or reason."""
    asked: dict[str, Callable[[], Refusal | None]] = {
        "grade": lambda: deciding.may_grade(actor, case=about, grade="80" if text is None else text, on=TODAY),
        "approve": lambda: deciding.may_approve(actor, case=about, on=TODAY),
        "reject": lambda: deciding.may_reject(actor, case=about, note="Unsigned." if text is None else text, on=TODAY),
        "void": lambda: deciding.may_void(actor, case=about, reason="Forged." if text is None else text),
    }
    return asked[verb]()


def test_the_attempts_stand_in_the_states_they_are_named_for() -> None:
    assert {state_of(EXAM, attempt) for attempt in ATTEMPTS.values()} == set(S)
    assert all(state_of(EXAM, attempt) is state for state, attempt in ATTEMPTS.items())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", list(Role))
def test_staff_grade_approve_and_reject_and_a_certification_manager_voids(verb: str, role: Role) -> None:
    refusal = decide(verb, OTHERS[role], case(DECIDABLE[verb]))
    if role >= (Role.MANAGER if verb == "void" else Role.STAFF):
        assert refusal is None
    else:
        assert code(refusal) == "role_needed"
        whom = "a Certification Manager or a higher level" if verb == "void" else "staff"
        what = "void a completion" if verb == "void" else f"{verb} completions"
        assert str(refusal) == f"Only {whom} may {what}."


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_nobody_decides_on_their_own_completion(verb: str, role: Role) -> None:
    refusal = decide(verb, ANNA_AS[role], case(DECIDABLE[verb]))
    if verb == "void" and role is Role.STAFF:
        assert code(refusal) == "role_needed"
    else:
        assert refusal == Refusal("own_completion", f"Nobody may {verb} their own completion; ask a colleague.")


@pytest.mark.parametrize("verb", VERBS)
def test_enrollees_decide_nothing_and_the_command_line_everything(verb: str) -> None:
    assert code(decide(verb, ANNA_HERSELF, case(DECIDABLE[verb]))) == "role_needed"
    assert code(decide(verb, BEN_THE_MEMBER, case(DECIDABLE[verb]))) == "role_needed"
    assert decide(verb, COMMAND_LINE, case(DECIDABLE[verb])) is None


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(S))
def test_each_verb_decides_its_state_and_the_refusal_says_which_it_is(verb: str, state: S) -> None:
    refusal = decide(verb, MANAGER, case(state))
    if DECIDABLE[verb] is state or state in ALSO.get(verb, ()):
        assert refusal is None
    else:
        assert code(refusal) == "already_decided"
        assert "Exam" in str(refusal)
        assert state.label in str(refusal)


def test_the_refusal_says_what_the_completion_does_not_wait_for() -> None:
    words = {"grade": "a grade", "approve": "approval", "reject": "a decision", "void": "voiding"}
    for verb, what in words.items():
        assert f"does not wait for {what}:" in str(decide(verb, MANAGER, case(S.VOIDED)))


@pytest.mark.parametrize("verb", QUEUED)
@pytest.mark.parametrize("status", list(Status))
def test_deciding_stays_possible_on_expired_enrollments_and_cancelled_ones_leave_the_queue(
    verb: str, status: Status
) -> None:
    refusal = decide(verb, MANAGER, case(DECIDABLE[verb], STANDING_TODAY[status]))
    if status is Status.CANCELLED:
        assert code(refusal) == "enrollment_cancelled"
        assert "10 June 2025" in str(refusal)
    else:
        assert refusal is None


@pytest.mark.parametrize("status", list(Status))
def test_a_completion_can_be_voided_wherever_its_enrollment_stands(status: Status) -> None:
    assert decide("void", MANAGER, case(DECIDABLE["void"], STANDING_TODAY[status])) is None


@pytest.mark.parametrize("verb", QUEUED)
@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_an_enrollment_is_cancelled_from_its_day_on(verb: str, offset: int) -> None:
    refusal = decide(verb, MANAGER, case(DECIDABLE[verb], enrollment(cancelled_on=after(TODAY, offset))))
    assert code(refusal) == ("enrollment_cancelled" if offset <= 0 else "allowed")


@pytest.mark.parametrize("verb", VERBS)
def test_deciding_stays_possible_on_replaced_enrollments(verb: str) -> None:
    assert decide(verb, MANAGER, case(DECIDABLE[verb], enrollment(replaced_on=YESTERDAY))) is None


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
@pytest.mark.parametrize(
    ("verb", "expected", "field"),
    [("grade", "grade_missing", "Grade"), ("reject", "note_missing", "Note"), ("void", "reason_missing", "Reason")],
)
def test_what_has_to_be_said_is_asked_for(verb: str, expected: str, field: str, blank: str) -> None:
    refusal = decide(verb, MANAGER, case(DECIDABLE[verb]), blank)
    assert code(refusal) == expected
    assert str(refusal).startswith(f"{field}: ")


@pytest.mark.parametrize(("grade", "expected"), [("0", "allowed"), ("100", "allowed"), ("101", "grade_not_on_scale")])
def test_a_grade_is_one_the_scale_knows_passing_or_not(grade: str, expected: str) -> None:
    assert code(decide("grade", STAFF, case(S.AWAITING_GRADE), grade)) == expected


RECORDER, TEACHER = 31, 41
"""The account that recorded the completion, the contact who taught its offering."""


@pytest.mark.parametrize("separates", [True, False])
@pytest.mark.parametrize("account", [RECORDER, TEACHER, 33, None])
@pytest.mark.parametrize("contact", [RECORDER, TEACHER, 43, None])
@pytest.mark.parametrize("role", STAFF_LEVELS)
def test_who_recorded_or_taught_may_not_approve_where_duties_are_separated(
    separates: bool, account: int | None, contact: int | None, role: Role
) -> None:
    actor = replace(OTHERS[role], account=account, contact=contact)
    about = case(S.AWAITING_APPROVAL, separates_duties=separates, recorded_by=RECORDER, taught_by=TEACHER)
    forbidden = separates and (account == RECORDER or contact == TEACHER)
    assert code(decide("approve", actor, about)) == ("duties_separated" if forbidden else "allowed")


def test_the_refusal_says_why_a_colleague_has_to_approve() -> None:
    about = case(S.AWAITING_APPROVAL, separates_duties=True, recorded_by=STAFF.account)
    assert str(decide("approve", STAFF, about)) == (
        "This program separates duties: who recorded or taught a completion may not approve it; ask a colleague."
    )


def test_where_it_is_unknown_who_recorded_and_taught_anybody_else_may_approve() -> None:
    about = case(S.AWAITING_APPROVAL, separates_duties=True)
    assert decide("approve", STAFF, about) is None
    assert decide("approve", replace(STAFF, account=None, contact=None), about) is None
    assert decide("approve", COMMAND_LINE, about) is None


def test_who_recorded_or_taught_may_still_grade_reject_and_void() -> None:
    actor = replace(MANAGER, account=RECORDER, contact=TEACHER)
    for verb in ("grade", "reject", "void"):
        about = case(DECIDABLE[verb], separates_duties=True, recorded_by=RECORDER, taught_by=TEACHER)
        assert decide(verb, actor, about) is None


def test_duties_are_not_separated_unless_said() -> None:
    plain = case(S.AWAITING_APPROVAL)
    assert (plain.separates_duties, plain.recorded_by, plain.taught_by) == (False, None, None)
