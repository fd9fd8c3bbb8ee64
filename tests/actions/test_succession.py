"""Is `replaced_on` right after every sequence of the rules of standing, whichever way it came about?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conferral.actions import enrollments
from conferral.actions.succession import settle_lines
from conferral.models import Contact, Enrollment, Program
from conferral.rules.actors import COMMAND_LINE
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)
LONG_AGO = date(2024, 1, 1)


@pytest.fixture
def ada() -> Contact:
    return make.contact()


@pytest.fixture
def program() -> Program:
    return make.program(None, None, is_maintenance=True)


def cancel(row: Enrollment, today: date = TODAY, hour: int = 0) -> None:
    enrollments.cancel(enrollment=row.pk, by=COMMAND_LINE, at=make.noon(today) + timedelta(hours=hour))


def enroll(who: Contact, program: Program, on: date, today: date = TODAY, hour: int = 0) -> Enrollment:
    return enrollments.enroll(
        contact=who.pk, program=program, enrolled_on=on, by=COMMAND_LINE, at=make.noon(today) + timedelta(hours=hour)
    )


def move(row: Enrollment, enrolled_on: date, today: date = TODAY) -> None:
    row.refresh_from_db()
    to = replace(row.dates(), enrolled_on=enrolled_on)
    enrollments.change_dates(enrollment=row.pk, to=to, reason="Typed wrong.", by=COMMAND_LINE, at=make.noon(today))


def worked_out(who: Contact, program: Program) -> dict[int, date | None]:
    """Work out who is replaced when, again and from nothing but the dates: by taking the earliest card each time."""
    rest = list(Enrollment.objects.filter(contact=who, program=program).order_by("pk"))
    line: list[Enrollment] = []
    while rest:
        first = rest[0]
        for row in rest[1:]:
            stands = min(row.enrolled_on, row.cancelled_on or row.enrolled_on)
            against = min(first.enrolled_on, first.cancelled_on or first.enrolled_on)
            if stands < against or (stands == against and row.registered_at < first.registered_at):
                first = row
        rest.remove(first)
        line.append(first)
    begins = [min(row.enrolled_on, row.registered_on) for row in line[1:]]
    return {row.pk: day for row, day in zip(line, [*begins, None], strict=False)}


def replaced(who: Contact, program: Program) -> list[date | None]:
    """Return `replaced_on` of each row as it was entered, having compared it with what is worked out."""
    kept = dict(Enrollment.objects.filter(contact=who, program=program).order_by("pk").values_list("pk", "replaced_on"))
    assert kept == worked_out(who, program)
    assert sum(day is None for day in kept.values()) == bool(kept)
    return list(kept.values())


def test_the_only_one_is_replaced_by_nothing(ada, program) -> None:
    enroll(ada, program, TODAY)
    assert replaced(ada, program) == [None]


def test_cancelled_and_enrolled_again_three_times_in_a_day(ada, program) -> None:
    for hour in range(3):
        row = enroll(ada, program, TODAY, hour=hour)
        if hour < 2:
            cancel(row, hour=hour)
    assert replaced(ada, program) == [TODAY, TODAY, None]
    assert Enrollment.objects.current(on=TODAY).get() == row


def test_cancelled_and_enrolled_again_at_one_instant(ada, program) -> None:
    cancel(enroll(ada, program, TODAY))
    second = enroll(ada, program, TODAY)
    assert Enrollment.objects.current(on=TODAY).get() == second
    assert replaced(ada, program) == [TODAY, None]


def test_an_expired_one_is_replaced_on_the_day_its_successor_is_registered_or_starts(ada, program) -> None:
    enroll(ada, program, LONG_AGO, LONG_AGO)
    enroll(ada, program, TODAY + 7 * ONE_DAY)
    assert replaced(ada, program) == [TODAY, None]
    ben = make.contact()
    enroll(ben, program, LONG_AGO, LONG_AGO)
    enroll(ben, program, TODAY - 7 * ONE_DAY)
    assert replaced(ben, program) == [TODAY - 7 * ONE_DAY, None]


def test_one_that_was_to_start_later_is_cancelled_before_it_does(ada, program) -> None:
    enroll(ada, program, LONG_AGO, LONG_AGO)
    future = enroll(ada, program, TODAY + 90 * ONE_DAY)
    cancel(future, TODAY + ONE_DAY)
    assert replaced(ada, program) == [TODAY, None]
    enroll(ada, program, TODAY + 2 * ONE_DAY, TODAY + 2 * ONE_DAY)
    assert replaced(ada, program) == [TODAY, TODAY + 2 * ONE_DAY, None]
    current = Enrollment.objects.current(on=TODAY + 2 * ONE_DAY).get()
    assert current.enrolled_on == TODAY + 2 * ONE_DAY


def test_a_date_edit_moves_the_day_the_one_before_is_replaced(ada, program) -> None:
    enroll(ada, program, LONG_AGO, LONG_AGO)
    second = enroll(ada, program, TODAY)
    move(second, TODAY - 10 * ONE_DAY)
    assert replaced(ada, program) == [TODAY - 10 * ONE_DAY, None]
    move(second, TODAY + 10 * ONE_DAY)
    assert replaced(ada, program) == [TODAY, None]


def test_a_date_edit_that_reorders_makes_the_other_one_current(ada, program) -> None:
    first = enroll(ada, program, LONG_AGO, LONG_AGO)
    second = enroll(ada, program, TODAY)
    move(second, LONG_AGO - ONE_DAY)
    assert replaced(ada, program) == [None, LONG_AGO]
    assert Enrollment.objects.current(on=TODAY).get() == first
    move(second, LONG_AGO + ONE_DAY)
    assert replaced(ada, program) == [LONG_AGO + ONE_DAY, None]


def test_a_date_edit_in_the_middle_of_three(ada, program) -> None:
    rows = [enroll(ada, program, date(year, 1, 1), date(year, 1, 1)) for year in (2019, 2021, 2023)]
    assert replaced(ada, program) == [date(2021, 1, 1), date(2023, 1, 1), None]
    move(rows[1], date(2018, 6, 1))
    assert replaced(ada, program) == [date(2023, 1, 1), date(2019, 1, 1), None]
    move(rows[0], date(2017, 6, 1))
    assert replaced(ada, program) == [date(2018, 6, 1), date(2023, 1, 1), None]


@pytest.mark.past_the_actions
@pytest.mark.parametrize("gone", [{0}, {1}, {2}, {0, 1}, {1, 2}, {0, 2}, {0, 1, 2}], ids=str)
def test_when_rows_are_removed_the_others_close_up(gone, ada, program) -> None:
    years = (2019, 2021, 2023)
    rows = [enroll(ada, program, date(year, 1, 1), date(year, 1, 1)) for year in years]
    left = [year for place, year in enumerate(years) if place not in gone]
    Enrollment.objects.filter(pk__in=[rows[place].pk for place in gone]).delete()
    settle_lines([(ada.pk, program.pk)])
    assert replaced(ada, program) == [date(year, 1, 1) for year in left[1:]] + [None] * bool(left)


@pytest.mark.past_the_actions
def test_removing_the_last_and_enrolling_again(ada, program) -> None:
    enroll(ada, program, LONG_AGO, LONG_AGO)
    second = enroll(ada, program, date(2025, 6, 1), date(2025, 6, 1))
    second.delete()
    settle_lines([(ada.pk, program.pk)])
    assert replaced(ada, program) == [None]
    enroll(ada, program, TODAY)
    assert replaced(ada, program) == [TODAY, None]


@pytest.mark.past_the_actions
@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_whatever_order_the_rows_were_written_in_they_settle_alike(order, ada, program) -> None:
    version = program.current_version()
    days = [(date(2019, 1, 1), None), (date(2021, 1, 1), date(2020, 12, 1)), (date(2021, 1, 1), None), (TODAY, None)]
    for place in order:
        enrolled_on, cancelled_on = days[place]
        registered_on = min(enrolled_on, cancelled_on or enrolled_on)
        Enrollment.objects.create(
            contact=ada,
            program=program,
            version=version,
            registered_at=make.noon(registered_on),
            registered_on=registered_on,
            enrolled_on=enrolled_on,
            cancelled_on=cancelled_on,
            expires_on=enrolled_on,
            replaced_on=date(1999, 1, 1),
        )
    settle_lines([(ada.pk, program.pk)])
    replaced(ada, program)
    by_date = Enrollment.objects.order_by("enrolled_on", "-cancelled_on").values_list("enrolled_on", "replaced_on")
    assert sorted(by_date, key=str) == sorted(
        [
            (date(2019, 1, 1), date(2020, 12, 1)),
            (date(2021, 1, 1), date(2021, 1, 1)),
            (date(2021, 1, 1), TODAY),
            (TODAY, None),
        ],
        key=str,
    )


@pytest.mark.past_the_actions
def test_settling_one_line_leaves_the_others_alone(ada, program) -> None:
    ben, other = make.contact(), make.program()
    for who, into in ((ada, program), (ada, other), (ben, program)):
        enroll(who, into, LONG_AGO, LONG_AGO)
    Enrollment.objects.update(replaced_on=TODAY)
    settle_lines([(ada.pk, program.pk), (ben.pk, other.pk)])
    found = Enrollment.objects.order_by("pk").values_list("contact", "program", "replaced_on")
    assert list(found) == [
        (ada.pk, program.pk, None),
        (ada.pk, other.pk, TODAY),
        (ben.pk, program.pk, TODAY),
    ]


def test_settling_what_is_settled_writes_nothing_and_settling_nobody_neither(ada, program) -> None:
    enroll(ada, program, LONG_AGO, LONG_AGO)
    enroll(ada, program, TODAY)
    for pairs in ([], [(ada.pk, program.pk)], [(987_654_321, program.pk)]):
        with CaptureQueriesContext(connection) as queries:
            settle_lines(pairs)
        assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


@pytest.mark.past_the_actions
def test_many_lines_take_as_many_queries_as_few() -> None:
    program = make.program()
    everybody = [make.contact() for _ in range(24)]
    for who in everybody:
        enroll(who, program, LONG_AGO, LONG_AGO)
        enroll(who, program, TODAY)
    counted = []
    for contacts in (everybody[:4], everybody[4:]):
        Enrollment.objects.filter(contact__in=contacts, replaced_on=None).update(replaced_on=date(1999, 1, 1))
        Enrollment.objects.filter(contact__in=contacts, replaced_on=TODAY).update(replaced_on=None)
        with CaptureQueriesContext(connection) as queries:
            settle_lines([(who.pk, program.pk) for who in contacts])
        counted.append(len(queries))
        for who in contacts:
            assert replaced(who, program) == [TODAY, None]
    assert counted[0] == counted[1] <= 3
