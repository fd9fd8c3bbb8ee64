"""Does the roster find, sort, page and count, and in as many queries for many as for few?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from conferral.actions import attending
from conferral.actions.log import Log
from conferral.documents.roster import Show, Sort, narrowed, roster, seats_of
from conferral.models import Offering, Order, Registration
from conferral.rules.attending import Attendance
from tests import make
from tests.actions.registered import AT, enrolled, event, program, put

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=7, hours=1)


@zeal_ignore()
def registered(evening: Offering, *names: str) -> list[Registration]:
    """Register contacts by name, the first one first."""
    made = []
    for place, name in enumerate(names):
        who = make.contact(None, name, "Moss", email=f"{name.lower()}@example.org")
        order = Order.objects.create(billed_to=who, placed_at=AT + timedelta(minutes=place), total=0, payment="free")
        made.append(Registration.objects.create(order=order, offering=evening, contact=who, price=0))
    return made


def names(page) -> list[str]:
    return [row.full_name.split()[0] for row in page.rows]


def test_a_search_a_filter_and_an_order_leave_what_they_say() -> None:
    program()
    evening, other = event(), event(title="Another")
    came, missed, gone, _ = registered(evening, "Zoe", "Ada", "Bob", "Cy")
    registered(other, "Eve")
    Registration.objects.filter(pk=gone.pk).update(cancelled_at=AT)
    for row, to in ((came, Attendance.ATTENDED), (missed, Attendance.NO_SHOW)):
        attending.mark_chunk([row.pk], to, Log(make.actor(), LATER))
    assert names(roster(evening)) == ["Ada", "Cy", "Zoe"]
    assert names(roster(evening, sort=Sort.REGISTERED, descending=True)) == ["Cy", "Ada", "Zoe"]
    assert names(roster(evening, "cy@example")) == ["Cy"]
    shown = {show: names(roster(evening, show=show)) for show in Show}
    assert shown == {
        Show.UNMARKED: ["Cy"],
        Show.ATTENDED: ["Zoe"],
        Show.NO_SHOW: ["Ada"],
        Show.CANCELLED: ["Bob"],
    }


def test_the_roster_pages_by_place_and_takes_as_many_queries_for_many() -> None:
    program()
    evening = event(seats=None)
    registered(evening, "Ada")
    with CaptureQueriesContext(connection) as few:
        roster(evening)
    registered(evening, *(f"Nora{number:02}" for number in range(60)))
    with CaptureQueriesContext(connection) as many:
        roster(evening)
    assert len(many) == len(few) == 3
    for sort in Sort:
        first = roster(evening, sort=sort)
        second = roster(evening, sort=sort, after=first.next)
        assert [len(first.rows), len(second.rows), first.found] == [50, 11, 61]
        assert roster(evening, sort=sort, before=second.previous).rows == first.rows
    assert narrowed(evening).count() == 61


def test_seats_are_registered_held_in_carts_or_left(django_assert_num_queries) -> None:
    made = program()
    evening = event(seats=4)
    registered(evening, "Ada")
    put(enrolled(made), evening, make.actor())
    put(enrolled(made), evening, make.actor(), AT - timedelta(minutes=30))
    with django_assert_num_queries(6):
        found = seats_of(evening, at=AT)
    assert (found.registered, len(found.held), found.taken, found.left) == (1, 1, 2, 2)
