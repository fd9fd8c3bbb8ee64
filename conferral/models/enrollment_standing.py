"""What is the SQL twin of rules/standing.py, for lists and trackers?

Held to the rule by an exhaustive test over every lawful combination of the dates. No other rule
has a twin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, DateField, IntegerField, Q, Transform, Value, When
from django.db.models.expressions import Combinable

from conferral.rules.standing import Status

Day = date | Combinable
"""The day asked about: one for all rows, or an expression of a day of each row's own."""

IN_A_LIST = (
    Status.ENROLLED,
    Status.AWAITING_APPROVAL,
    Status.GRACE,
    Status.EXPIRED,
    Status.EARNED,
    Status.CANCELLED,
)
"""The order of a list sorted by status: what still asks for something first."""

PLACES = {status: place for place, status in enumerate(IN_A_LIST)}


@DateField.register_lookup
class InNoIndex(Transform):
    """A day that SQLite looks for in no index.

    Nearly everybody has begun. It takes few to have, and so would sort all of a program for a short page rather than
    read the page in the index of its order.
    """

    lookup_name = "in_no_index"
    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Say it as SQLite's documentation does."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **more)


@dataclass(frozen=True, slots=True)
class Twin:
    """The conditions of the standing, each a look-up against the day asked about.

    `statuses` are tried in order, the first that holds decides; none means Enrolled. They are data
    so that the test of the test can bend each of them.
    """

    begun: str = "begins_on__in_no_index__lte"
    replaced: str = "replaced_on__lte"
    cancelled: str = "cancelled_on__lte"
    started: str = "started_on__lte"
    statuses: tuple[tuple[Status, str], ...] = (
        (Status.CANCELLED, "cancelled_on__lte"),
        (Status.EARNED, "earned_on__lte"),
        (Status.AWAITING_APPROVAL, "requirements_met_on__lte"),
        (Status.EXPIRED, "expires_on__lt"),
        (Status.GRACE, "grace_begins_on__lte"),
    )

    def status(self, on: Day) -> Case:
        """Return the status on a day as an expression (for rows that have begun)."""
        whens = [When(Q(**{look_up: on}), then=Value(status.value)) for status, look_up in self.statuses]
        return Case(*whens, default=Value(Status.ENROLLED.value), output_field=CharField())

    def place(self, on: Day) -> Case:
        """Return where the status on a day stands in a list sorted by status."""
        whens = [When(Q(**{look_up: on}), then=Value(PLACES[status])) for status, look_up in self.statuses]
        return Case(*whens, default=Value(PLACES[Status.ENROLLED]), output_field=IntegerField())

    def has_begun(self, on: Day) -> Q:
        """Return the condition that an enrollment has begun by a day."""
        return Q(**{self.begun: on})

    def is_current(self, on: Day) -> Q:
        """Return the condition that an enrollment is current on a day."""
        return self.has_begun(on) & ~Q(**{self.replaced: on}) & ~Q(**{self.cancelled: on})

    def has_started(self, on: Day) -> Q:
        """Return the condition that a requirement was Complete by a day."""
        return Q(**{self.started: on})


TWIN = Twin()
