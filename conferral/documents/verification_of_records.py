"""Is what the log tells of still there, unless the log says too how it went? And is it gone where the log says so?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from conferral.documents.faults import Fault
from conferral.models import Completion, Contact, Enrollment, Event, FormerNumber

PURGED = "enrollment.purged"
ENDED = (PURGED, "enrollment.enrolling_undone")
"""After these an enrollment is there no more."""


def faults_of_records() -> Iterator[Fault]:
    """Yield contacts, enrollments and completions that went without an entry, and what a purge or erasing left.

    A fixed number of queries, each read bit by bit.
    """
    for entry in _read(_contacts_gone()):
        yield Fault(f"contact no. {entry.contact_id}", f"it was removed, though entry {entry.key} added it")
    for entry in _read(_enrollments_gone()):
        yield Fault(
            f"enrollment no. {entry.enrollment_id}",
            f"it was removed, and no entry says that it was purged; entry {entry.key} tells of its enrolling",
        )
    for entry in _read(_completions_gone()):
        yield Fault(
            f"completion no. {entry.completion_id} of enrollment no. {entry.enrollment_id}",
            f"it was removed, though entry {entry.key} recorded it",
        )
    there = Enrollment.objects.filter(pk=OuterRef("enrollment_id"))
    for entry in _read(Event.objects.filter(Exists(there), kind__in=ENDED)):
        yield Fault(f"enrollment no. {entry.enrollment_id}", f"it is there, though entry {entry.key} says it is not")
    for entry in _read(_not_emptied()):
        yield Fault(f"entry {entry.key}", "it still says something, though what it tells of was purged or erased")


def _read(entries: QuerySet[Event]) -> Iterator[Event]:
    return entries.order_by("pk").only("key", "contact_id", "enrollment_id", "completion_id").iterator()


def _contacts_gone() -> QuerySet[Event]:
    """Who was added, is not there, was not merged away, and was not erased together with a number that led there."""
    there = Contact.objects.filter(pk=OuterRef("contact_id"))
    merged = FormerNumber.objects.filter(former=OuterRef("contact_id"))
    added = Event.objects.filter(kind="contact.added", contact_id__isnull=False, erased_at=None)
    return added.exclude(Exists(there) | Exists(merged))


def _enrollments_gone() -> QuerySet[Event]:
    there = Enrollment.objects.filter(pk=OuterRef("enrollment_id"))
    ended = Event.objects.filter(enrollment_id=OuterRef("enrollment_id"), kind__in=ENDED)
    begun = Event.objects.filter(kind="enrollment.enrolled", enrollment_id__isnull=False)
    return begun.exclude(Exists(there) | Exists(ended))


def _completions_gone() -> QuerySet[Event]:
    """What was recorded in an enrollment that is there, and is not."""
    there = Completion.objects.filter(pk=OuterRef("completion_id"))
    enrolled = Enrollment.objects.filter(pk=OuterRef("enrollment_id"))
    recorded = Event.objects.filter(Exists(enrolled), kind="completion.recorded", completion_id__isnull=False)
    return recorded.exclude(Exists(there))


def _not_emptied() -> QuerySet[Event]:
    """What an enrollment's entries from before its purge say, and a contact's from before it was erased."""
    purge = Event.objects.filter(kind=PURGED, enrollment_id=OuterRef("enrollment_id"), pk__gt=OuterRef("pk"))
    erasing = Event.objects.filter(kind="contact.erased", contact_id=OuterRef("contact_id"), pk__gt=OuterRef("pk"))
    of_purged = Q(enrollment_id__isnull=False) & Q(Exists(purge))
    of_erased = Q(contact_id__isnull=False) & Q(Exists(erasing))
    return Event.objects.filter(of_purged | of_erased, erased_at=None)
