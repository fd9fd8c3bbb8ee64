"""How are the seats of an event counted by one action at a time, and offered to whoever waits before anybody else?

Events are locked after contacts and enrollments, in the order of their keys. Whoever takes a seat, gives one back or
joins the line first lets `offer_seats` go through it, so that nobody passes those who wait.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from conferral.actions.log import Log
from conferral.models import Offering, Place
from conferral.models.registration import taken
from conferral.rules.registering import seats_left
from conferral.rules.waitlist import how_many, offered_until

OFFERED, LAPSED = "waitlist.offered", "waitlist.lapsed"


def locked_offerings(keys: Collection[int]) -> dict[int, Offering]:
    """Return events by primary key, locked in its order: their seats are counted by one action at a time."""
    rows = Offering.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


def offer_seats(events: Collection[Offering], log: Log) -> int:
    """End the offers that lapsed and offer what is free to the next in line, of events that are locked.

    Returns to how many a seat was offered. The log is the caller's, who writes it.
    """
    offered = 0
    waiting = set(
        Place.objects.filter(offering__in=[event.pk for event in events], ended_at=None).values_list(
            "offering", flat=True
        )
    )
    for event in sorted(events, key=lambda one: one.pk):
        if event.pk in waiting:
            offered += _offer(event, log)
    return offered


def end_places(places: Collection[Place], at: datetime) -> None:
    """End places: a seat was taken up, the offer lapsed, or they left."""
    Place.objects.filter(pk__in=[place.pk for place in places]).update(ended_at=at)


def _offer(event: Offering, log: Log) -> int:
    lapsed = list(Place.objects.lapsed(log.at).filter(offering=event))
    end_places(lapsed, log.at)
    for place in lapsed:
        log.add(LAPSED, contact=place.contact_id, subject=event.key)
    until = offered_until(event.as_occasion(), log.at)
    if until is None:
        return 0
    left = seats_left(event.seats, taken=taken([event.pk], at=log.at)[event.pk])
    line = Place.objects.waiting().filter(offering=event, offered_until=None)
    served = list(line[: how_many(left, line.count())])
    Place.objects.filter(pk__in=[place.pk for place in served]).update(offered_until=until)
    for place in served:
        log.add(
            OFFERED, contact=place.contact_id, subject=event.key,
            after={"offered_until": until}, about={"place": place.pk},
        )  # fmt: skip
    return len(served)
