"""What is one attempt worth, and which attempt of a requirement is the live one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations, product

import pytest

from conferral.rules import grades
from conferral.rules.attempts import (
    Attempt,
    AttemptState,
    Awaits,
    Rejection,
    free_reference,
    live_attempts,
    live_keys,
    state_of,
)
from conferral.rules.definition import Definition, Requirement
from tests.rules import made
from tests.rules import reference_progress as reference
from tests.rules.cast import TODAY, TOMORROW, YESTERDAY
from tests.rules.reference_progress import Need, Try

POINTS = grades.points(Decimal(100), Decimal(70))
PLAIN = Requirement(code="P", title="Pledge", component="C")
GRADED = replace(PLAIN, scale=POINTS)
APPROVED = replace(PLAIN, requires_approval=True)
BOTH = replace(GRADED, requires_approval=True)
HOURS = replace(PLAIN, is_repeatable=True, units=Decimal(20))
S = AttemptState


def tried(**changes: object) -> Attempt:
    return Attempt(**{"requirement": "P", "completed_on": TODAY, **changes})  # type: ignore[arg-type]


def test_the_states_bear_the_labels_people_see() -> None:
    assert [(state.value, state.label) for state in S] == [
        ("awaiting_grade", "Awaiting Grade"),
        ("not_passed", "Not passed"),
        ("awaiting_approval", "Awaiting Approval"),
        ("complete", "Complete"),
        ("returned", "Returned"),
        ("rejected", "Rejected"),
        ("voided", "Voided"),
    ]
    assert [form.value for form in Rejection] == ["notify", "rejected"]


@pytest.mark.parametrize(
    ("requirement", "changes", "state"),
    [
        (PLAIN, {}, S.COMPLETE),
        (PLAIN, {"is_approved": True}, S.COMPLETE),
        (GRADED, {}, S.AWAITING_GRADE),
        (GRADED, {"grade": "69.999"}, S.NOT_PASSED),
        (GRADED, {"grade": "0"}, S.NOT_PASSED),
        (GRADED, {"grade": "70"}, S.COMPLETE),
        (GRADED, {"is_approved": True}, S.AWAITING_GRADE),
        (APPROVED, {}, S.AWAITING_APPROVAL),
        (APPROVED, {"is_approved": True}, S.COMPLETE),
        (BOTH, {}, S.AWAITING_GRADE),
        (BOTH, {"is_approved": True}, S.AWAITING_GRADE),
        (BOTH, {"grade": "69"}, S.NOT_PASSED),
        (BOTH, {"grade": "69", "is_approved": True}, S.NOT_PASSED),
        (BOTH, {"grade": "70"}, S.AWAITING_APPROVAL),
        (BOTH, {"grade": "70", "is_approved": True}, S.COMPLETE),
        (APPROVED, {"rejection": Rejection.NOTIFY}, S.RETURNED),
        (APPROVED, {"rejection": Rejection.REJECTED}, S.REJECTED),
        (APPROVED, {"rejection": Rejection.NOTIFY, "is_approved": True}, S.RETURNED),
        (BOTH, {"rejection": Rejection.REJECTED}, S.REJECTED),
        (PLAIN, {"is_voided": True}, S.VOIDED),
        (BOTH, {"is_voided": True, "rejection": Rejection.REJECTED}, S.VOIDED),
        (replace(PLAIN, scale=grades.pass_fail()), {"grade": "fail"}, S.NOT_PASSED),
        (replace(PLAIN, scale=grades.pass_fail()), {"grade": "pass"}, S.COMPLETE),
        (replace(PLAIN, scale=grades.letters(("A", "B"), "A")), {"grade": "B"}, S.NOT_PASSED),
        (replace(PLAIN, scale=grades.letters(("A", "B"), "A")), {"grade": "A"}, S.COMPLETE),
        (HOURS, {"units": Decimal(1)}, S.COMPLETE),
    ],
)
def test_what_becomes_of_an_attempt(requirement: Requirement, changes: dict[str, object], state: S) -> None:
    assert state_of(requirement, tried(**changes)) is state


NEEDS = [
    Need("P", grading=grading, approval=approval)
    for grading in (None, ("points", 100, 70))
    for approval in (False, True)
]


def every_try(number: int, on: tuple[int, ...] = (0,)) -> list[Try]:
    return [
        Try("P", when, number, grade=grade, approved=approved, rejection=rejection, voided=voided)
        for when in on
        for grade in ("", "69.999", "70")
        for approved in (False, True)
        for rejection in (None, "notify", "rejected")
        for voided in (False, True)
    ]


@pytest.mark.parametrize("need", NEEDS)
def test_every_kind_of_attempt_becomes_what_the_reference_says(need: Need) -> None:
    for one in every_try(1):
        assert state_of(made.requirement(need), made.attempt(one)).value == reference.became(need, one)


def one_of_each(requirement: Requirement) -> dict[S, Attempt]:
    """Return an attempt in each state that the requirement BOTH knows."""
    attempts = [
        tried(key=1),
        tried(key=2, grade="69"),
        tried(key=3, grade="70"),
        tried(key=4, grade="70", is_approved=True),
        tried(key=5, rejection=Rejection.NOTIFY),
        tried(key=6, rejection=Rejection.REJECTED),
        tried(key=7, grade="70", is_approved=True, is_voided=True),
    ]
    return {state_of(requirement, one): one for one in attempts}


def test_the_furthest_attempt_is_live_whatever_the_order_of_the_rows() -> None:
    each = one_of_each(BOTH)
    assert set(each) == set(S)
    for order in permutations(each.values()):
        assert live_attempts(BOTH, order) == (each[S.COMPLETE],)
    waiting = [one for state, one in each.items() if state is not S.COMPLETE]
    for order in permutations(waiting):
        assert live_attempts(BOTH, order) == (each[S.AWAITING_APPROVAL],)
    for order in permutations([one for one in waiting if one is not each[S.AWAITING_APPROVAL]]):
        assert live_attempts(BOTH, order) == (each[S.AWAITING_GRADE],)


@pytest.mark.parametrize("state", [S.NOT_PASSED, S.RETURNED, S.REJECTED, S.VOIDED])
def test_history_is_never_live(state: S) -> None:
    assert live_attempts(BOTH, [one_of_each(BOTH)[state]]) == ()
    assert live_attempts(replace(BOTH, is_repeatable=True), [one_of_each(BOTH)[state]]) == ()


def test_with_no_attempt_none_is_live() -> None:
    assert live_attempts(PLAIN, []) == ()
    assert live_attempts(HOURS, []) == ()


def test_of_several_passing_completions_the_earliest_is_live_and_the_others_history() -> None:
    rows = [tried(key=1, completed_on=TOMORROW, number=1), tried(key=2, completed_on=YESTERDAY, number=3)]
    rows.append(tried(key=3, completed_on=TODAY, number=2))
    for order in permutations(rows):
        assert [one.key for one in live_attempts(PLAIN, order)] == [2]


def test_of_one_day_the_reference_decides_and_then_the_order_of_recording() -> None:
    rows = [
        tried(key=1, reference="b", number=1),
        tried(key=2, reference="a", number=3),
        tried(key=3, reference="a", number=2),
    ]
    for order in permutations(rows):
        assert [one.key for one in live_attempts(PLAIN, order)] == [3]


def test_an_attempt_further_on_is_live_even_when_it_is_dated_later() -> None:
    rows = [tried(key=1, completed_on=YESTERDAY, number=1), tried(key=2, grade="70", completed_on=TODAY, number=2)]
    for order in permutations(rows):
        assert [one.key for one in live_attempts(GRADED, order)] == [2]


def test_every_one_that_counts_or_waits_is_live_in_a_repeatable_requirement() -> None:
    each = one_of_each(BOTH)
    live = live_attempts(replace(BOTH, is_repeatable=True), each.values())
    assert {one.key for one in live} == {
        each[state].key for state in (S.COMPLETE, S.AWAITING_APPROVAL, S.AWAITING_GRADE)
    }


def test_there_is_at_most_one_live_attempt_of_any_two() -> None:
    need = Need("P", grading=("points", 100, 70), approval=True)
    requirement = made.requirement(need)
    for pair in product(every_try(1), every_try(2)):
        attempts = [made.attempt(one) for one in pair]
        live = live_attempts(requirement, attempts)
        states = {reference.became(need, one) for one in pair} & {"complete", "awaiting_approval", "awaiting_grade"}
        assert len(live) == (1 if states else 0)
        assert live == live_attempts(requirement, attempts[::-1])


def test_the_keys_to_be_stored_as_live_are_those_of_each_requirements_live_attempts() -> None:
    hours = replace(HOURS, code="H")
    definition = Definition(name="EMT", terms=made.TERMS, requirements=(BOTH, hours))
    each = list(one_of_each(BOTH).values())
    repeated = [replace(one, requirement="H", key=one.key + 10) for one in each]
    assert live_keys(definition, [*each, *repeated]) == live_keys(definition, [*repeated[::-1], *each[::-1]])
    assert live_keys(definition, each) == {4: Awaits.NOTHING}
    assert live_keys(definition, [*each, *repeated]) == dict.fromkeys((4, 11, 12, 13, 14), Awaits.NOTHING)
    assert live_keys(definition, []) == {}
    with pytest.raises(KeyError):
        live_keys(definition, [tried(requirement="Z")])


def test_what_a_live_attempt_waits_for_is_kept_with_it() -> None:
    definition = Definition(name="EMT", terms=made.TERMS, requirements=(replace(BOTH, is_repeatable=True, units=9),))
    each = one_of_each(BOTH)
    assert live_keys(definition, each.values()) == {
        each[S.AWAITING_GRADE].key: Awaits.GRADE,
        each[S.AWAITING_APPROVAL].key: Awaits.APPROVAL,
        each[S.COMPLETE].key: Awaits.NOTHING,
    }


def test_an_attempt_is_plain_unless_said_otherwise() -> None:
    one = Attempt(requirement="P", completed_on=date(2025, 6, 15))
    assert (one.grade, one.units, one.is_approved, one.rejection, one.is_voided) == ("", None, False, None, False)
    assert (one.key, one.number, one.reference) == (0, 0, "")


REFERENCES = ("", "2", "3", "A-1")


@pytest.mark.parametrize("wanted", REFERENCES)
@pytest.mark.parametrize("taken", [some for n in range(5) for some in combinations(REFERENCES, n)])
def test_a_reference_tells_attempts_of_a_requirement_and_day_apart(taken, wanted):
    elsewhere = [tried(reference=wanted, completed_on=YESTERDAY), tried(reference=wanted, requirement="Q")]
    others = [tried(reference=reference) for reference in taken]
    found = free_reference("P", TODAY, [*elsewhere, *others], wanted=wanted)
    if wanted not in taken:
        assert found == wanted
    else:
        assert found not in taken
        assert all(str(lower) in taken for lower in range(2, int(found)))
