"""What of the log is erased when the record that it tells of is?

An entry holds no more than it must once a purge or the law has removed what it was about: what was there before
and after, and the reason, are emptied. The entry itself stays, and with it who did what kind of thing, to which
numbers, and when. With what is erased goes the salt under which it was sealed, so that no guess at it can be confirmed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from conferral.documents.jobs import (
    kinds_about,
    of_completions,
    of_contacts,
    of_enrollments,
    of_purged,
    of_registrations,
)
from conferral.models import Completion, Enrollment, Event, JobItem, Registration
from conferral.rules.erasing import ACTOR


def erase_contents(events: QuerySet[Event], *, at: datetime) -> int:
    """Erase the contents of these entries and return how many had any left; one erased before keeps its instant.

    Called within the action that removes what the entries are about, in its transaction. One query.
    """
    return events.filter(erased_at=None).update(before={}, after={}, reason="", erased_at=at, salt=None)


def erase_actor(events: QuerySet[Event]) -> None:
    """Take away from these entries the name of whoever acted. One query."""
    events.update(actor=ACTOR, actor_salt=None)


def erase_outcomes(enrollments: Collection[int], *, contacts: Collection[int] = ()) -> None:
    """Erase what jobs had to tell of these (by primary key) and of their completions; what became of each stays.

    A sentence of a refusal may name a person or hold a note. One query.
    """
    outcomes_of(enrollments, contacts=contacts).exclude(message="").update(message="")


def outcomes_of(enrollments: Collection[int], *, contacts: Collection[int] = ()) -> QuerySet[JobItem]:
    """Return the items of jobs that were about these enrollments, their completions or these contacts.

    Who came to an event is told of a contact's seat, and may be told with their enrollments.
    """
    completions = Completion.objects.filter(enrollment__among=enrollments).values("pk")
    enrolled = Enrollment.objects.filter(pk__among=enrollments).values("contact")
    seats = Registration.objects.filter(Q(contact__in=contacts) | Q(contact__in=enrolled))
    return JobItem.objects.filter(
        Q(job__kind__in=kinds_about(of_enrollments, of_purged), subject__among=enrollments)
        | Q(job__kind__in=kinds_about(of_completions), subject__in=completions)
        | Q(job__kind__in=kinds_about(of_contacts), subject__in=contacts)
        | Q(job__kind__in=kinds_about(of_registrations), subject__in=seats.values("pk"))
    )
