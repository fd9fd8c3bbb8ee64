"""What does voiding undo, in words, wherever the enrollment stands?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.attempts import Attempt
from conferral.rules.definition import Category, Definition, Requirement
from conferral.rules.milestones import milestones
from conferral.rules.standing import Facts
from conferral.rules.terms import Period, Terms, Unit
from conferral.rules.voiding import Undone, undone
from tests.rules import made
from tests.rules.cast import SETTLED, TODAY, day

TERMS = Terms(Period(1, Unit.YEARS))


def asked(*requirements: Requirement, **said) -> Definition:
    return Definition(name="A program", terms=TERMS, requirements=requirements, **said)


def void(definition: Definition, attempts, key: int, *, expires_on="2026-03-31", approved_on=None) -> Undone:
    enrolled_on = day("2025-03-01")
    kept = milestones(definition, attempts, enrolled_on=enrolled_on, approved_on=approved_on)
    facts = Facts(
        begins_on=enrolled_on,
        enrolled_on=enrolled_on,
        expires_on=day(expires_on),
        started_on=kept.started_on,
        requirements_met_on=kept.requirements_met_on,
        earned_on=kept.earned_on,
    )
    return undone(definition, attempts, {key}, facts=facts, approved_on=approved_on, on=TODAY)


def attempt(key: int, requirement: str, on: str, **said) -> Attempt:
    return Attempt(key=key, number=key, requirement=requirement, completed_on=day(on), **said)


EXAM = Requirement("EXAM", "Exam", "EXAM")


def test_what_was_earned_and_is_past_its_dates_becomes_expired_and_it_says_so() -> None:
    found = void(asked(EXAM), [attempt(1, "EXAM", "2025-04-01")], 1, expires_on="2025-05-31")
    assert found.is_unearned
    assert found.said[-1] == (
        "The program was earned on 1 April 2025 and is not earned any more; "
        "its expiration date has passed, so it is Expired since 1 June 2025 then."
    )


def test_what_waited_for_the_program_approval_is_not_met_any_more() -> None:
    found = void(asked(EXAM, requires_approval=True), [attempt(1, "EXAM", "2025-04-01")], 1)
    assert not found.is_unearned
    assert found.said[-1] == (
        "The requirements were met on 1 April 2025 and are not met any more; it is Enrolled since 1 March 2025 then."
    )


def test_another_attempt_may_suffice_from_a_later_day_on() -> None:
    both = [attempt(1, "EXAM", "2025-04-01"), attempt(2, "EXAM", "2025-05-01")]
    found = void(asked(EXAM), both, 1)
    assert found.said == (
        "Exam stays Complete, but as of 1 May 2025: other completions of it suffice from then on.",
        "The program counts as earned on 1 May 2025 instead of 1 April 2025.",
    )
    assert void(asked(EXAM), both, 2).said == ("Exam stays Complete: other completions of it suffice.",)
    waits = void(asked(EXAM, requires_approval=True), both, 1)
    assert waits.said[-1] == "The requirements count as met on 1 May 2025."


def test_units_of_a_repeatable_requirement_that_is_not_yet_complete() -> None:
    hours = Requirement("H", "Hours", "H", units=Decimal(5), is_repeatable=True)
    found = void(asked(hours), [attempt(1, "H", "2025-04-01", units=Decimal(2))], 1)
    assert found.said == (
        "Hours was not Complete and is not afterwards: its status is No Status.",
        "0 units count instead of 2.",
    )


def test_what_was_below_its_least_or_closed_before_is_not_said_to_become_so() -> None:
    hours = Requirement("H", "Hours", "H", units=Decimal(5), is_repeatable=True, category="N")
    definition = asked(
        hours, replace(EXAM, stage=2), categories=(Category("N", "National hours", Decimal(5)),), in_order=True
    )
    found = void(definition, [attempt(1, "H", "2025-04-01", units=Decimal(2))], 1)
    assert found.said == (
        "Hours was not Complete and is not afterwards: its status is No Status.",
        "0 units count instead of 2.",
    )


def test_the_approval_of_the_program_stays() -> None:
    definition = asked(EXAM, requires_approval=True)
    found = void(definition, [attempt(1, "EXAM", "2025-04-01")], 1, approved_on=day("2025-05-01"))
    assert found.said[-1] == (
        "The program approval of 1 May 2025 stays: once the requirements are met again, "
        "it is earned without another one."
    )


@SETTLED
@given(st.data())
def test_nothing_is_lost_beyond_what_testing_again_finds(data) -> None:
    version = data.draw(made.versions())
    definition = made.definition(version)
    attempts = [made.attempt(one) for one in data.draw(made.attempts(version))]
    if not attempts:
        return
    key = data.draw(st.sampled_from([one.key for one in attempts]))
    kept = milestones(definition, attempts, enrolled_on=made.on(-3), approved_on=None)
    facts = Facts(
        begins_on=made.on(-3),
        enrolled_on=made.on(-3),
        expires_on=made.on(9),
        started_on=kept.started_on,
        requirements_met_on=kept.requirements_met_on,
        earned_on=kept.earned_on,
    )
    found = undone(definition, attempts, {key}, facts=facts, approved_on=None, on=made.on(5))
    assert found.is_unearned == (kept.earned_on is not None and found.after.earned_on is None)
    assert all(sentence.endswith(".") for sentence in found.said)
    assert found.said, "voiding an attempt says at least what becomes of its requirement"
