"""Does the test for completion say what is so, in words?"""

from __future__ import annotations

import pytest

from conferral.rules.attempts import Attempt
from conferral.rules.definition import Definition, Requirement
from conferral.rules.progress import progress
from conferral.rules.testing import finding
from tests.rules.cast import TODAY, day, enrollment
from tests.rules.made import TERMS

MET = {"requirements_met_on": day("2025-06-02")}
"""The day that follows from the exam of the tests."""


def asked(*codes: str) -> Definition:
    return Definition(
        name="A program", terms=TERMS, requirements=tuple(Requirement(code, code, code) for code in codes)
    )


def found(*, done: bool, **facts):
    attempts = [Attempt(requirement="EXAM", completed_on=day("2025-06-02"))] if done else []
    return finding(enrollment(**facts), progress(asked("EXAM"), attempts, TODAY), TODAY)


@pytest.mark.parametrize(
    ("done", "facts", "said"),
    [
        (False, {}, "Not completed: 1 thing is still missing."),
        (
            False,
            {"grace_begins_on": None, "expires_on": day("2025-05-31")},
            "Not completed: 1 thing is still missing, and it is Expired since 1 June 2025.",
        ),
        (
            False,
            {"cancelled_on": day("2025-06-10")},
            "Not completed: 1 thing is still missing, and it is Cancelled since 10 June 2025.",
        ),
        (
            True,
            {**MET, "earned_on": day("2025-06-03")},
            "Completed. All requirements are met since 2 June 2025; earned on 3 June 2025.",
        ),
        (
            True,
            MET,
            "All requirements are met since 2 June 2025. It waits for the approval of the program completion.",
        ),
        (
            True,
            {**MET, "cancelled_on": day("2025-06-10")},
            "All requirements are met since 2 June 2025, but the enrollment was cancelled on 10 June 2025.",
        ),
        (
            True,
            {"enrolled_on": day("2025-07-01"), "requirements_met_on": day("2025-07-01")},
            "All requirements are met; it counts from the enrollment date 1 July 2025.",
        ),
    ],
)
def test_what_the_test_says(done, facts, said) -> None:
    assert found(done=done, **facts).said == said


def test_how_many_steps_are_left() -> None:
    nothing = finding(enrollment(), progress(asked("EXAM", "PLEDGE"), [], TODAY), TODAY)
    assert (nothing.steps, nothing.is_met) == (2, False)
    assert nothing.said == "Not completed: 2 things are still missing."
    assert (found(done=True, **MET).steps, found(done=True, **MET).is_met) == (0, True)
