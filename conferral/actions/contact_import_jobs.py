"""How does a job bring in a chunk of a file of contacts?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conferral.actions.imported_contacts import accept_chunk
from conferral.actions.set_based import update_rows
from conferral.documents.contact_import import ROW_GONE, read_rows
from conferral.models import ContactImportRow, Job, JobItem
from conferral.models.contact_import import NOTHING
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.jobs import Done
from conferral.rules.outcomes import Outcome, Row

KIND = "contacts.import"


def bring_in(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Bring in a chunk of a file, under the key of the job in the log, and let go of what stood in its rows."""
    if refusal := permits.may_keep_contacts(by):
        return [Done.refused(refusal)] * len(items)
    stored = ContactImportRow.objects.in_bulk([item.subject for item in items])
    taken_for, is_workbook = job.arguments["taken_for"], job.arguments["is_workbook"]
    read = read_rows(list(stored.values()), taken_for, is_workbook=is_workbook)
    rows = {key: row for key, row in read.items() if isinstance(row, Row)}
    accepted = dict(zip(rows, accept_chunk(list(rows.values()), by=by, at=at, batch=job.key), strict=True))
    decided = {key: (one, None) for key, one in read.items() if isinstance(one, Outcome)} | accepted
    update_rows(ContactImportRow, ("given", "contact"), [
        (key, stored[key].given if outcome.refusal else NOTHING, contact) for key, (outcome, contact) in decided.items()
    ])  # fmt: skip
    return [_done(decided[item.subject][0]) if item.subject in decided else Done.refused(ROW_GONE) for item in items]


def _done(outcome: Outcome) -> Done:
    if outcome.refusal:
        return Done.refused(outcome.refusal)
    return Done(str(outcome.kind), " ".join(outcome.warnings))
