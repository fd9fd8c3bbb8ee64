"""What is the one next thing to do in each of somebody's enrollments?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from conferral.documents.outlook import OutlookShown
from conferral.documents.standing import EnrollmentStanding
from conferral.models import Completion, Offering, Registration
from conferral.models.registration import taken
from conferral.models.waitlist import offers_of
from conferral.rules.actors import Actor
from conferral.rules.definition import Requirement
from conferral.rules.next_step import Chances, Deed, NextStep, next_step
from conferral.rules.registering import check_seat, may_register


@dataclass(frozen=True, slots=True, kw_only=True)
class NextShown:
    """The next thing, what it would take in all, and what belongs to it: the event, or why it was sent back."""

    step: NextStep
    said: str
    requirement: Requirement | None
    offering: Offering | None
    note: str


def next_steps(
    standings: Sequence[EnrollmentStanding],
    outlooks: Mapping[int, OutlookShown],
    *,
    by: Actor,
    on: date,
    at: datetime,
) -> dict[int, NextShown]:
    """Return the next thing of each enrollment of one contact, by primary key; of those with nothing to do nothing.

    At most six queries, however many enrollments, events and attempts there are.
    """
    registered, free = _seats(standings, outlooks, by=by, at=at)
    steps = {}
    for shown in standings:
        found = outlooks.get(shown.enrollment.pk)
        if found is None:
            continue
        step = next_step(shown.progress, found.outlook, _chances(shown, found, registered, free, on), on=on)
        if step:
            steps[shown.enrollment.pk] = (step, found)
    notes = _notes([step for step, _ in steps.values()])
    return {
        key: NextShown(
            step=step,
            said=found.outlook.said,
            requirement=step.requirement,
            offering=found.offerings[step.occasion] if step.occasion else None,
            note=notes.get(step.attempt or 0, ""),
        )
        for key, (step, found) in steps.items()
    }


def _seats(
    standings: Sequence[EnrollmentStanding], outlooks: Mapping[int, OutlookShown], *, by: Actor, at: datetime
) -> tuple[set[int], set[int]]:
    """Return the events to come that the contact is registered for, and those with a seat left or offered to them."""
    offered = {pk: row for found in outlooks.values() for pk, row in found.offerings.items()}
    events = {pk: row for pk, row in offered.items() if row.starts_at is not None and row.starts_at > at}
    if not events:
        return set(), set()
    own = Registration.objects.standing().filter(contact=standings[0].enrollment.contact_id, offering__in=events)
    registered = set(own.values_list("offering", flat=True))
    seats = taken(events, at=at)
    theirs = {event for event, _ in offers_of(events, [standings[0].enrollment.contact_id], at)}
    free = {
        pk
        for pk, row in events.items()
        if check_seat(row.as_occasion(), taken=seats[pk] - (pk in theirs)) is None
        and may_register(by, row.as_occasion(), name="", is_registered=pk in registered, at=at) is None
    }
    return registered, free


def _chances(shown: EnrollmentStanding, found: OutlookShown, registered: set[int], free: set[int], on: date) -> Chances:
    days = {(row.component.code, row.begins_on()) for row in found.offerings.values()}
    dated = {code for code, day in days if day is not None}
    undated = {code for code, day in days if day is None}
    wanted = {item.requirement.component for item in shown.progress.requirements}
    begun = {code for code, day in days if day is not None and shown.enrollment.enrolled_on <= day <= on}
    return Chances(registered=registered, offered=free, any_time=(wanted - dated) | undated, begun=begun)


def _notes(steps: Sequence[NextStep]) -> dict[int, str]:
    """Return why each attempt was sent back; no query where none was."""
    back = [step.attempt for step in steps if step.deed is Deed.RESUBMIT and step.attempt is not None]
    return dict(Completion.objects.filter(pk__in=back).values_list("pk", "rejection_note")) if back else {}
