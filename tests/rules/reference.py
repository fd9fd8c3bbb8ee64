"""Where does an enrollment stand, and which follows which? Said a second time, in plain Python.

Written from the rules of standing, word by word, importing nothing from conferral.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Enrollment:
    """What the table of section 3 speaks of; `approved` is the program approval."""

    begins: date
    enrolled: date
    grace: date | None
    expires: date
    started: date | None = None
    met: date | None = None
    requires_approval: bool = False
    approved: date | None = None
    cancelled: date | None = None
    replaced: date | None = None

    @property
    def earned(self) -> date | None:
        """That day, or the later of it and the program approval where one is required."""
        if self.met is None:
            return None
        if not self.requires_approval:
            return self.met
        if self.approved is None:
            return None
        return max(self.met, self.approved)


def status(row: Enrollment, on: date) -> str | None:  # noqa: PLR0911 - a line of the table each
    """Read the table from the top; the first line that matches wins."""
    if on < row.begins:
        return None
    if row.cancelled is not None and row.cancelled <= on:
        return "cancelled"
    if row.earned is not None and row.earned <= on:
        return "earned"
    approved_by_then = row.approved is not None and row.approved <= on
    if row.met is not None and row.met <= on and row.requires_approval and not approved_by_then:
        return "awaiting_approval"
    if on > row.expires:
        return "expired"
    if row.grace is not None and row.grace <= on:
        return "grace"
    return "enrolled"


def is_current(row: Enrollment, on: date) -> bool:
    """On a day, the current ones have begun, are not replaced and not cancelled by then."""
    begun = row.begins <= on
    replaced = row.replaced is not None and row.replaced <= on
    cancelled = row.cancelled is not None and row.cancelled <= on
    return begun and not replaced and not cancelled


def has_started(row: Enrollment, on: date) -> bool:
    """Whether a requirement was Complete by then."""
    return row.started is not None and row.started <= on


def trackers(row: Enrollment, on: date) -> set[str]:
    """Return the trackers that count the row: Enrolled, not earned = Enrolled + Awaiting approval."""
    if not is_current(row, on):
        return set()
    counted = set()
    now = status(row, on)
    if now == "earned":
        counted.add("Earned")
    if now in ("enrolled", "awaiting_approval"):
        counted.add("Enrolled, not earned")
    if now == "grace":
        counted.add("Grace period")
    if now == "expired":
        counted.add("Expired")
    return counted


def since(row: Enrollment, on: date) -> date:
    """Walk back day by day while the status stays the same."""
    now = status(row, on)
    while status(row, on - ONE_DAY) == now:
        on -= ONE_DAY
    return on


def following(row: Enrollment, on: date, last: date) -> tuple[str, date] | None:
    """Walk on day by day until the status changes, up to the last day that matters."""
    now = status(row, on)
    while on < last:
        on += ONE_DAY
        if (later := status(row, on)) != now:
            assert later is not None
            return later, on
    return None


def walked(row: Enrollment, first: date, last: date) -> list[tuple[date, str, bool, bool]]:
    """Return the days on which status, having started or being current change, by walking."""
    steps: list[tuple[date, str, bool, bool]] = []
    on = first
    while on <= last:
        now = status(row, on)
        if now is not None:
            step = (on, now, has_started(row, on), is_current(row, on))
            if not steps or steps[-1][1:] != step[1:]:
                steps.append(step)
        on += ONE_DAY
    return steps


@dataclass(frozen=True)
class Registered:
    """One of a contact's enrollments in one program, as far as their order goes."""

    key: int
    enrolled: date
    cancelled: date | None
    registered: date
    at: datetime

    @property
    def begins(self) -> date:
        """The earlier of its enrollment date and the day it was registered."""
        return min(self.enrolled, self.registered)

    @property
    def ordered_by(self) -> date:
        """Its enrollment date, or its cancellation date where that is earlier."""
        if self.cancelled is not None and self.cancelled < self.enrolled:
            return self.cancelled
        return self.enrolled


def comes_before(one: Registered, other: Registered) -> bool:
    """By that date, then by registration; at one instant the cancelled first, then by date."""
    if one.ordered_by != other.ordered_by:
        return one.ordered_by < other.ordered_by
    if one.at != other.at:
        return one.at < other.at
    if (one.cancelled is None) != (other.cancelled is None):
        return one.cancelled is not None
    if one.enrolled != other.enrolled:
        return one.enrolled < other.enrolled
    return one.key < other.key


def replaced_on(row: Registered, rows: list[Registered]) -> date | None:
    """Return the day the first of those after it begins; None for the last."""
    return min((other.begins for other in rows if other is not row and comes_before(row, other)), default=None)
