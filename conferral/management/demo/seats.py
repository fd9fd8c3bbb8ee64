"""Who has a seat in the demo's events to come, and who waits for one of the event that is full?

Each of the next events has a few registered, one is full; staff registered them the evening before, a few to an order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from conferral.actions import carts, checking_out, waitlists
from conferral.actions.log import day_of
from conferral.models import Enrollment, Hold, Offering, Requirement
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refused

FULL = "TEACHING-WORKSHOP"
"""The component whose next event is full."""
SOME = 9
WAITING = 2
TOGETHER = 3
"""How many stand on one order."""


def fill_seats(by: Actor, at: datetime) -> None:
    """Register people for the next event of each component, fill one and let the next in line wait."""
    following: dict[int, Offering] = {}
    for event in Offering.objects.filter(starts_at__gt=at).select_related("component").order_by("starts_at", "pk"):
        following.setdefault(event.component_id, event)
    for event in following.values():
        is_full = event.component.code == FULL
        seated = islice(_seated(event, by, at), (event.seats or 0) if is_full else SOME)
        while some := list(islice(seated, TOGETHER)):
            checking_out.check_out(cart=some[0].cart.key, by=by, at=at)
        if is_full:
            _wait(event, by, at)


def _seated(event: Offering, by: Actor, at: datetime) -> Iterator[Hold]:
    """Yield a seat held for each who may have one."""
    for enrollment, code in _asking(event, at):
        try:
            yield carts.add(enrollment=enrollment, requirement=code, offering=event.pk, by=by, at=at)
        except Refused:
            continue


def _wait(event: Offering, by: Actor, at: datetime) -> None:
    joined = 0
    for enrollment, code in _asking(event, at):
        try:
            waitlists.join(enrollment=enrollment, requirement=code, offering=event.pk, by=by, at=at)
        except Refused:
            continue
        joined += 1
        if joined == WAITING:
            return


def _asking(event: Offering, at: datetime) -> Iterator[tuple[int, str]]:
    """Yield the enrollments of today that the event could help, with the requirement it meets."""
    found = Requirement.objects.filter(component=event.component_id).order_by("pk").values_list("version", "code")
    current = Enrollment.objects.current(on=day_of(at)).order_by("pk")
    return chain.from_iterable(
        ((pk, code) for pk in current.filter(version=version).values_list("pk", flat=True)) for version, code in found
    )
