"""Does the ledger, summed up to any day, count what walking day by day counts?

Every lawful combination of the dates, each absent, before, on or after the day.
"""

from __future__ import annotations

from datetime import date

import pytest

from conferral.rules.ledger import NOTHING, Figures, added, changes, changes_of, difference, figures
from conferral.rules.standing import Facts, Status, Step, standing
from tests.rules.cast import TODAY, after
from tests.rules.test_standing_exhaustive import NARROW, WINDOW, combinations, facts_of

NAMES = {
    "Earned": "earned",
    "Enrolled, not earned": "enrolled",
    "Grace period": "grace",
    "Expired": "expired",
}


def counted(facts: Facts, on: date) -> Figures:
    """Return what counts the enrollment on a day, as its standing says."""
    now = standing(facts, on)
    if now is None or now.tracker is None:
        return NOTHING
    return Figures(
        not_started=int(now.is_not_started),
        awaiting_approval=int(now.status is Status.AWAITING_APPROVAL),
        **{NAMES[now.tracker.label]: 1},
    )


def test_the_changes_up_to_any_day_add_up_to_the_standing_on_it_for_every_combination_of_dates():
    count = 0
    for row in combinations(NARROW, with_history=True):
        facts = facts_of(row)
        found = changes_of(facts)
        for on in WINDOW:
            upto = NOTHING
            for day, change in found:
                if day <= on:
                    upto = upto.plus(change)
            assert upto == counted(facts, on), (row, on)
        count += 1
    assert count > 10_000


def test_no_change_changes_nothing_and_no_day_comes_twice():
    for row in combinations(NARROW, with_history=True):
        found = changes_of(facts_of(row))
        assert all(change != NOTHING for _, change in found), row
        assert [on for on, _ in found] == sorted({on for on, _ in found}), row


@pytest.mark.parametrize(
    ("status", "has_started", "expected"),
    [
        (Status.ENROLLED, False, Figures(enrolled=1, not_started=1)),
        (Status.ENROLLED, True, Figures(enrolled=1)),
        (Status.AWAITING_APPROVAL, False, Figures(enrolled=1, awaiting_approval=1)),
        (Status.AWAITING_APPROVAL, True, Figures(enrolled=1, awaiting_approval=1)),
        (Status.GRACE, False, Figures(grace=1)),
        (Status.EXPIRED, True, Figures(expired=1)),
        (Status.EARNED, True, Figures(earned=1)),
        (Status.CANCELLED, True, NOTHING),
    ],
)
def test_a_status_is_counted_in_one_tracker_while_it_is_current(status, has_started, expected):
    assert figures(Step(TODAY, status, has_started, is_current=True)) == expected
    assert figures(Step(TODAY, status, has_started, is_current=False)) == NOTHING


def begun(begins: int, expires: int) -> Facts:
    return Facts(begins_on=after(TODAY, begins), enrolled_on=after(TODAY, begins), expires_on=after(TODAY, expires))


def test_several_enrollments_of_the_same_dates_change_so_many_at_once():
    entered, expired = Figures(enrolled=1, not_started=1), Figures(enrolled=-1, not_started=-1, expired=1)
    assert changes([((7, begun(-1, 1)), 3), ((8, begun(-1, 1)), 1), ((7, begun(-1, 4)), 1)]) == {
        (7, after(TODAY, -1)): Figures(enrolled=4, not_started=4),
        (7, after(TODAY, 2)): NOTHING.plus(expired, 3),
        (7, after(TODAY, 5)): expired,
        (8, after(TODAY, -1)): entered,
        (8, after(TODAY, 2)): expired,
    }


def test_what_goes_and_what_comes_on_a_day_leaves_nothing_where_they_are_alike():
    moved = changes([((7, begun(-1, 1)), -1), ((7, begun(-1, 4)), 1), ((9, begun(0, 0)), 0)])
    expired = Figures(enrolled=-1, not_started=-1, expired=1)
    assert moved == {(7, after(TODAY, 2)): NOTHING.plus(expired, -1), (7, after(TODAY, 5)): expired}


def test_the_difference_added_to_what_is_held_is_what_is_due():
    held = changes([((7, begun(-1, 1)), 2), ((7, begun(0, 3)), 1)])
    due = changes([((7, begun(-1, 2)), 2), ((7, begun(0, 3)), 1), ((8, begun(0, 3)), 1)])
    lacking = difference(due, held)
    assert added([held, lacking]) == due
    assert (7, TODAY) not in lacking
    assert difference(due, due) == {}
