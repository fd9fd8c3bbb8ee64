"""Does the ledger hold while people write, and others make it smaller or recount it, all at once?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conferral.actions import enrollments, ledger
from conferral.models import Enrollment, LedgerChange
from conferral.models.ledger import ledger_and_due
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.terms import Dates
from tests import make
from tests.actions.test_concurrency import AT, TODAY, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_compacted_again_and_again_while_eight_write_the_ledger_loses_nothing_and_counts_nothing_twice() -> None:
    program, other = make.program(), make.program()
    make.enrollment(None, other)
    everybody = [make.contact().pk for _ in range(24)]

    def enroll(start: int) -> None:
        for step in range(3):
            (outcome,) = enrollments.enroll_many(
                contacts=[everybody[start * 3 + step]], program=program, enrolled_on=TODAY, by=COMMAND_LINE, at=AT
            )
            row = outcome.enrollment
            assert row is not None
            to = Dates(row.enrolled_on, row.grace_begins_on, row.expires_on + timedelta(days=step))
            enrollments.change_dates(enrollment=row.pk, to=to, reason="Asked for.", by=COMMAND_LINE, at=AT)

    def compact() -> None:
        for _ in range(6):
            ledger.compact()

    def recount() -> None:
        for _ in range(6):
            assert ledger.recount(program=program.pk) == {}, "one moment is looked at, so nothing is ever lacking"

    at_once([*(lambda start=start: enroll(start) for start in range(8)), compact, compact, compact, recount])
    assert Enrollment.objects.filter(program=program).count() == 24
    held, due = ledger_and_due(program.pk)
    assert held == due
    ledger.compact()
    assert LedgerChange.objects.filter(program=program).count() == len(due)


@pytest.mark.parametrize("_round", range(3))
def test_two_that_move_the_same_dates_at_once_leave_the_ledger_as_the_later_left_them(_round: int) -> None:
    row = make.enrollment(None, None, date(2026, 1, 1))
    at_once(
        [
            lambda days=days: enrollments.change_dates(
                enrollment=row.pk,
                to=Dates(row.enrolled_on, row.grace_begins_on, row.expires_on + timedelta(days=days)),
                reason="Asked for.",
                by=COMMAND_LINE,
                at=AT,
            )
            for days in (10, 20, 30, 40)
        ]
    )
    held, due = ledger_and_due(row.program_id)
    assert held == due
