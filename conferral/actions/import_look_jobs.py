"""How does a job look ahead at a step of a file, and what has to be known before the first?

Nothing of the register is written. What a step found goes to the file in the transaction that marks it done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

from conferral.actions.import_jobs import has_not_begun
from conferral.actions.set_based import update_rows
from conferral.actions.settling_keys import settle
from conferral.documents.earlier_rows import EarlierRows, email_mark
from conferral.documents.import_looks import found_more
from conferral.documents.imports import Judged, judged_now, rows_from
from conferral.models import ImportFile, ImportRow, Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.importing import LOOKS, ImportKind, may_import
from conferral.rules.jobs import Done
from conferral.rules.refusals import Refusal

REPLACED = Done.refused(
    Refusal("look_replaced", "Another look at this file was asked for, it was imported, or it is not kept any more.")
)
LOOKED = Done("looked")


def prepare(job: Job, by: Actor) -> None:
    """Settle before the first step what becomes of the rows whose key stands in the file twice."""
    upload = ImportFile.objects.filter(look=job.key).first()
    if job.done or upload is None or may_import(by, LOOKS[job.kind]):
        return
    settle(upload, upload.looked["taken_for"], is_still_asked=partial(_is_still_asked, job.pk, job.key))


def look(job: Job, items: Sequence[JobItem], by: Actor, _at: datetime) -> list[Done]:
    """Look at the rows of the next steps, and keep what is found with the file."""
    if refusal := may_import(by, LOOKS[job.kind]):
        return [Done.refused(refusal)] * len(items)
    upload = _locked(job.key)
    if upload is None:
        return [REPLACED] * len(items)
    taken_for, on = upload.looked["taken_for"], date.fromisoformat(job.arguments["on"])
    of_contacts = LOOKS[job.kind] is ImportKind.CONTACTS
    for item in items:
        stored = rows_from(upload, item.subject, job.arguments["step"])
        earlier = EarlierRows(upload, taken_for, item.subject) if of_contacts else None
        judged = list(judged_now(upload, stored, taken_for, on, earlier))
        upload.looked = found_more(upload.looked, judged)
        if of_contacts:
            _mark(judged)
    upload.save(update_fields=["looked"])
    return [LOOKED] * len(items)


def _mark(judged: Sequence[Judged]) -> None:
    """Write down whom each row would change and which email it would leave them with, for the rows after it."""
    marks = [(row.stored.pk, row.asked.contact, email_mark(row.asked.email)) for row in judged if row.stored.given]
    update_rows(ImportRow, ("contact", "email_mark"), marks)


def _is_still_asked(job: int, key: UUID) -> bool:
    """Whether this is the look at its file and no step was done yet; neither changes while the transaction lasts."""
    return has_not_begun(job) and _locked(key) is not None


def _locked(key: UUID) -> ImportFile | None:
    return ImportFile.objects.select_for_update(of=("self",)).filter(look=key).first()
