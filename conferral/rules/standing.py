"""Where does an enrollment stand on a day? Everything is read off its life.

Keeps the rules of standing. A life is the list of dated steps an enrollment has taken and will take
if nobody acts; the standing on a day, since when, what comes next and which tracker counts it are
all read off that one list. Nothing here is ever stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from conferral.rules import days

REMEMBERED = 2048
"""So many lives are kept at hand: many were enrolled on the same day, and a bulk asks of the same one several times."""


class Status(StrEnum):
    """The status of an enrollment; the value is what interfaces write."""

    ENROLLED = "enrolled"
    GRACE = "grace"
    EXPIRED = "expired"
    AWAITING_APPROVAL = "awaiting_approval"
    EARNED = "earned"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The words people see, as the manual writes them."""
        return _LABELS[self]


_LABELS = {
    Status.ENROLLED: "Enrolled",
    Status.GRACE: "Grace period",
    Status.EXPIRED: "Expired",
    Status.AWAITING_APPROVAL: "Awaiting approval",
    Status.EARNED: "Earned",
    Status.CANCELLED: "Cancelled",
}


class Tracker(StrEnum):
    """One of the four **Progress Trackers**; each current enrollment is in exactly one."""

    EARNED = "earned"
    ENROLLED = "enrolled"
    GRACE = "grace"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The tracker's title on the program page."""
        return _TRACKER_LABELS[self]


_TRACKER_LABELS = {
    Tracker.EARNED: "Earned",
    Tracker.ENROLLED: "Enrolled, not earned",
    Tracker.GRACE: "Grace period",
    Tracker.EXPIRED: "Expired",
}

TRACKER_OF = {
    Status.ENROLLED: Tracker.ENROLLED,
    Status.AWAITING_APPROVAL: Tracker.ENROLLED,
    Status.GRACE: Tracker.GRACE,
    Status.EXPIRED: Tracker.EXPIRED,
    Status.EARNED: Tracker.EARNED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The dates of one enrollment from which its life follows.

    `begins_on` is the earlier of the enrollment date and the registration day; `replaced_on` the
    `begins_on` of the next enrollment of the contact in the program; `earned_on` is set once the
    requirements are met and, where the version asks for it, the program is approved. Where it stands
    does not depend on whether its contact was erased; what may be done to it does.
    """

    begins_on: date
    enrolled_on: date
    grace_begins_on: date | None = None
    expires_on: date
    started_on: date | None = None
    requirements_met_on: date | None = None
    earned_on: date | None = None
    cancelled_on: date | None = None
    replaced_on: date | None = None
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which something about an enrollment changes, and how it stands from then on."""

    on: date
    status: Status
    has_started: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How an enrollment stands on a day: its status, since when, and what comes next by itself."""

    on: date
    status: Status
    since: date
    has_started: bool
    is_current: bool
    next_status: Status | None
    next_on: date | None

    @property
    def tracker(self) -> Tracker | None:
        """The tracker that counts the enrollment; None unless it is current."""
        return TRACKER_OF.get(self.status) if self.is_current else None

    @property
    def has_deadline(self) -> bool:
        """Whether there still is a deadline: not once it is Earned or Cancelled."""
        return self.status not in (Status.EARNED, Status.CANCELLED)

    @property
    def comes_by_itself(self) -> bool:
        """Whether what comes next comes because time passes, not because somebody recorded it."""
        return self.next_status in (Status.GRACE, Status.EXPIRED)

    @property
    def is_not_started(self) -> bool:
        """Whether it counts as "not started": current, status Enrolled, no requirement Complete."""
        return self.is_current and self.status is Status.ENROLLED and not self.has_started


@lru_cache(maxsize=REMEMBERED)
def life(facts: Facts) -> tuple[Step, ...]:
    """Return the steps of an enrollment in the order of days, the first on `begins_on`.

    Steps that change nothing are left out, and none lies after 2199-12-31: an enrollment that
    expires on the last day of the calendar never shows as Expired.
    """
    changes = {
        facts.begins_on,
        facts.grace_begins_on,
        days.day_after(facts.expires_on),
        facts.started_on,
        facts.requirements_met_on,
        facts.earned_on,
        facts.cancelled_on,
        facts.replaced_on,
    }
    steps: list[Step] = []
    before: tuple[Status, bool, bool] | None = None
    for on in sorted(day for day in changes if day is not None and facts.begins_on <= day <= days.LATEST):
        now = _how(facts, on)
        if now != before:
            steps.append(Step(on, *now))
        before = now
    return tuple(steps)


def standing(facts: Facts, on: date) -> Standing | None:
    """Return how the enrollment stands on the day; None before it begins: counted nowhere.

    Facts dated after the day have not happened yet, so any past or future day can be asked.
    """
    steps = life(facts)
    past = [step for step in steps if step.on <= on]
    if not past:
        return None
    now = past[-1]
    since = now.on
    for step in reversed(past):
        if step.status is not now.status:
            break
        since = step.on
    later = next((step for step in steps if step.on > on and step.status is not now.status), None)
    return Standing(
        on=on,
        status=now.status,
        since=since,
        has_started=now.has_started,
        is_current=now.is_current,
        next_status=later.status if later else None,
        next_on=later.on if later else None,
    )


def _first_match(facts: Facts, on: date) -> Status:
    if _has_happened(facts.cancelled_on, on):
        return Status.CANCELLED
    if _has_happened(facts.earned_on, on):
        return Status.EARNED
    if _has_happened(facts.requirements_met_on, on):
        return Status.AWAITING_APPROVAL
    if on > facts.expires_on:
        return Status.EXPIRED
    if _has_happened(facts.grace_begins_on, on):
        return Status.GRACE
    return Status.ENROLLED


def _has_happened(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _how(facts: Facts, on: date) -> tuple[Status, bool, bool]:
    """Return the status, whether it has started and whether it is current."""
    is_over = _has_happened(facts.replaced_on, on) or _has_happened(facts.cancelled_on, on)
    return _first_match(facts, on), _has_happened(facts.started_on, on), not is_over
