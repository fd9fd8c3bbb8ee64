"""Which completions of all the earlier enrollments in a program come along to a new one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from conferral.rules.attempts import Rejection
from conferral.rules.carrying import Carried, Carrying
from conferral.rules.carrying_over import Earlier, carried_over
from tests.rules.cast import TODAY, YESTERDAY
from tests.rules.test_carrying import asked, reasons, tried, version, went

EXPIRES = date(2027, 3, 2)
OLD, NEW = version(asked("A"), asked("B")), version(asked("A"), asked("B"), asked("C"))
HOURS = version(asked("H", is_repeatable=True, units=Decimal(10)), units_required=Decimal(10))


def over(*earlier, before=OLD, after=NEW, expires_on=EXPIRES, copied_from=None) -> Carried:
    """Put together the attempts of enrollments, the latest first."""
    way = Carrying(before, after)
    return carried_over(
        [Earlier(way, attempts) for attempts in earlier], after, expires_on=expires_on, copied_from=copied_from or {}
    )


def test_whoever_was_never_enrolled_begins_blank() -> None:
    assert over() == Carried()
    assert over([], []) == Carried()


def test_what_was_done_in_different_enrollments_comes_together() -> None:
    assert went(over([tried("B", 2)], [tried("A", 1)])) == ([(2, "B"), (1, "A")], [])


def test_where_one_is_enough_that_of_the_later_enrollment_stands_and_the_other_is_told() -> None:
    earlier = tried("A", 1, completed_on=date(2024, 5, 1))
    found = over([tried("A", 2)], [earlier])
    assert went(found) == ([(2, "A")], [1])
    assert reasons(found) == ["A of 1 May 2024: that of 15 June 2025 stands, from the later enrollment; one is enough."]


def test_of_a_repeatable_one_all_come_along_told_apart_where_they_are_of_one_day() -> None:
    found = over([tried("H", 2, units=Decimal(3))], [tried("H", 1, units=Decimal(2))], before=HOURS, after=HOURS)
    assert went(found) == ([(2, "H"), (1, "H")], [])
    assert [one.copy.reference for one in found.kept] == ["", "2"]


def test_what_was_carried_on_before_comes_once_from_the_latest_that_has_it() -> None:
    found = over(
        [tried("H", 3, units=Decimal(2))],
        [tried("H", 2, units=Decimal(2))],
        [tried("H", 1, units=Decimal(2))],
        before=HOURS,
        after=HOURS,
        copied_from={3: 2, 2: 1},
    )
    assert went(found) == ([(3, "H")], [])


def test_a_copy_that_counts_for_nothing_is_not_brought_back_by_its_original() -> None:
    rejected = tried("A", 2, rejection=Rejection.NOTIFY)
    assert over([rejected], [tried("A", 1)], copied_from={2: 1}) == Carried()
    assert over([replace(rejected, rejection=None, is_voided=True)], [tried("A", 1)], copied_from={2: 1}) == Carried()
    assert went(over([rejected], [tried("A", 1)])) == ([(1, "A")], [])


def test_what_a_later_enrollment_lost_is_told_once() -> None:
    waits = version(asked("A", requires_approval=True))
    found = over([tried("A", 2)], [tried("A", 1)], before=waits, copied_from={2: 1})
    assert went(found) == ([], [2])
    assert "Awaiting Approval" in reasons(found)[0]


def test_what_is_dated_after_the_expiration_date_is_lost_and_on_it_kept() -> None:
    assert went(over([tried("A", 1)], expires_on=TODAY)) == ([(1, "A")], [])
    found = over([tried("A", 1)], expires_on=YESTERDAY)
    assert reasons(found) == ["A of 15 June 2025 comes after the expiration date, 14 June 2025."]


def test_what_comes_too_late_leaves_the_place_to_an_earlier_one() -> None:
    found = over([tried("A", 2)], [tried("A", 1, completed_on=date(2024, 5, 1))], expires_on=date(2025, 1, 1))
    assert went(found) == ([(1, "A")], [2])
