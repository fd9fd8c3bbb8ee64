"""Which enrollments come to their grace period, or to their end, within some days if nobody acts?

Read off the life of an enrollment (rules/standing.py), as the trackers are. The day on which one enters its grace
period is the first of it; it comes to Expired on the day after the last that counts.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from conferral.rules import days
from conferral.rules.standing import Facts, Status, life


class Coming(StrEnum):
    """What is looked ahead for; the value is what a link writes."""

    GRACE_7 = "grace-7"
    GRACE_30 = "grace-30"
    EXPIRED_7 = "expired-7"
    EXPIRED_30 = "expired-30"

    @property
    def label(self) -> str:
        """The words people see."""
        what = "Grace period begins" if self.status is Status.GRACE else "Expires"
        return f"{what} within {self.days} days"

    @property
    def status(self) -> Status:
        """The status that is come to."""
        return _OF[self][0]

    @property
    def days(self) -> int:
        """Within how many days."""
        return _OF[self][1]

    def through(self, on: date) -> date:
        """Return the last day looked at; none lies after the calendar."""
        return min(on + timedelta(days=self.days), days.LATEST)


_OF = {
    Coming.GRACE_7: (Status.GRACE, 7),
    Coming.GRACE_30: (Status.GRACE, 30),
    Coming.EXPIRED_7: (Status.EXPIRED, 7),
    Coming.EXPIRED_30: (Status.EXPIRED, 30),
}


def enters_on(facts: Facts, status: Status, *, after: date, through: date) -> date | None:
    """Return the day after one and up to another on which an enrollment comes to a status, if it then is current.

    None where it comes to it on no such day, or has not begun by the day looked from. Meant for what comes because
    time passes: the grace period and Expired.
    """
    steps = life(facts)
    if not steps or steps[0].on > after:
        return None
    entered = (
        step.on
        for before, step in pairwise(steps)
        if after < step.on <= through and step.status is status is not before.status and step.is_current
    )
    return next(entered, None)
