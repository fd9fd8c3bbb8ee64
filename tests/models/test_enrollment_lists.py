"""Do the lists ask for exactly the enrollments that the rule names, in the order it gives them?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conferral.models import Contact, Enrollment
from conferral.models.enrollment_standing import IN_A_LIST
from conferral.rules.standing import Standing, Status, Tracker, standing
from tests.emptying import take_away
from tests.models.combinations import DAY, written

pytestmark = pytest.mark.django_db

WINDOW = [DAY + timedelta(days=offset) for offset in (-1, 0, 1)]


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """Write the combinations once for all tests of this file, and take them away afterwards."""
    with django_db_blocker.unblock():
        made = written()
        yield list(Enrollment.objects.select_related("contact").order_by("pk"))
        Enrollment.objects.all()._raw_delete("default")
        take_away(program.pk for program in made)
        Contact.objects.all()._raw_delete("default")


def ruled(rows: list[Enrollment], on: date) -> dict[int, Standing]:
    return {row.pk: now for row in rows if (now := standing(row.facts(), on))}


@pytest.mark.parametrize("on", WINDOW, ids=str)
def test_the_deadline_a_list_is_sorted_by_is_the_deadline_shown(rows: list[Enrollment], on: date):
    shown = dict(Enrollment.objects.with_place("deadline_on", on=on).values_list("pk", "deadline_on"))
    assert shown == {row.pk: row.dates().completion_deadline(on) for row in rows}
    assert len(set(shown.values())) > 3


@pytest.mark.parametrize("on", WINDOW, ids=str)
def test_the_place_of_a_status_is_its_place_in_the_list(rows: list[Enrollment], on: date):
    placed = dict(Enrollment.objects.begun(on=on).with_place("status_place", on=on).values_list("pk", "status_place"))
    assert placed == {pk: IN_A_LIST.index(now.status) for pk, now in ruled(rows, on).items()}
    assert set(IN_A_LIST) == set(Status)


@pytest.mark.parametrize("on", WINDOW, ids=str)
@pytest.mark.parametrize("tracker", Tracker)
def test_a_tracker_lists_whom_it_counts(rows: list[Enrollment], tracker: Tracker, on: date):
    listed = set(Enrollment.objects.in_tracker(tracker, on=on).values_list("pk", flat=True))
    assert listed == {pk for pk, now in ruled(rows, on).items() if now.tracker is tracker}


@pytest.mark.parametrize("on", WINDOW, ids=str)
@pytest.mark.parametrize("status", Status)
def test_a_status_lists_those_who_have_it(rows: list[Enrollment], status: Status, on: date):
    listed = set(Enrollment.objects.with_status(status, on=on).values_list("pk", flat=True))
    assert listed == {pk for pk, now in ruled(rows, on).items() if now.status is status}


@pytest.mark.parametrize("on", WINDOW, ids=str)
def test_not_started_lists_whom_the_figure_counts(rows: list[Enrollment], on: date):
    listed = set(Enrollment.objects.not_started(on=on).values_list("pk", flat=True))
    assert listed == {pk for pk, now in ruled(rows, on).items() if now.is_not_started}


def test_a_program_lists_its_own(rows: list[Enrollment]):
    program = rows[0].program
    listed = set(Enrollment.objects.in_program(program).values_list("pk", flat=True))
    assert listed == {row.pk for row in rows if row.program_id == program.pk}
