"""What happens when two of the staff mark the same people at once, and one clicks twice? Each is recorded once."""

from __future__ import annotations

import pytest

from conferral.actions import attending
from conferral.actions.log import Log
from conferral.models import Completion, Event, Registration
from conferral.rules.actors import Role
from conferral.rules.attending import Attendance
from tests import make
from tests.actions.registered import event, program
from tests.actions.test_attending import LATER, seated
from tests.actions.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_several_mark_the_same_people_in_any_order_and_each_is_recorded_once() -> None:
    rows = [row.pk for row in seated(program(), event(), 3)]
    staff = [make.actor() for _ in range(3)]

    def mark(by, keys):
        return lambda: [one.code for one in attending.mark_chunk(keys, Attendance.ATTENDED, Log(by, LATER)).values()]

    found = at_once([mark(staff[0], rows), mark(staff[1], rows[::-1]), mark(staff[2], rows), mark(staff[2], rows)])
    assert sorted(code for one in found for code in one) == ["recorded"] * 3 + ["unchanged"] * 9
    assert Completion.objects.count() == Event.objects.filter(kind="registration.attended").count() == 3


def test_one_marks_and_another_takes_back_and_what_counts_is_what_is_marked() -> None:
    (row,) = seated(program(), event())
    manager = make.actor(Role.MANAGER)
    marks = [Attendance.ATTENDED, Attendance.NO_SHOW] * 2
    at_once(
        [lambda to=to: attending.mark_chunk([row.pk], to, Log(manager, LATER, reason="As I saw it")) for to in marks]
    )
    came = Registration.objects.get().attendance == "attended"
    assert Completion.objects.filter(is_live=True).count() == came
