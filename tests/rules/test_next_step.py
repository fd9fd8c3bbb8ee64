"""What is the one next thing to do, of all that somebody could?"""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from conferral.rules.attempts import Attempt, Rejection
from conferral.rules.definition import Definition, Requirement
from conferral.rules.next_step import Chances, Deed, NextStep, next_step, sent_back
from conferral.rules.outlook import outlook
from conferral.rules.outlook_times import Occasion
from conferral.rules.progress import progress
from conferral.rules.standing import Facts, Status
from tests.rules.cast import STANDING_TODAY, TODAY, TOMORROW, YESTERDAY, enrollment
from tests.rules.made import TERMS

FACTS = enrollment()
EVENT = Occasion(7, TOMORROW, TOMORROW)
FREE = Chances(any_time=("A", "B"))
TRUTHS = (False, True)


def need(code: str = "A", **said: object) -> Requirement:
    return Requirement(**{"code": code, "title": code, "component": code, **said})  # type: ignore[arg-type]


def attempt(code: str = "A", **said: object) -> Attempt:
    return Attempt(**{"key": 1, "requirement": code, "completed_on": YESTERDAY, **said})  # type: ignore[arg-type]


def told(
    *requirements: Requirement,
    attempts: tuple[Attempt, ...] = (),
    chances: Chances = FREE,
    facts: Facts = FACTS,
    occasions: dict[str, list[Occasion]] | None = None,
    **said: object,
) -> NextStep | None:
    asked = Definition(**{"name": "A program", "terms": TERMS, "requirements": requirements, **said})  # type: ignore[arg-type]
    far = progress(asked, attempts, TODAY)
    return next_step(far, outlook(far, facts, occasions=occasions or {}, on=TODAY), chances, on=TODAY)


@pytest.mark.parametrize(
    ("may_record", "is_any_time", "is_registered", "is_offered", "has_begun", "is_back"),
    list(product(TRUTHS, repeat=6)),
)
def test_of_one_requirement_what_was_sent_back_comes_first_then_recording_then_events_then_the_staff(
    may_record, is_any_time, is_registered, is_offered, has_begun, is_back
) -> None:
    in_turn = (
        (is_back, Deed.RESUBMIT),
        (may_record and is_any_time, Deed.RECORD),
        (is_registered, Deed.ATTEND),
        (is_offered, Deed.REGISTER),
        (may_record and has_begun, Deed.RECORD),
        (True, Deed.ASK),
    )
    found = told(
        need(enrollees_may_record=may_record),
        attempts=(attempt(rejection=Rejection.REJECTED),) if is_back else (),
        occasions={"A": [EVENT]},
        chances=Chances(
            registered={7} if is_registered else (),
            offered={7} if is_offered else (),
            any_time={"A"} if is_any_time else (),
            begun={"A"} if has_begun else (),
        ),
    )
    deed = next(deed for is_so, deed in in_turn if is_so)
    assert found.deed is deed
    assert found.requirement.code == "A"
    assert found.attempt == (1 if deed is Deed.RESUBMIT else None)
    assert found.occasion == (7 if deed in (Deed.ATTEND, Deed.REGISTER) else None)


@pytest.mark.parametrize("status", [Status.EARNED, Status.CANCELLED])
def test_where_nothing_is_to_be_done_nothing_comes_next(status) -> None:
    assert told(need(), facts=STANDING_TODAY[status]) is None


def test_what_is_in_ones_own_hands_comes_before_what_is_not() -> None:
    found = told(need("A"), need("B", enrollees_may_record=True))
    assert (found.deed, found.requirement.code) == (Deed.RECORD, "B")
    assert told(need("A"), need("B")).requirement.code == "A"
    going = told(need("A"), need("B"), occasions={"A": [EVENT]}, chances=Chances(registered={7}, any_time={"B"}))
    assert (going.deed, going.requirement.code) == (Deed.ATTEND, "A")


def test_what_was_sent_back_comes_first_wherever_it_stands_but_not_before_its_turn() -> None:
    back = attempt("B", rejection=Rejection.NOTIFY)
    requirements = (need("A", enrollees_may_record=True), need("B", stage=2, enrollees_may_record=True))
    assert told(*requirements, attempts=(back,)).deed is Deed.RESUBMIT
    assert told(*requirements, attempts=(back,), in_order=True).deed is Deed.RECORD


def test_an_attempt_after_the_one_sent_back_is_what_counts() -> None:
    rule = need(requires_approval=True)
    back, again = attempt(rejection=Rejection.REJECTED, number=1), attempt(key=2, number=2)
    assert sent_back(rule, (again, back)) is None
    assert sent_back(rule, (back, attempt(key=2, number=2, is_voided=True))) == back
    assert told(rule, attempts=(back, again)).deed is Deed.WAIT


def test_what_only_waits_for_staff_is_nothing_to_do() -> None:
    waits = attempt("A")
    asked = (need("A", requires_approval=True), need("B", stage=2, enrollees_may_record=True))
    assert told(*asked, attempts=(waits,), in_order=True).deed is Deed.WAIT
    assert told(need(), facts=STANDING_TODAY[Status.AWAITING_APPROVAL]).deed is Deed.WAIT


def test_units_still_to_be_gathered_are_chosen_and_only_where_something_that_gives_them_is_open() -> None:
    gives = need("A", units=Decimal(5), is_required=False)
    assert told(gives, units_required=Decimal(5)).deed is Deed.CHOOSE
    later = need("A", units=Decimal(5), is_required=False, stage=2)
    waits = need("B", requires_approval=True)
    found = told(later, waits, attempts=(attempt("B"),), units_required=Decimal(5), in_order=True)
    assert found.deed is Deed.WAIT


def test_what_can_no_longer_be_done_in_time_is_said_before_anything_is_asked_for() -> None:
    back = attempt(rejection=Rejection.REJECTED)
    found = told(need(enrollees_may_record=True), attempts=(back,), facts=STANDING_TODAY[Status.EXPIRED])
    assert found == NextStep(deed=Deed.LATE)


@pytest.mark.parametrize(("may_record", "has_begun", "is_back"), list(product(TRUTHS, repeat=3)))
def test_with_no_event_left_what_was_done_at_one_before_is_still_recorded_and_what_was_sent_back_submitted_again(
    may_record, has_begun, is_back
) -> None:
    past = Occasion(7, YESTERDAY, YESTERDAY)
    found = told(
        need(enrollees_may_record=may_record),
        attempts=(attempt(rejection=Rejection.REJECTED),) if is_back else (),
        occasions={"A": [past]},
        chances=Chances(begun={"A"} if has_begun else ()),
    )
    deed = Deed.RESUBMIT if is_back else Deed.RECORD if may_record and has_begun else Deed.LATE
    assert found.deed is deed
