"""What did a bulk change of each enrollment, and may that be taken back after what was done since?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from conferral.actions.bulk import Bulk
from conferral.actions.log import Log, day_of
from conferral.actions.undoing import BUILDING, ENROLLED
from conferral.models import Contact, Enrollment, Event
from conferral.rules.refusals import Refusal
from conferral.rules.undoing import may_undo, may_undo_change

Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What the log says a bulk changed of one enrollment, and why that cannot be taken back."""

    before: Kept
    after: Kept
    refusal: Refusal | None


def changes_of(
    bulk: Bulk,
    kind: str,
    rows: Mapping[int, Enrollment],
    log: Log,
    *,
    is_as_made: Callable[[Enrollment, Kept, Kept], bool],
) -> dict[int, Change]:
    """Return what the bulk changed of each of the locked rows, and whether whoever the log names may take it back.

    `is_as_made` says of a row, what was before and what the bulk made of it whether it still is so. Built on it has
    what happened to the enrollment since, and that the contact was enrolled in the program again. Three queries.
    """
    refused = may_undo(log.by, made=bulk.made(), on=day_of(log.at))
    made = {
        entry.enrollment_id: entry
        for entry in Event.objects.filter(batch=bulk.key, kind=kind, enrollment_id__in=list(rows))
    }
    contacts = Contact.objects.filter(pk__in={row.contact_id for row in rows.values()})
    names = {contact.pk: contact.full_name for contact in contacts}
    built_on = _built_on(bulk, rows, made)
    found = {}
    for key, row in rows.items():
        entry = made.get(key)
        before, after = (entry.before, entry.after) if entry else ({}, {})
        holds = entry is not None and is_as_made(row, before, after)
        refusal = refused or may_undo_change(name=names[row.contact_id], holds=holds, since=built_on.get(key, ""))
        found[key] = Change(before, after, refusal)
    return found


def _built_on(bulk: Bulk, rows: Mapping[int, Enrollment], made: Mapping[int | None, Event]) -> dict[int, str]:
    """Say of each row what was first built on what the bulk did to it; nothing where nothing was."""
    first = min((entry.pk for entry in made.values()), default=0)
    contacts = {row.contact_id for row in rows.values()}
    said: dict[int, str] = {}
    of_contact: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for key, row in rows.items():
        of_contact[row.contact_id, row.program_id].append(key)
    since = (
        Event.objects.filter(pk__gt=first, kind__in=BUILDING)
        .filter(Q(enrollment_id__in=list(rows)) | Q(contact_id__in=contacts, kind=ENROLLED))
        .exclude(batch=bulk.key)
        .order_by("pk")
    )
    for event in since:
        again = of_contact.get((event.contact_id, event.program_id), ()) if event.kind == ENROLLED else ()
        for key in {*again, event.enrollment_id} & rows.keys() & made.keys():
            if event.pk > made[key].pk:
                said.setdefault(key, BUILDING[event.kind])
    return said
