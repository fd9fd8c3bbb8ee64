"""Do the worked examples of the rules of days come out through the actions and the trackers, day by day?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conferral.actions import completions, enrollments
from conferral.models import Enrollment, Program
from conferral.models.tally import Tally, tallies
from conferral.rules.actors import COMMAND_LINE
from conferral.rules.standing import standing
from conferral.rules.terms import Period, Terms, Unit
from tests import make

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2025, 2, 27), date(2026, 7, 5)


def shown(program: Program, on: date) -> dict[str, int]:
    """Return the trackers of a day that are not zero."""
    (tally,) = tallies([program], on=on)
    names = ("earned", "enrolled", "not_started", "awaiting_approval", "grace", "expired")
    return {name: getattr(tally, name) for name in names if getattr(tally, name)}


def runs(program: Program) -> list[tuple[str, dict[str, int]]]:
    """Return the trackers from each day on which they change, walking day by day."""
    found: list[tuple[str, dict[str, int]]] = []
    on = FIRST
    while on <= LAST:
        now = shown(program, on)
        if not found or found[-1][1] != now:
            found.append((on.isoformat(), now))
        on += timedelta(days=1)
    return found


def status(row: Enrollment, on: date) -> tuple[str, date]:
    row.refresh_from_db()
    return standing(row.facts(), on).status.label, row.dates().completion_deadline(on)


def test_enrolled_on_1_march_2025_for_one_year_and_30_days_of_grace() -> None:
    program = make.program()
    row = make.enrollment(None, program, date(2025, 3, 1))
    assert status(row, date(2026, 3, 1)) == ("Enrolled", date(2026, 3, 1))
    assert status(row, date(2026, 3, 2)) == ("Grace period", date(2026, 3, 31))
    assert status(row, date(2026, 3, 31)) == ("Grace period", date(2026, 3, 31))
    assert status(row, date(2026, 4, 1)) == ("Expired", date(2026, 3, 31))
    assert runs(program) == [
        ("2025-02-27", {}),
        ("2025-03-01", {"enrolled": 1, "not_started": 1}),
        ("2026-03-02", {"grace": 1}),
        ("2026-04-01", {"expired": 1}),
    ]
    enrollments.change_dates(
        enrollment=row.pk,
        to=replace(row.dates(), expires_on=date(2026, 6, 30)),
        reason="A long illness.",
        by=COMMAND_LINE,
        at=make.noon(date(2026, 4, 1)),
    )
    assert status(row, date(2026, 4, 1)) == ("Grace period", date(2026, 6, 30))
    assert runs(program)[2:] == [("2026-03-02", {"grace": 1}), ("2026-07-01", {"expired": 1})]


def test_grace_counts_from_the_deadline_clamped_at_the_end_of_february() -> None:
    terms = Terms(Period(1, Unit.MONTHS), Period(1, Unit.MONTHS))
    row = make.enrollment(None, make.program(None, make.definition(terms=terms)), date(2025, 1, 31))
    assert (row.grace_begins_on, row.expires_on) == (date(2025, 3, 1), date(2025, 3, 28))


def test_the_trackers_of_a_day_say_what_was_so_on_that_day_whatever_came_later() -> None:
    defined = make.definition(
        make.requirement("EXAM", requires_approval=True), make.requirement("ETHICS"), requires_approval=True
    )
    program, who = make.program(None, defined), make.contact()
    first = make.enrollment(who, program, date(2025, 3, 1))
    make.completion(first, "ETHICS", date(2025, 4, 4))
    exam = make.completion(first, "EXAM", date(2025, 5, 5))
    completions.approve(completion=exam.pk, by=COMMAND_LINE, at=make.noon(date(2025, 5, 20)))
    enrollments.approve(enrollment=first.pk, by=COMMAND_LINE, at=make.noon(date(2025, 6, 6)))
    second = make.enrollment(None, program, date(2025, 3, 10))
    enrollments.cancel(enrollment=second.pk, by=COMMAND_LINE, at=make.noon(date(2025, 4, 10)))
    make.enrollment(second.contact, program, date(2025, 9, 1), today=date(2025, 8, 1))
    assert runs(program) == [
        ("2025-02-27", {}),
        ("2025-03-01", {"enrolled": 1, "not_started": 1}),
        ("2025-03-10", {"enrolled": 2, "not_started": 2}),
        ("2025-04-04", {"enrolled": 2, "not_started": 1}),
        ("2025-04-10", {"enrolled": 1}),
        ("2025-05-05", {"enrolled": 1, "awaiting_approval": 1}),
        ("2025-06-06", {"earned": 1}),
        ("2025-08-01", {"earned": 1, "enrolled": 1, "not_started": 1}),
    ]


def test_the_trackers_add_up_to_the_total() -> None:
    assert Tally("P", earned=1, enrolled=20, not_started=5, awaiting_approval=6, grace=300, expired=4000).total == 4321
