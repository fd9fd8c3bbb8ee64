"""Which enrollment follows which, and when is one replaced?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferral.rules.succession import Row, in_order, place, replacements
from tests.rules import reference
from tests.rules.cast import SETTLED, TODAY, TOMORROW, YESTERDAY, after, day
from tests.rules.reference import Registered


def row(key: int, enrolled: str, *, registered: str = "", cancelled: str = "", hour: int = 0) -> Row:
    """A row registered on its enrollment date at that hour unless said otherwise."""
    on = day(registered or enrolled)
    return Row(
        key=key,
        enrolled_on=day(enrolled),
        cancelled_on=day(cancelled) if cancelled else None,
        registered_on=on,
        registered_at=datetime(on.year, on.month, on.day, hour, tzinfo=UTC),
        number=key,
    )


def replaced(*rows: Row) -> dict[int, str | None]:
    """Return replaced_on in writing, having asked for it in every order of the rows."""
    found = [replacements(list(order)) for order in permutations(rows)]
    assert all(one == found[0] for one in found)
    return {key: on.isoformat() if on else None for key, on in sorted(found[0].items())}


def test_the_only_enrollment_is_replaced_by_nothing() -> None:
    assert replaced(row(1, "2025-01-10")) == {1: None}


def test_once_the_last_row_is_purged_there_is_nothing_to_replace() -> None:
    assert replacements([]) == {}


def test_an_enrollment_is_replaced_on_the_day_the_next_one_begins() -> None:
    assert replaced(row(1, "2023-01-10"), row(2, "2025-01-10")) == {1: "2025-01-10", 2: None}


def test_it_begins_on_the_earlier_of_its_enrollment_date_and_the_day_it_was_registered() -> None:
    assert row(1, "2025-06-23", registered="2025-06-15").begins_on == day("2025-06-15")
    assert row(1, "2025-06-01", registered="2025-06-15").begins_on == day("2025-06-01")
    assert row(1, "2025-06-15", registered="2025-06-15").begins_on == day("2025-06-15")


def test_imports_between_an_enrollment_ahead_and_its_date_never_make_two_current() -> None:
    ahead = row(1, "2025-09-01", registered="2025-06-01")
    assert replaced(ahead, row(2, "2025-06-10"), row(3, "2025-06-20")) == {1: None, 2: "2025-06-01", 3: "2025-06-01"}


def test_somebody_enrolled_today_from_next_monday_replaces_the_expired_enrollment_today() -> None:
    rows = row(1, "2023-01-10"), row(2, "2025-06-23", registered="2025-06-15")
    assert replaced(*rows) == {1: "2025-06-15", 2: None}


def test_its_place_is_its_enrollment_date_or_the_cancellation_where_that_is_earlier() -> None:
    assert place(TODAY, None) == TODAY
    assert place(TODAY, YESTERDAY) == YESTERDAY
    assert place(TODAY, TODAY) == TODAY
    assert place(TODAY, TOMORROW) == TODAY
    assert row(1, "2025-09-01", registered="2025-06-01", cancelled="2025-06-10").place == day("2025-06-10")


def test_cancel_and_re_enroll_the_same_day_makes_the_second_the_current_one() -> None:
    rows = row(1, "2025-06-15", cancelled="2025-06-15", hour=9), row(2, "2025-06-15", hour=10)
    assert replaced(*rows) == {1: "2025-06-15", 2: None}


def test_cancel_and_re_enroll_in_one_breath_makes_the_uncancelled_the_current_one() -> None:
    assert replaced(row(2, "2025-06-15", cancelled="2025-06-15"), row(1, "2025-06-15")) == {1: None, 2: "2025-06-15"}


def test_cancelled_and_re_enrolled_three_times_in_a_day_only_the_last_is_current() -> None:
    rows = [row(key, "2025-06-15", cancelled="2025-06-15" if key < 4 else "", hour=key) for key in (1, 2, 3, 4)]
    assert replaced(*rows) == {1: "2025-06-15", 2: "2025-06-15", 3: "2025-06-15", 4: None}


def test_a_future_enrollment_cancelled_before_it_starts_gives_way_to_one_enrolled_meanwhile() -> None:
    future = row(1, "2025-09-01", registered="2025-06-01", cancelled="2025-06-10")
    assert replaced(future, row(2, "2025-06-10", hour=12)) == {1: "2025-06-10", 2: None}
    assert replaced(future, row(2, "2025-07-01")) == {1: "2025-07-01", 2: None}


def test_a_cancelled_future_enrollment_that_is_not_followed_stays_the_last() -> None:
    future = row(2, "2025-09-01", registered="2025-06-01", cancelled="2025-06-10")
    assert replaced(row(1, "2023-01-10"), future) == {1: "2025-06-01", 2: None}


def test_cancelled_enrollments_keep_their_place_in_the_line() -> None:
    rows = row(1, "2021-01-01"), row(2, "2022-01-01", cancelled="2022-05-01"), row(3, "2023-01-01")
    assert replaced(*rows) == {1: "2022-01-01", 2: "2023-01-01", 3: None}


def test_removal_of_the_later_row_makes_the_earlier_one_the_last_again() -> None:
    earlier, later = row(1, "2021-01-01"), row(2, "2023-01-01")
    assert replaced(earlier, later) == {1: "2023-01-01", 2: None}
    assert replaced(earlier) == {1: None}


def test_removal_of_the_row_in_the_middle_joins_its_neighbours() -> None:
    rows = row(1, "2021-01-01"), row(2, "2022-01-01"), row(3, "2023-01-01")
    assert replaced(*rows) == {1: "2022-01-01", 2: "2023-01-01", 3: None}
    assert replaced(rows[0], rows[2]) == {1: "2023-01-01", 3: None}


def test_imports_in_any_order_give_the_same_line() -> None:
    imported = "2025-06-15"
    rows = [
        row(4, "2019-02-01", registered=imported, cancelled="2019-02-01"),
        row(3, "2019-02-01", registered=imported),
        row(2, "2024-02-01", registered=imported, cancelled="2024-02-01"),
        row(1, "2025-08-01", registered=imported),
    ]
    assert replaced(*rows) == {4: "2019-02-01", 3: "2024-02-01", 2: "2025-06-15", 1: None}


def test_an_import_may_insert_history_before_what_is_there() -> None:
    there = row(1, "2024-01-10")
    history = row(2, "2020-01-10", registered="2025-06-15")
    assert replaced(there, history) == {1: None, 2: "2024-01-10"}


def test_a_date_edit_may_change_the_order() -> None:
    assert replaced(row(1, "2024-01-10"), row(2, "2024-03-10")) == {1: "2024-03-10", 2: None}
    assert replaced(row(1, "2024-01-10"), row(2, "2024-01-09", registered="2024-03-10")) == {1: None, 2: "2024-01-10"}


def test_of_one_place_the_one_registered_earlier_comes_first_cancelled_or_not() -> None:
    first = row(2, "2025-06-15", hour=9)
    second = row(1, "2025-06-15", cancelled="2025-06-15", hour=10)
    assert [one.key for one in in_order([second, first])] == [2, 1]


def test_what_nothing_else_decides_the_number_decides() -> None:
    one, other = row(1, "2025-06-15"), row(2, "2025-06-15")
    assert [found.key for found in in_order([other, one])] == [1, 2]
    assert [found.key for found in in_order([one, other])] == [1, 2]


OFFSETS = (0, 1, 2)


def every_row(key: int) -> list[Registered]:
    rows = []
    for enrolled, cancelled, registered in product(OFFSETS, (None, *OFFSETS), OFFSETS):
        if cancelled is not None and cancelled < min(enrolled, registered):
            continue  # cancelled_on is never before begins_on
        on = after(TODAY, registered)
        at = datetime(on.year, on.month, on.day, tzinfo=UTC)
        rows.append(Registered(key, after(TODAY, enrolled), after(TODAY, cancelled), on, at))
    return rows


def ours(registered: Registered) -> Row:
    return Row(
        registered.key,
        registered.enrolled,
        registered.cancelled,
        registered.registered,
        registered.at,
        registered.key,
    )


def test_every_pair_of_rows_follows_as_the_reference_says() -> None:
    for pair in product(every_row(1), every_row(2)):
        expected = {one.key: reference.replaced_on(one, list(pair)) for one in pair}
        assert replacements([ours(one) for one in pair]) == expected, pair
        assert replacements([ours(one) for one in reversed(pair)]) == expected, pair


@SETTLED
@given(st.data())
def test_longer_lines_follow_as_the_reference_says_in_any_order(data: st.DataObject) -> None:
    count = data.draw(st.integers(3, 5))
    rows = [data.draw(st.sampled_from(every_row(key))) for key in range(count)]
    expected = {one.key: reference.replaced_on(one, rows) for one in rows}
    shuffled = data.draw(st.permutations(rows))
    assert replacements([ours(one) for one in shuffled]) == expected


@SETTLED
@given(st.data())
def test_on_any_day_at_most_one_of_those_enrolled_one_after_the_other_is_current(data: st.DataObject) -> None:
    """Each registered after the one before and enrolled later than it, as enrolling asks."""
    at, enrolled, rows = 0, 0, []
    for key in range(data.draw(st.integers(1, 5))):
        at += data.draw(st.integers(0, 3))
        enrolled += data.draw(st.integers(1, 5))
        on = after(TODAY, at)
        instant = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(minutes=key)
        rows.append(Row(key, after(TODAY, enrolled), None, on, instant, key))
    line, until = in_order(rows), replacements(rows)
    assert [one.key for one in line] == sorted(until)
    assert sum(1 for on in until.values() if on is None) == 1
    for one, later in pairwise(line):
        assert until[one.key] == later.begins_on
    for offset in range(-1, 30):
        on = after(TODAY, offset)
        current = [one for one in rows if one.begins_on <= on and not is_past(until[one.key], on)]
        assert len(current) == (1 if on >= min(one.begins_on for one in rows) else 0)


def is_past(replaced_on: date | None, on: date) -> bool:
    return replaced_on is not None and replaced_on <= on


@pytest.mark.parametrize("number", [1, 2])
def test_a_rows_number_says_nothing_when_the_registration_does(number: int) -> None:
    earlier = Row(1, TODAY, None, TODAY, datetime(2025, 6, 15, 8, tzinfo=UTC), number)
    later = Row(2, TODAY, None, TODAY, datetime(2025, 6, 15, 9, tzinfo=UTC), 3 - number)
    assert replacements([later, earlier]) == {1: TODAY, 2: None}
