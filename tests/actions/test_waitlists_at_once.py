"""What happens when two seats free, five wait and ten want in at once? The first two in line are offered one each."""

from __future__ import annotations

import pytest

from conferral.actions import registrations, waitlists
from conferral.models import Event, Hold, Place
from conferral.models.registration import taken
from conferral.rules.actors import COMMAND_LINE
from tests.actions.registered import AT, enrolled, member, program, put
from tests.actions.test_concurrency import at_once
from tests.actions.test_registering_at_once import said
from tests.actions.test_waitlists import full, offered, wait

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_seats_free_five_wait_and_ten_want_in_and_nobody_passes_the_line() -> None:
    made = program()
    evening, seats = full(made, seats=2)
    waits = [enrolled(made) for _ in range(5)]
    for one in waits:
        wait(one, evening)
    wanting = [(one, member(one)) for one in (enrolled(made) for _ in range(10))]
    frees = [lambda row=row: registrations.cancel(registration=row.key, by=COMMAND_LINE, at=AT) for row in seats]
    found = at_once(
        [
            *frees,
            *(lambda one=one, by=by: said(lambda: put(one, evening, by)) for one, by in wanting),
            lambda: waitlists.serve(at=AT),
            lambda: waitlists.serve(at=AT),
        ]
    )
    assert found[2:12] == ["no_seat_left"] * 10
    assert offered(evening) == [one.contact_id for one in waits[:2]]
    assert taken([evening.pk], at=AT)[evening.pk] == 2
    assert Event.objects.filter(kind="waitlist.offered").count() == 2
    takes = at_once(
        [lambda one=one: said(lambda: put(one, evening, member(one))) for one in waits]
        + [lambda one=one: said(lambda: put(one, evening, member(one))) for one in waits[:2]]
    )
    assert sorted(takes) == ["done"] * 4 + ["no_seat_left"] * 3
    assert set(Hold.objects.values_list("contact", flat=True)) == {one.contact_id for one in waits[:2]}
    assert Place.objects.filter(ended_at=None).count() == 3


def test_somebody_joins_twice_at_once_and_waits_once() -> None:
    made = program()
    evening, _ = full(made)
    ada = enrolled(made)
    by = member(ada)
    joins = at_once(
        [lambda: waitlists.join(enrollment=ada.pk, requirement="CLASS", offering=evening.pk, by=by, at=AT).pk] * 4
    )
    assert len(set(joins)) == Place.objects.count() == 1
