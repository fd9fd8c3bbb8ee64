"""On which occasions are the demo's components met: classes, sittings, and what is there all the time?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from conferral.actions import offerings
from conferral.models import Component
from conferral.rules.actors import Actor
from conferral.rules.offerings import Details, Kind

ANNOUNCED = timedelta(days=150)
"""How long before its day an event is announced."""
COUNTED = timedelta(days=6)
"""How long after an event what was done there is recorded as done there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """An event that takes place again and again, and the resource that meets the same component."""

    component: str
    title: str
    places: tuple[str, ...]
    begins: time
    hours: int
    every: int
    seats: int
    price: int
    resource: str
    resource_price: int = 0


_HALL, _LAKE, _HARBOUR, _ONLINE = (
    "Northfield Training Centre, Hall 2",
    "Lakeside General Hospital, Auditorium",
    "Harbour Rescue Station, Classroom",
    "Online, live",
)
SERIES = (
    Series(
        component="INSTRUCTOR-COURSE", title="Instructor course, week-end format", places=(_HALL, _LAKE),
        begins=time(9), hours=8, every=77, seats=16, price=48_000, resource="Instructor course, self-paced",
        resource_price=39_000,
    ),
    Series(
        component="INSTRUCTOR-EXAM", title="Instructor examination sitting", places=(_HALL,),
        begins=time(10), hours=3, every=49, seats=24, price=15_000,
        resource="Instructor examination at a test centre", resource_price=18_000,
    ),
    Series(
        component="CLINICAL-UPDATE", title="Clinical update day", places=(_LAKE, _ONLINE),
        begins=time(9, 30), hours=6, every=63, seats=60, price=9_000, resource="Clinical update, recorded lectures",
    ),
    Series(
        component="TEACHING-WORKSHOP", title="Workshop: simulation and debriefing", places=(_HALL, _ONLINE),
        begins=time(13), hours=4, every=84, seats=12, price=12_000, resource="Assessing learners, self-paced",
    ),
    Series(
        component="NATIONAL-COMPONENT", title="National component, two evenings", places=(_HARBOUR, _HALL),
        begins=time(17), hours=5, every=42, seats=30, price=6_500, resource="National component, distance learning",
        resource_price=4_500,
    ),
    Series(
        component="LOCAL-COMPONENT", title="Local protocols evening", places=(_HARBOUR,),
        begins=time(18), hours=3, every=35, seats=40, price=0, resource="Local protocols, reading list",
    ),
)  # fmt: skip


@dataclass(slots=True)
class Occasions:
    """What is offered: events are announced day by day, resources on the first day."""

    zone: tzinfo
    instructors: list[int] = field(default_factory=list)
    _events: dict[str, list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))
    _resources: dict[str, int] = field(default_factory=dict)

    def open(self, by: Actor, at: datetime) -> None:
        """Offer what is there all the time."""
        for series in SERIES:
            details = Details(
                kind=Kind.RESOURCE,
                title=series.resource,
                place="Online",
                price=series.resource_price,
                currency="EUR" if series.resource_price else "",
            )
            self._resources[series.component] = self._add(series, details, by, at)

    def announce(self, series: Series, number: int, on: date, by: Actor, at: datetime) -> None:
        """Announce one event of a series for a day."""
        starts_at = datetime.combine(on, series.begins, tzinfo=self.zone)
        details = Details(
            kind=Kind.EVENT,
            title=series.title,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=series.hours),
            place=series.places[number % len(series.places)],
            seats=series.seats,
            price=series.price,
            currency="EUR" if series.price else "",
            instructor=self.instructors[number % len(self.instructors)] if self.instructors else None,
        )
        self._events[series.component].append((on, self._add(series, details, by, at)))

    def attended(self, component: str, on: date, *, not_before: date) -> tuple[int | None, date]:
        """Return where something recorded on a day was done, and when: lately at an event, else on its own."""
        for day, event in reversed(self._events[component]):
            if max(not_before, on - COUNTED) <= day <= on:
                return event, day
        return self._resources.get(component), on

    @staticmethod
    def _add(series: Series, details: Details, by: Actor, at: datetime) -> int:
        component = Component.objects.only("pk").get(code=series.component)
        return offerings.add(component=component.pk, details=details, by=by, at=at).pk


def programme(first: date, last: date) -> Iterator[tuple[date, Series, int, date]]:
    """Yield every event between two days: when it is announced, its series, its number and its day."""
    for place, series in enumerate(SERIES):
        day, number = first + timedelta(days=10 + 4 * place), 0
        while day <= last:
            yield max(first, day - ANNOUNCED), series, number, day
            day, number = day + timedelta(days=series.every), number + 1
