"""May it be written down who came to an event, may the list be closed, and what becomes of what was recorded by it?

Attendance makes completions by the normal path, and taking it back takes back exactly those.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from conferral.rules import permits
from conferral.rules.actors import Actor, Role
from conferral.rules.attempts import AttemptState
from conferral.rules.refusals import Refusal
from conferral.rules.registering import Occasion

MARK = "write down who came to an event"


class Attendance(StrEnum):
    """Whether somebody registered came; blank as long as nobody has said so."""

    UNMARKED = ""
    ATTENDED = "attended"
    NO_SHOW = "no_show"

    @property
    def label(self) -> str:
        """The words people see in the roster."""
        return _LABELS[self]


_LABELS = {Attendance.UNMARKED: "Not marked", Attendance.ATTENDED: "Attended", Attendance.NO_SHOW: "No-show"}


class TakenBack(StrEnum):
    """What takes back one completion that was recorded because somebody came."""

    NOTHING = ""
    VOIDED = "voided"
    REJECTED = "rejected"


def may_mark(by: Actor, occasion: Occasion, *, is_cancelled: bool, is_closed: bool, at: datetime) -> Refusal | None:
    """Staff write down who came, from the start of the event on and until its list is closed.

    Codes: `role_needed`, `registration_cancelled`, `roster_closed`, `event_not_begun`.
    """
    if refusal := permits.needs(by, Role.STAFF, MARK):
        return refusal
    title = occasion.title
    if is_cancelled:
        return Refusal("registration_cancelled", f"This registration for {title} is cancelled, so nobody was to come.")
    if is_closed:
        return Refusal("roster_closed", f"The roster of {title} is closed; open it again first.")
    return _not_begun(occasion, at)


def may_close(by: Actor, occasion: Occasion, *, is_closed: bool, at: datetime) -> Refusal | None:
    """Staff close the roster of an event that is over: whoever is not marked then did not come.

    Codes: `role_needed`, `roster_closed`, `event_not_over`.
    """
    if refusal := permits.needs(by, Role.STAFF, "close the roster of an event"):
        return refusal
    if is_closed:
        return Refusal("roster_closed", f"The roster of {occasion.title} is closed already.")
    if occasion.ends_at is None or at < occasion.ends_at:
        return Refusal("event_not_over", f"{occasion.title} is not over; its roster is closed once it is.")
    return None


def may_open(by: Actor, occasion: Occasion, *, is_closed: bool) -> Refusal | None:
    """Staff open a closed roster again. Codes: `role_needed`, `roster_open`."""
    if refusal := permits.needs(by, Role.STAFF, "open the roster of an event again"):
        return refusal
    return None if is_closed else Refusal("roster_open", f"The roster of {occasion.title} is open already.")


def how_taken_back(state: AttemptState) -> TakenBack:
    """Return how a completion is taken back: voided where it is Complete, rejected while it waits.

    What was rejected, voided or not passed counts for nothing and stays as it is.
    """
    if state is AttemptState.COMPLETE:
        return TakenBack.VOIDED
    if state in {AttemptState.AWAITING_APPROVAL, AttemptState.AWAITING_GRADE}:
        return TakenBack.REJECTED
    return TakenBack.NOTHING


def of_two(one: Attendance, other: Attendance) -> Attendance:
    """Return what holds of one person who was registered twice: they came where either says so."""
    return next(
        found for found in (Attendance.ATTENDED, Attendance.NO_SHOW, Attendance.UNMARKED) if found in {one, other}
    )


def _not_begun(occasion: Occasion, at: datetime) -> Refusal | None:
    if occasion.starts_at is not None and occasion.starts_at <= at:
        return None
    return Refusal("event_not_begun", f"{occasion.title} has not begun; who comes is marked from its start on.")
