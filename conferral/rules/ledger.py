"""By how much do enrollments change the figures of the trackers, and on which days?

Each life adds one to a figure on the day it enters what the figure counts and takes one away on the day it leaves.
The sum of all changes up to a day is what the trackers show for it, be the day past or to come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from conferral.rules.standing import TRACKER_OF, Facts, Status, Step, Tracker, life


class Figures(NamedTuple):
    """What the trackers count, or by how much that changes; added with `plus`.

    `enrolled` (the tracker **Enrolled, not earned**) includes `not_started` and `awaiting_approval`.
    """

    earned: int = 0
    enrolled: int = 0
    not_started: int = 0
    awaiting_approval: int = 0
    grace: int = 0
    expired: int = 0

    def plus(self, other: Figures, times: int = 1) -> Figures:
        """Return these figures and the others so many times over."""
        return Figures(
            self.earned + times * other.earned,
            self.enrolled + times * other.enrolled,
            self.not_started + times * other.not_started,
            self.awaiting_approval + times * other.awaiting_approval,
            self.grace + times * other.grace,
            self.expired + times * other.expired,
        )


NOTHING = Figures()

Counted = tuple[int, Facts]
"""A program and the dates of an enrollment in it."""

Changes = dict[tuple[int, date], Figures]
"""By program and day, by how much its figures change on the day; what changes nothing is not there."""


def figures(step: Step) -> Figures:
    """Return what counts an enrollment from this step on: one of the four trackers, or nothing unless it is current."""
    return _figures(step.status, step.has_started) if step.is_current else NOTHING


@cache
def _figures(status: Status, has_started: bool) -> Figures:  # noqa: FBT001 - as a key to the cache
    tracker = TRACKER_OF.get(status)
    return Figures(
        earned=int(tracker is Tracker.EARNED),
        enrolled=int(tracker is Tracker.ENROLLED),
        not_started=int(status is Status.ENROLLED and not has_started),
        awaiting_approval=int(status is Status.AWAITING_APPROVAL),
        grace=int(tracker is Tracker.GRACE),
        expired=int(tracker is Tracker.EXPIRED),
    )


def changes_of(facts: Facts) -> list[tuple[date, Figures]]:
    """Return the days on which one enrollment changes the figures, in order, and by how much."""
    found, counted = [], NOTHING
    for step in life(facts):
        now = figures(step)
        if now != counted:
            found.append((step.on, now.plus(counted, -1)))
        counted = now
    return found


def changes(counts: Iterable[tuple[Counted, int]]) -> Changes:
    """Return what so many enrollments of each kind change; a count below zero takes them away again."""
    found: Changes = {}
    for (program, facts), times in counts:
        if times:
            for on, change in changes_of(facts):
                place = program, on
                found[place] = found.get(place, NOTHING).plus(change, times)
    return _that_change(found)


def added(parts: Iterable[Changes]) -> Changes:
    """Return the sum of several changes."""
    found: Changes = {}
    for part in parts:
        for place, change in part.items():
            found[place] = found.get(place, NOTHING).plus(change)
    return _that_change(found)


def difference(due: Changes, held: Changes) -> Changes:
    """Return what is to be added to `held` to make it `due`."""
    return added([due, {place: NOTHING.plus(change, -1) for place, change in held.items()}])


def _that_change(found: Changes) -> Changes:
    return {place: change for place, change in found.items() if change != NOTHING}
