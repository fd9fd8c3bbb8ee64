"""Is it told on which day an enrollment comes to its grace period or expires, looked at from a day?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from conferral.rules import days
from conferral.rules.coming import Coming, enters_on
from conferral.rules.standing import Status
from tests.rules.cast import day, enrollment

GRACE, EXPIRED = day("2026-03-02"), day("2026-04-01")


@pytest.mark.parametrize(("status", "on"), [(Status.GRACE, GRACE), (Status.EXPIRED, EXPIRED)])
def test_it_comes_after_the_day_looked_from_and_by_the_last_day_looked_at(status, on) -> None:
    def found(after: int, through: int):
        return enters_on(enrollment(), status, after=on + timedelta(days=after), through=on + timedelta(days=through))

    assert [found(-7, 0), found(-1, 0), found(-30, 30)] == [on] * 3
    assert [found(0, 7), found(-7, -1), found(1, 30)] == [None] * 3


@pytest.mark.parametrize(
    "changed", ["cancelled_on", "replaced_on", "requirements_met_on", "earned_on"], ids=lambda name: name[:-3]
)
def test_it_does_not_come_to_what_is_over_or_met_by_then(changed: str) -> None:
    for on, status in ((GRACE, Status.GRACE), (EXPIRED, Status.EXPIRED)):
        for happened, comes in ((on, None), (on + timedelta(days=1), on)):
            facts = enrollment(**{changed: happened})
            window = {"after": on - timedelta(days=7), "through": on + timedelta(days=7)}
            assert enters_on(facts, status, **window) == comes, (status, happened)


def test_nothing_comes_to_what_has_not_begun() -> None:
    facts = enrollment()
    before = facts.begins_on - timedelta(days=1)
    assert enters_on(facts, Status.GRACE, after=before, through=GRACE) is None
    assert enters_on(facts, Status.GRACE, after=facts.begins_on, through=GRACE) == GRACE


def test_a_requirement_that_becomes_complete_within_the_grace_period_is_no_second_coming() -> None:
    facts = enrollment(started_on=GRACE + timedelta(days=3))
    assert enters_on(facts, Status.GRACE, after=GRACE, through=EXPIRED) is None


def test_each_says_what_it_is_and_looks_no_further_than_the_calendar() -> None:
    assert [what.label for what in Coming] == [
        "Grace period begins within 7 days",
        "Grace period begins within 30 days",
        "Expires within 7 days",
        "Expires within 30 days",
    ]
    assert Coming.GRACE_7.through(GRACE) == GRACE + timedelta(days=7)
    assert Coming.EXPIRED_30.through(days.LATEST - timedelta(days=3)) == days.LATEST
