"""Is the waitlist served in order, by whatever frees a seat, for a day, and does nobody pass it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from zeal import zeal_ignore

from conferral.actions import carts, erasure, merging, offerings, registrations, sweeps, waitlists
from conferral.models import Enrollment, Event, Offering, Place, Registration
from conferral.models.registration import taken
from conferral.rules.actors import COMMAND_LINE, Role
from tests import make
from tests.actions.registered import AT, check_out, enrolled, event, member, program, put
from tests.actions.test_registering import refused

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@zeal_ignore()
def full(made, seats: int = 1) -> tuple[Offering, list[Registration]]:
    """Offer an event of which every seat is sold."""
    evening, staff = event(seats=seats), make.actor()
    for _ in range(seats):
        line = put(enrolled(made), evening, staff)
    check_out(line, staff)
    return evening, list(Registration.objects.filter(offering=evening).order_by("pk"))


@zeal_ignore()
def wait(who: Enrollment, evening: Offering, at=AT) -> Place:
    return waitlists.join(enrollment=who.pk, requirement="CLASS", offering=evening.pk, by=member(who), at=at)


def line(evening: Offering, at=AT) -> list[int]:
    """Return whose turn it is, by contact: those with a seat held first."""
    rows = Place.objects.filter(offering=evening, ended_at=None).exclude(offered_until__lte=at)
    return [row.contact_id for row in sorted(rows, key=lambda row: (row.offered_until is None, row.joined_at, row.pk))]


def offered(evening: Offering, at=AT) -> list[int]:
    return list(Place.objects.offered(at).filter(offering=evening).order_by("pk").values_list("contact", flat=True))


def free(row: Registration, at=AT) -> None:
    registrations.cancel(registration=row.key, by=COMMAND_LINE, at=at)


def test_who_comes_first_is_offered_the_seat_that_frees_for_a_day_and_registers_with_it() -> None:
    made = program()
    evening, (seat,) = full(made)
    ada, bob = enrolled(made), enrolled(made)
    wait(ada, evening)
    wait(bob, evening, AT + HOUR)
    assert offered(evening) == []
    free(seat, AT + HOUR)
    place = Place.objects.get(contact=ada.contact)
    assert (offered(evening, AT + HOUR), place.offered_until) == ([ada.contact_id], AT + HOUR + DAY)
    assert taken([evening.pk], at=AT + HOUR)[evening.pk] == 1
    assert refused(lambda: put(bob, evening, member(bob), AT + HOUR)) == "no_seat_left"
    held = put(ada, evening, member(ada), AT + 2 * HOUR)
    assert held.held_until == AT + HOUR + DAY
    assert taken([evening.pk], at=AT + 2 * HOUR)[evening.pk] == 1
    check_out(held, member(ada), AT + 3 * HOUR)
    assert line(evening) == [bob.contact_id]
    kinds = Event.objects.filter(kind__startswith="waitlist.").order_by("pk").values_list("kind", "contact_id")
    assert list(kinds) == [
        ("waitlist.joined", ada.contact_id),
        ("waitlist.joined", bob.contact_id),
        ("waitlist.offered", ada.contact_id),
    ]


def test_an_offer_that_lapses_goes_to_the_next() -> None:
    made = program()
    evening, (seat,) = full(made)
    ada, bob = enrolled(made), enrolled(made)
    wait(ada, evening)
    wait(bob, evening)
    free(seat)
    late = AT + DAY
    assert sweeps.sweep("waitlists", at=late - timedelta(seconds=1)) == 0
    assert sweeps.sweep("waitlists", at=late) == 1
    assert (offered(evening, late), line(evening, late)) == ([bob.contact_id], [bob.contact_id])
    assert Event.objects.filter(kind="waitlist.lapsed").get().contact_id == ada.contact_id
    assert refused(lambda: put(ada, evening, member(ada), late)) == "no_seat_left"


def test_a_seat_is_offered_whatever_frees_it() -> None:
    made = program()
    evening, _ = full(made)
    staff = make.actor()
    details = replace(offerings.details_of(evening), seats=3)
    change = {"offering": evening.pk, "component": evening.component_id, "by": COMMAND_LINE, "at": AT}
    waits = [enrolled(made) for _ in range(5)]
    for one in waits[:1]:
        wait(one, evening)
    offerings.change(details=details, **change)
    assert offered(evening) == [waits[0].contact_id]
    held = put(waits[1], evening, staff)
    for one in waits[2:]:
        wait(one, evening)
    carts.remove(line=held.key, by=staff, at=AT)
    assert offered(evening) == [waits[0].contact_id, waits[2].contact_id]
    waitlists.leave(place=Place.objects.get(contact=waits[2].contact).key, by=member(waits[2]), at=AT)
    assert offered(evening) == [waits[0].contact_id, waits[3].contact_id]
    offerings.change(details=replace(details, seats=None), **change)
    assert offered(evening) == [waits[0].contact_id, waits[3].contact_id, waits[4].contact_id]


def test_a_seat_whose_hold_is_over_is_offered_before_anybody_passes() -> None:
    made = program()
    evening, staff = event(seats=1), make.actor()
    held = put(enrolled(made), evening, staff)
    ada, bob = enrolled(made), enrolled(made)
    wait(ada, evening)
    late = AT + timedelta(minutes=20)
    assert refused(lambda: put(bob, evening, member(bob), late)) == "no_seat_left"
    assert refused(lambda: check_out(held, staff, late)) == "no_seat_left"
    assert sweeps.sweep("waitlists", at=late) == 1
    assert offered(evening, late) == [ada.contact_id]


def test_who_waits_once_waits_once_and_who_need_not_wait_is_told() -> None:
    made = program()
    evening, (seat,) = full(made)
    ada = enrolled(made)
    assert wait(ada, evening) == wait(ada, evening, AT + HOUR)
    seated = Enrollment.objects.get(contact=seat.contact)
    assert refused(lambda: wait(seated, evening)) == "already_registered"
    assert refused(lambda: wait(enrolled(made), event(title="Wide"))) == "seat_left"


def test_nobody_is_offered_a_seat_of_what_has_begun_or_is_retired() -> None:
    made = program()
    evening, (seat,) = full(made)
    wait(enrolled(made), evening)
    begun = evening.starts_at
    free(seat, begun)
    assert offered(evening, begun) == []
    retired, (other,) = full(made)
    wait(enrolled(made), retired)
    offerings.retire(offering=retired.pk, by=COMMAND_LINE, at=AT)
    free(other)
    assert offered(retired) == []


def test_a_line_put_there_before_waiting_is_checked_out_with_the_offer() -> None:
    made = program()
    evening = event(seats=1)
    ada = enrolled(made)
    by, other = member(ada), make.actor()
    held = put(ada, evening, by)
    late = AT + timedelta(minutes=21)
    theirs = put(enrolled(made), evening, other, late)
    wait(ada, evening, late)
    carts.remove(line=theirs.key, by=other, at=late)
    assert offered(evening, late) == [ada.contact_id]
    check_out(held, by, late)
    assert line(evening, late) == []
    assert taken([evening.pk], at=late)[evening.pk] == 1


def test_merging_keeps_the_earlier_place() -> None:
    one, two = program(), program()
    evening, _ = full(one)
    another, _ = full(one)
    ada, bob = enrolled(one), enrolled(two)
    wait(bob, evening, AT)
    wait(ada, evening, AT + HOUR)
    wait(bob, another)
    early = Place.objects.get(contact=bob.contact, offering=evening)
    merging.merge(survivor=ada.contact_id, duplicate=bob.contact_id, reason="One", by=COMMAND_LINE, at=AT + 2 * HOUR)
    assert Place.objects.get(offering=evening, ended_at=None) == early
    assert set(Place.objects.filter(ended_at=None).values_list("contact", flat=True)) == {ada.contact_id}
    assert line(another) == [ada.contact_id]


def test_erasing_takes_somebody_off_the_line_and_the_next_sweep_offers_the_seat() -> None:
    made = program()
    evening, (seat,) = full(made)
    ada, bob = enrolled(made), enrolled(made)
    wait(ada, evening)
    wait(bob, evening)
    free(seat)
    erasure.erase(contact=ada.contact_id, reason="Asked for", by=make.actor(Role.MANAGER), at=AT)
    assert line(evening) == [bob.contact_id]
    assert sweeps.sweep("waitlists", at=AT) == 1
    assert offered(evening) == [bob.contact_id]
