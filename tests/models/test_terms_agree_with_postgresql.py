"""Does PostgreSQL add periods to days as rules/terms.py does?"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from django.db import connection

from conferral.rules import terms
from conferral.rules.terms import Period, Unit

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db]

ANCHORS = [
    date(year, month, dom)
    for year in range(1999, 2042)
    for month in range(1, 13)
    for dom in {1, 28, monthrange(year, month)[1]}
]
PERIODS = [
    *(Period(count, Unit.DAYS) for count in (*range(1, 35), 59, 60, 90, 365, 366, 730, 1461)),
    *(Period(count, Unit.WEEKS) for count in (*range(1, 9), 52, 53, 260)),
    *(Period(count, Unit.MONTHS) for count in (*range(1, 37), 59, 60, 61, 120, 1200)),
    *(Period(count, Unit.YEARS) for count in (*range(1, 13), 50, 99, 100)),
]
QUESTION = """
    SELECT anchor.day, period.count, period.unit,
           (anchor.day + make_interval(
               years => CASE period.unit WHEN 'years' THEN period.count ELSE 0 END,
               months => CASE period.unit WHEN 'months' THEN period.count ELSE 0 END,
               weeks => CASE period.unit WHEN 'weeks' THEN period.count ELSE 0 END,
               days => CASE period.unit WHEN 'days' THEN period.count ELSE 0 END
           ))::date
    FROM unnest(%s::date[]) AS anchor(day)
    CROSS JOIN unnest(%s::integer[], %s::text[]) AS period(count, unit)
"""


def test_month_arithmetic_agrees_with_postgresql_from_1999_to_2041() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            QUESTION, [ANCHORS, [period.count for period in PERIODS], [period.unit.value for period in PERIODS]]
        )
        answers = cursor.fetchall()
    assert len(answers) == len(ANCHORS) * len(PERIODS)
    different = [
        (anchor, count, unit, answer)
        for anchor, count, unit, answer in answers
        if terms.add(anchor, Period(count, Unit(unit))) != answer
    ]
    assert different == []
