"""How is a bulk enrolment taken back, one outcome for each contact?

"Undoing an enrolment removes the rows and logs it." What was there before the enrolment is current again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from conferral.actions.bulk import Bulk
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, day_of
from conferral.actions.milestones import settle_designations
from conferral.actions.succession import settle_lines
from conferral.models import Attachment, Completion, Contact, Enrollment, Event
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal
from conferral.rules.undoing import may_undo, may_undo_change

ENROLLED, UNDONE = "enrollment.enrolled", "enrollment.enrolling_undone"
SAID = {
    "completion.recorded": "something was recorded in the enrollment",
    "enrollment.dates_changed": "its dates were changed",
    "enrollment.cancelled": "it was cancelled",
    "enrollment.moved": "it was moved to another version",
    ENROLLED: "the contact was enrolled again",
}
"""How a sentence says what was done since; anything else that was done counts too, as a change."""
CHANGED = "it was changed"


@transaction.atomic
def undo_enrolment(
    *, contacts: Sequence[int], bulk: Bulk, by: Actor, at: datetime, batch: UUID
) -> dict[int, Refusal | None]:
    """Remove the enrollments that a bulk made of these contacts (by primary key), at most 500; queries as for one.

    One whose enrollment was touched since keeps it. Carried copies go with their enrollment; the originals stay.
    Codes: those of `may_undo` and `may_undo_change`. `batch` is what the undoing is called in the log.
    """
    log = Log(by, at, batch=batch)
    locked = Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk")
    names = {contact.pk: contact.full_name for contact in locked}
    rows = _enrolled(list(names), bulk)
    refusals = _refusals(contacts, names, rows, bulk, log)
    accepted = [rows[contact] for contact, refusal in refusals.items() if refusal is None]
    if accepted:
        _remove(accepted, log)
    return refusals


def _enrolled(contacts: Sequence[int], bulk: Bulk) -> dict[int, Enrollment]:
    """Return by contact the enrollments that the bulk made and that are still there, locked."""
    made = Event.objects.filter(batch=bulk.key, kind=ENROLLED, contact_id__in=contacts).values_list(
        "enrollment_id", flat=True
    )
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("version")
    return {row.contact_id: row for row in rows.filter(pk__in=list(made)).order_by("pk")}


def _refusals(
    contacts: Sequence[int], names: Mapping[int, str], rows: Mapping[int, Enrollment], bulk: Bulk, log: Log
) -> dict[int, Refusal | None]:
    refused = may_undo(log.by, made=bulk.made(), on=day_of(log.at))
    since = _built_on(rows, bulk)
    return {
        contact: refused
        or may_undo_change(
            name=names.get(contact, "A contact that is there no more"),
            holds=contact in rows,
            since=since.get(contact, ""),
        )
        for contact in contacts
    }


def _built_on(rows: Mapping[int, Enrollment], bulk: Bulk) -> dict[int, str]:
    """Return by contact what was done since in or on an enrollment, in words; nothing where nothing was."""
    keys = {row.pk: contact for contact, row in rows.items()}
    found: dict[int, str] = {}
    later = Event.objects.filter(enrollment_id__in=keys).exclude(batch=bulk.key).order_by("pk")
    for enrollment, kind in later.values_list("enrollment_id", "kind"):
        found.setdefault(keys[enrollment or 0], SAID.get(kind, CHANGED))
    recorded = Completion.objects.filter(enrollment__in=keys, carried_from=None).values_list("enrollment", flat=True)
    carried_on = Completion.objects.filter(carried_from__enrollment__in=keys).values_list(
        "carried_from__enrollment", flat=True
    )
    uploaded = Attachment.objects.filter(enrollment__in=keys).values_list("enrollment", flat=True)
    for enrollment in (*recorded, *uploaded):
        found.setdefault(keys[enrollment], SAID["completion.recorded"])
    for enrollment in carried_on:
        found.setdefault(keys[enrollment], SAID[ENROLLED])
    for contact, words in _enrolled_since(rows).items():
        found.setdefault(contact, words)
    return found


def _enrolled_since(rows: Mapping[int, Enrollment]) -> dict[int, str]:
    """Say of whom another enrollment may rest on this one: a later one here, or elsewhere where this is Earned."""
    others: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, contact, program in Enrollment.objects.filter(contact__in=rows).values_list("pk", "contact", "program"):
        others[contact].append((pk, program))
    return {
        contact: SAID[ENROLLED] if program == row.program_id else "the contact was enrolled in another program"
        for contact, row in rows.items()
        for pk, program in others[contact]
        if pk > row.pk and (program == row.program_id or row.earned_on is not None)
    }


def _remove(rows: Sequence[Enrollment], log: Log) -> None:
    keys = [row.pk for row in rows]
    for row in rows:
        log.add_of(row, UNDONE, {"version": row.version.number, **row.dates().named()}, {})
    with kept_ledger(contacts=[row.contact_id for row in rows], program=rows[0].program_id):
        Completion.objects.filter(enrollment__in=keys).delete()
        Enrollment.objects.filter(pk__in=keys).delete()
        settle_lines([(row.contact_id, row.program_id) for row in rows])
    settle_designations({row.contact_id for row in rows if row.earned_on})
    log.write()
