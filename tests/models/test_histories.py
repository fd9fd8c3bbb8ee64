"""Are attempts read for a list what they are when read row by row?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from conferral.actions import completions
from conferral.models import Completion
from conferral.models.histories import attempts_of, attempts_until
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.attempts import Rejection
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2025, 6, 1)


def test_attempts_read_for_a_list_are_those_read_row_by_row(django_assert_num_queries):
    hours = make.requirement("HOURS", units=Decimal(20), is_repeatable=True)
    paper = make.requirement("PAPER", requires_approval=True)
    exam = make.requirement("EXAM", scale=make.POINTS)
    row = make.enrollment(into=make.program("EMT", make.definition(exam, hours, paper)))
    make.completion(row, "EXAM", DAY, grade="90")
    make.completion(row, "HOURS", DAY, units=Decimal("1.500"))
    for form, on in ((Rejection.NOTIFY, date(2025, 5, 31)), (Rejection.REJECTED, DAY)):
        sent = make.completion(row, "PAPER", on)
        completions.reject(completion=sent.pk, form=form, note="Unreadable", by=COMMAND_LINE, at=make.noon(DAY))
    make.completion(row, "HOURS", date(2025, 6, 2), units=Decimal(3))
    void = Completion.objects.filter(requirement__code="HOURS").earliest("pk")
    completions.void(completion=void.pk, reason="Wrong", by=COMMAND_LINE, at=make.noon(date(2025, 6, 2)))
    whole = attempts_of([row.pk])
    with django_assert_num_queries(1):
        assert attempts_until([row.pk], on=date(2025, 6, 2)) == whole
    assert attempts_until([row.pk], on=DAY)[row.pk] == [item for item in whole[row.pk] if item.completed_on <= DAY]
    assert {item.is_voided for item in whole[row.pk]} == {True, False}
    assert {item.rejection for item in whole[row.pk]} == {None, *Rejection}
