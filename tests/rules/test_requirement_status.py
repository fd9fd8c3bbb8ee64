"""Which Status does a requirement show?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations, product

import pytest

from conferral.rules import grades
from conferral.rules.attempts import Attempt, Rejection
from conferral.rules.definition import Requirement
from conferral.rules.requirement_status import RequirementStatus, status_of
from tests.rules import made
from tests.rules import reference_progress as reference
from tests.rules.cast import TODAY
from tests.rules.reference_progress import Need, Try

BOTH = Requirement(
    code="P", title="Practical", component="C", scale=grades.points(Decimal(100), Decimal(70)), requires_approval=True
)
HOURS = replace(BOTH, is_repeatable=True, units=Decimal(20))
RS = RequirementStatus

UNGRADED = {}
NOT_PASSED = {"grade": "69"}
GRADED = {"grade": "70"}
COMPLETE = {"grade": "70", "is_approved": True}
RETURNED = {"grade": "70", "rejection": Rejection.NOTIFY}
REJECTED = {"grade": "70", "rejection": Rejection.REJECTED}


def voided(kind: dict[str, object]) -> dict[str, object]:
    return {**kind, "is_voided": True}


def shown(*kinds: dict[str, object], requirement: Requirement = BOTH, is_complete: bool = False) -> RS:
    """Return the status after attempts recorded in this order, having asked in any order of the rows."""
    attempts = [
        Attempt(requirement="P", completed_on=TODAY, number=number, **kind)  # type: ignore[arg-type]
        for number, kind in enumerate(kinds, 1)
    ]
    found = {status_of(requirement, list(order), is_complete=is_complete) for order in permutations(attempts)}
    assert len(found) == 1
    return found.pop()


def test_the_labels_are_exactly_the_manuals_and_rejected() -> None:
    assert [(status.value, status.label) for status in RS] == [
        ("no_status", "No Status"),
        ("awaiting_grade", "Awaiting Grade"),
        ("awaiting_approval", "Awaiting Approval"),
        ("complete", "Complete"),
        ("rejected", "Rejected"),
    ]


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((), RS.NO_STATUS),
        ((UNGRADED,), RS.AWAITING_GRADE),
        ((NOT_PASSED,), RS.NO_STATUS),
        ((GRADED,), RS.AWAITING_APPROVAL),
        ((RETURNED,), RS.NO_STATUS),
        ((REJECTED,), RS.REJECTED),
        ((voided(COMPLETE),), RS.NO_STATUS),
        ((voided(REJECTED),), RS.NO_STATUS),
        ((REJECTED, UNGRADED), RS.AWAITING_GRADE),
        ((REJECTED, GRADED), RS.AWAITING_APPROVAL),
        ((RETURNED, GRADED), RS.AWAITING_APPROVAL),
        ((REJECTED, NOT_PASSED), RS.NO_STATUS),
        ((REJECTED, RETURNED), RS.NO_STATUS),
        ((RETURNED, REJECTED), RS.REJECTED),
        ((NOT_PASSED, REJECTED), RS.REJECTED),
        ((REJECTED, voided(COMPLETE)), RS.REJECTED),
        ((REJECTED, voided(REJECTED)), RS.REJECTED),
        ((RETURNED, voided(REJECTED)), RS.NO_STATUS),
        ((UNGRADED, GRADED), RS.AWAITING_APPROVAL),
        ((GRADED, REJECTED), RS.AWAITING_APPROVAL),
    ],
)
def test_the_status_of_a_requirement_that_is_not_complete(kinds: tuple[dict[str, object], ...], status: RS) -> None:
    assert shown(*kinds) is status


def test_a_rejected_requirement_can_be_submitted_again_and_be_completed() -> None:
    assert shown(REJECTED, COMPLETE, is_complete=True) is RS.COMPLETE
    assert shown(COMPLETE, REJECTED, is_complete=True) is RS.COMPLETE


def test_a_repeatable_requirement_shows_what_waits_a_grade_first() -> None:
    assert shown(COMPLETE, requirement=HOURS) is RS.NO_STATUS
    assert shown(COMPLETE, GRADED, requirement=HOURS) is RS.AWAITING_APPROVAL
    assert shown(COMPLETE, GRADED, UNGRADED, requirement=HOURS) is RS.AWAITING_GRADE
    assert shown(COMPLETE, REJECTED, requirement=HOURS) is RS.REJECTED
    assert shown(COMPLETE, GRADED, UNGRADED, requirement=HOURS, is_complete=True) is RS.COMPLETE


def test_rejected_is_shown_only_when_staff_chose_it() -> None:
    need = Need("P", grading=("points", 100, 70), approval=True)
    kinds = [
        Try("P", 0, 0, grade=grade, approved=approved, rejection=rejection, voided=is_voided)
        for grade, approved, rejection, is_voided in product(
            ("", "69", "70"), (False, True), (None, "notify", "rejected"), (False, True)
        )
    ]
    for first, second in product(kinds, repeat=2):
        tries = [replace(first, number=1), replace(second, number=2)]
        is_complete = reference.is_complete(need, tries, 0)
        found = status_of(
            made.requirement(need), [made.attempt(one) for one in reversed(tries)], is_complete=is_complete
        )
        assert found.value == reference.status(need, tries, 0)
        if found is RS.REJECTED:
            assert any(one.rejection == "rejected" and not one.voided for one in tries)
