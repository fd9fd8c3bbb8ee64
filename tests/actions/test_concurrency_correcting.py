"""What happens when one corrects a completion and another decides about it at the same moment? One wins, the other is told.

Real threads with connections of their own, on both databases.
"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.actions import completions, correcting, testing
from conferral.models import Completion
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from conferral.rules.correcting import Corrected
from tests import make, register
from tests.actions.test_concurrency import at_once, codes

pytestmark = pytest.mark.django_db(transaction=True)

AT = make.noon(date(2026, 3, 2))
EARLIER = date(2025, 5, 1)


def waiting() -> Completion:
    return make.completion(
        make.enrollment(None, make.program(None, make.definition(make.requirement(requires_approval=True))))
    )


def corrected(row: Completion, notes: str):
    return lambda: correcting.correct(
        completion=row.pk, to=Corrected(completed_on=EARLIER, notes=notes), by=COMMAND_LINE, at=AT, revision=1
    )


def approved(row: Completion):
    return lambda: completions.approve(completion=row.pk, by=COMMAND_LINE, at=AT, revision=1)


def rejected(row: Completion):
    return lambda: completions.reject(
        completion=row.pk, form=Rejection.NOTIFY, note="No.", by=COMMAND_LINE, at=AT, revision=1
    )


@pytest.mark.parametrize("decided", [approved, rejected], ids=["approve", "reject"])
def test_one_corrects_while_another_decides_and_nobody_decides_what_they_did_not_see(decided) -> None:
    for _ in range(4):
        row = waiting()
        assert codes(at_once([corrected(row, "Mine"), decided(row)])) == ["done", "stale"]
        row.refresh_from_db()
        assert row.revision == 2
        was_corrected = (row.completed_on, row.notes) == (EARLIER, "Mine")
        assert was_corrected == (row.approved_on is None and row.rejected_on is None)
    assert register.disagreements() == []


def test_two_correct_the_same_and_one_is_told_and_two_clicks_are_one() -> None:
    for _ in range(3):
        row = waiting()
        assert codes(at_once([corrected(row, "One"), corrected(row, "Two")])) == ["done", "stale"]
        again = waiting()
        assert codes(at_once([corrected(again, "Same"), corrected(again, "Same")])) == ["done", "done"]
        again.refresh_from_db()
        assert again.revision == 2


def test_testing_and_approving_at_once_both_end_well() -> None:
    rows = [waiting() for _ in range(3)]
    everybody = [row.enrollment_id for row in rows]
    acts = [approved(row) for row in rows]
    acts += [lambda: testing.test_many(enrollments=everybody, by=COMMAND_LINE, at=AT) for _ in range(2)]
    assert codes(at_once(acts)) == ["done"] * 5
    assert register.disagreements() == []
