"""Which notice goes to an enrollee for what, on which day is it due, and is it still true when it is to go?

A notice is written when something happens and goes out a little later. What was taken back, cancelled or changed
meanwhile is not told any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from conferral.rules import days
from conferral.rules.attempts import AttemptState
from conferral.rules.standing import Facts, Status, standing
from conferral.rules.terms import Dates


class Notice(StrEnum):
    """A kind of mail."""

    ENROLLED = "enrolled"
    STAGE_OPENED = "stage_opened"
    DEADLINE_60 = "deadline_60"
    DEADLINE_14 = "deadline_14"
    GRACE_BEGUN = "grace_begun"
    EXPIRES_14 = "expires_14"
    EXPIRED = "expired"
    RECEIVED = "received"
    APPROVED = "approved"
    REJECTED = "rejected"
    EARNED = "earned"
    REGISTERED = "registered"
    EVENT_TOMORROW = "event_tomorrow"
    SEAT_OFFERED = "seat_offered"
    DIGEST = "digest"

    @property
    def label(self) -> str:
        """The words people see in the list of notices."""
        return _LABELS[self]


_LABELS = {
    Notice.ENROLLED: "Enrolled",
    Notice.STAGE_OPENED: "Stage opened",
    Notice.DEADLINE_60: "Deadline in 60 days",
    Notice.DEADLINE_14: "Deadline in 14 days",
    Notice.GRACE_BEGUN: "Grace period begun",
    Notice.EXPIRES_14: "Expires in 14 days",
    Notice.EXPIRED: "Expired",
    Notice.RECEIVED: "Completion received",
    Notice.APPROVED: "Completion approved",
    Notice.REJECTED: "Completion rejected",
    Notice.EARNED: "Earned",
    Notice.REGISTERED: "Registration confirmed",
    Notice.EVENT_TOMORROW: "Event tomorrow",
    Notice.SEAT_OFFERED: "Seat offered",
    Notice.DIGEST: "Daily digest",
}

_HAPPENINGS = {
    "enrollment.enrolled": Notice.ENROLLED,
    "enrollment.earned": Notice.EARNED,
    "completion.recorded": Notice.RECEIVED,
    "completion.approved": Notice.APPROVED,
    "completion.rejected": Notice.REJECTED,
    "registration.made": Notice.REGISTERED,
    "waitlist.offered": Notice.SEAT_OFFERED,
}

BY_THE_DAY = frozenset({Notice.DEADLINE_60, Notice.DEADLINE_14, Notice.GRACE_BEGUN, Notice.EXPIRES_14, Notice.EXPIRED})
"""The notices that are due because days pass, not because somebody did something."""

ABOUT_EVENTS = frozenset({Notice.REGISTERED, Notice.EVENT_TOMORROW, Notice.SEAT_OFFERED})
"""The notices that are about a seat in an event and not about an enrollment."""

EARLY, LATE = timedelta(days=60), timedelta(days=14)


def notice_of(kind: str, before: Mapping[str, object]) -> Notice | None:
    """Return the notice that an entry of the log is told by; None where the enrollee is told nothing.

    What is earned on another day than was known is not earned a second time.
    """
    notice = _HAPPENINGS.get(kind)
    return None if notice is Notice.EARNED and before.get("earned_on") else notice


@dataclass(frozen=True, slots=True)
class Due:
    """A notice due by the day: since when, and the last day that it names (for Expired, the day that has passed)."""

    notice: Notice
    since: date
    last_on: date


def due(facts: Facts, on: date, *, known_since: date) -> Due | None:
    """Return the one notice that the dates of an enrollment make due on a day; None where there is none.

    The nearest alone: whoever has 14 days left is not told of 60, and without a grace period the deadline is the day
    it expires, told once. A grace period of no more than 14 days begins with its only notice. What was due by
    `known_since`, the day the register came to know the enrollment (or the enrollment date, if later), was told at
    enrolment or is history, so it is not told.
    """
    now = standing(facts, on)
    if now is None or not now.is_current or facts.is_erased:
        return None
    found = _due(facts, now.status, on)
    return found if found is not None and found.since > max(known_since, facts.enrolled_on) else None


def _due(facts: Facts, status: Status, on: date) -> Due | None:
    begins_on, expires_on = facts.grace_begins_on, facts.expires_on
    warned_on = expires_on - LATE
    if status is Status.EXPIRED:
        return Due(Notice.EXPIRED, days.day_after(expires_on), expires_on)
    if status is Status.GRACE and begins_on is not None:
        if begins_on < warned_on <= on:
            return Due(Notice.EXPIRES_14, warned_on, expires_on)
        return Due(Notice.GRACE_BEGUN, begins_on, expires_on)
    if status is not Status.ENROLLED:
        return None
    last_on = Dates(facts.enrolled_on, begins_on, expires_on).completion_deadline(on)
    nearest = Notice.EXPIRES_14 if begins_on is None else Notice.DEADLINE_14
    for notice, early in ((nearest, LATE), (Notice.DEADLINE_60, EARLY)):
        if on >= last_on - early:
            return Due(notice, last_on - early, last_on)
    return None


class Dropped(StrEnum):
    """Why a notice does not go out, though it was written."""

    GONE = "gone"
    ERASED = "erased"
    CANCELLED = "cancelled"
    SEAT_CANCELLED = "seat_cancelled"
    CHANGED = "changed"
    DECIDED = "decided"
    NO_ADDRESS = "no_address"
    HISTORY = "history"

    @property
    def label(self) -> str:
        """The sentence people see."""
        return _SAID[self]


_SAID = {
    Dropped.GONE: "What it was about was taken back or purged.",
    Dropped.ERASED: "The contact was erased.",
    Dropped.CANCELLED: "The enrollment was cancelled meanwhile.",
    Dropped.SEAT_CANCELLED: "The registration was cancelled meanwhile.",
    Dropped.CHANGED: "It was not so any more when it was to go.",
    Dropped.DECIDED: "It was decided meanwhile, and the decision has its own notice.",
    Dropped.NO_ADDRESS: "There is no email address.",
    Dropped.HISTORY: "It was about the past when notices began.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is so of an enrollment when a notice of it is to go.

    `facts` is None where the enrollment is not there any more, `attempt` what has become of the completion that the
    notice is about, and `is_decided` whether somebody approved or rejected it.
    """

    on: date
    has_address: bool = True
    facts: Facts | None
    known_since: date
    attempt: AttemptState | None = None
    is_decided: bool = False
    is_stage_open: bool = False


def dropped(notice: Notice, truth: Truth, *, last_on: date | None = None) -> Dropped | None:
    """Return why a notice is not to go any more, or None; `last_on` is the day that one by the day was to name."""
    facts = truth.facts
    if facts is None:
        return Dropped.GONE
    if facts.is_erased:
        return Dropped.ERASED
    if facts.cancelled_on is not None and facts.cancelled_on <= truth.on:
        return Dropped.CANCELLED
    if reason := _untrue(notice, truth, facts, last_on):
        return reason
    return None if truth.has_address else Dropped.NO_ADDRESS


def dropped_about_seat(
    *, is_there: bool, is_erased: bool, is_cancelled: bool, is_so: bool, has_address: bool
) -> Dropped | None:
    """Return why a notice about a seat in an event is not to go any more, or None.

    `is_so` is whether what it says still holds: it is to come, on the day that was meant, and the offer stands.
    """
    if not is_there:
        return Dropped.GONE
    if is_erased:
        return Dropped.ERASED
    if is_cancelled:
        return Dropped.SEAT_CANCELLED
    if not is_so:
        return Dropped.CHANGED
    return None if has_address else Dropped.NO_ADDRESS


def _untrue(notice: Notice, truth: Truth, facts: Facts, last_on: date | None) -> Dropped | None:
    if notice in BY_THE_DAY:
        found = due(facts, truth.on, known_since=truth.known_since)
        return None if found and (found.notice, found.last_on) == (notice, last_on) else Dropped.CHANGED
    if notice in {Notice.RECEIVED, Notice.APPROVED, Notice.REJECTED}:
        return _untrue_of_attempt(notice, truth)
    is_so = {
        Notice.EARNED: facts.earned_on is not None,
        Notice.ENROLLED: facts.replaced_on is None or facts.replaced_on > truth.on,
        Notice.STAGE_OPENED: truth.is_stage_open and (facts.replaced_on is None or facts.replaced_on > truth.on),
    }
    return None if is_so[notice] else Dropped.CHANGED


def _untrue_of_attempt(notice: Notice, truth: Truth) -> Dropped | None:
    if truth.attempt is None:
        return Dropped.GONE
    if notice is Notice.RECEIVED:
        if truth.is_decided:
            return Dropped.DECIDED
        return Dropped.CHANGED if truth.attempt is AttemptState.VOIDED else None
    is_rejected = truth.attempt in {AttemptState.RETURNED, AttemptState.REJECTED}
    is_so = is_rejected if notice is Notice.REJECTED else truth.attempt is AttemptState.COMPLETE
    return None if is_so else Dropped.CHANGED
