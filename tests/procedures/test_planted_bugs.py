"""Do the random procedures find a bug when there is one? Eight are planted, and each has to come to light.

The mistakes are those a person could make in these rules. Nothing of ours is mocked: a rule is replaced by the same
rule with a mistake in it, wherever it is used, and the machine runs as it does every day.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from conferral.actions import completions
from conferral.models import histories
from conferral.rules import attempts, deciding, definition, progress, recording, standing
from tests.procedures.machine import VOID, Procedures
from tests.procedures.test_random_procedures import SETTLED

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Planter = pytest.MonkeyPatch


def plant(planter: Planter, right: Callable[..., Any], wrong: Callable[..., Any]) -> None:
    """Put the wrong rule wherever the right one is known by its name."""
    modules = [module for name, module in sys.modules.items() if name.startswith("conferral.")]
    known = [module for module in [*modules, *held_here()] if getattr(module, right.__name__, None) is right]
    assert known
    for module in known:
        planter.setattr(module, right.__name__, wrong)


def held_here() -> list[Any]:
    return [sys.modules["tests.procedures.comparing"]]


def a_rejected_completion_still_counts(planter: Planter) -> None:
    """Progress forgets rejections: it takes what was rejected for decided, and so for Complete."""
    right, live = progress.state_of, progress.live_attempts

    def taken_for(attempt: attempts.Attempt) -> attempts.Attempt:
        return replace(attempt, rejection=None, is_approved=attempt.is_approved or attempt.rejection is not None)

    planter.setattr(progress, "state_of", lambda of, attempt: right(of, taken_for(attempt)))
    planter.setattr(progress, "live_attempts", lambda of, tried: live(of, [taken_for(one) for one in tried]))


def an_approval_counts_from_its_own_day(planter: Planter) -> None:
    right, approved_on = histories.attempt_of, histories.ASKED.index("approved_on") - 1

    def wrong(said: Sequence[Any]) -> attempts.Attempt:
        attempt = right(said)
        return replace(attempt, completed_on=said[approved_on] or attempt.completed_on)

    planter.setattr(histories, "attempt_of", wrong)


def voiding_does_not_test_the_program_again(planter: Planter) -> None:
    right = completions.settle_milestones

    def wrong(enrollments: Iterable[int], log: Any, **known: Any) -> None:
        if log.reason != VOID:
            right(enrollments, log, **known)

    planter.setattr(completions, "settle_milestones", wrong)


def an_enrollment_expires_on_its_last_day(planter: Planter) -> None:
    right = standing.standing

    def wrong(facts: standing.Facts, on: Any) -> standing.Standing | None:
        return right(replace(facts, expires_on=facts.expires_on - timedelta(days=1)), on)

    plant(planter, right, wrong)


def a_second_passing_attempt_takes_the_place_of_the_first(planter: Planter) -> None:
    right = attempts.live_attempts

    def wrong(of: definition.Requirement, tried: Iterable[attempts.Attempt]) -> tuple[attempts.Attempt, ...]:
        found = list(tried)
        passing = [one for one in found if attempts.state_of(of, one) is attempts.AttemptState.COMPLETE]
        return tuple(passing[-1:]) if passing and not of.is_repeatable else right(of, found)

    def waiting(of: definition.Requirement, far: progress.Progress) -> Any:
        return None if far.of(of.code).is_complete else alive(of, far)

    alive = recording.check_live
    plant(planter, right, wrong)
    planter.setattr(recording, "check_live", waiting)


def the_order_looks_back_one_stage_only(planter: Planter) -> None:
    right = progress.Progress.blocking

    def wrong(self: progress.Progress, of: definition.Requirement) -> tuple[definition.Requirement, ...]:
        stages = [one.requirement.stage for one in self.requirements if one.requirement.stage < of.stage]
        return tuple(one for one in right(self, of) if one.stage == max(stages))

    planter.setattr(progress.Progress, "blocking", wrong)


def units_above_the_maximum_of_a_category_count(planter: Planter) -> None:
    right = progress.units_of

    def wrong(categories: Iterable[definition.Category], given: Any) -> definition.CountedUnits:
        return right([replace(category, maximum=None) for category in categories], given)

    planter.setattr(progress, "units_of", wrong)


def people_may_decide_about_their_own(planter: Planter) -> None:
    planter.setattr(deciding, "_not_own", lambda *_asked: None)


BUGS = (
    a_rejected_completion_still_counts,
    an_approval_counts_from_its_own_day,
    voiding_does_not_test_the_program_again,
    an_enrollment_expires_on_its_last_day,
    a_second_passing_attempt_takes_the_place_of_the_first,
    the_order_looks_back_one_stage_only,
    units_above_the_maximum_of_a_category_count,
    people_may_decide_about_their_own,
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_the_random_procedures_find(bug: Callable[[Planter], None], monkeypatch: Planter) -> None:
    bug(monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Procedures, settings=settings(**SETTLED))
