"""How does a job bring in a chunk of a file that was uploaded, and what has to be known before the first?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from conferral.actions import imported_completions, imported_contacts, imported_enrollments
from conferral.actions.set_based import update_rows
from conferral.actions.settling_keys import settle
from conferral.documents.imports import ROW_GONE, read_rows
from conferral.models import ImportFile, ImportRow, Job, JobItem
from conferral.models.import_file import NOTHING
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind, may_import
from conferral.rules.jobs import Done
from conferral.rules.outcomes import Outcome, Row

Accepted = list[tuple[Outcome, int | None]]
"""What became of each row, and whom it was about."""

ACCEPT: Mapping[ImportKind, Callable[..., Accepted]] = {
    ImportKind.CONTACTS: imported_contacts.accept_chunk,
    ImportKind.ENROLLMENTS: imported_enrollments.accept_chunk,
    ImportKind.COMPLETIONS: imported_completions.accept_chunk,
}
KINDS = {f"{kind}.import": kind for kind in ImportKind}
"""What the rows of a job are about, by its own kind."""


def prepare(job: Job, by: Actor) -> None:
    """Settle before the first chunk what becomes of the rows whose key stands in the file twice."""
    upload = ImportFile.objects.filter(key=job.key).first()
    if job.done or upload is None or may_import(by, KINDS[job.kind]):
        return
    settle(upload, job.arguments["taken_for"], is_still_asked=partial(has_not_begun, job.pk))


def has_not_begun(job: int) -> bool:
    """Whether no chunk was done yet; none is while the transaction lasts."""
    row = Job.objects.select_for_update(of=("self",)).filter(pk=job, done=0, ended_at=None)
    return row.first() is not None


def bring_in(job: Job, items: Sequence[JobItem], by: Actor, at: datetime) -> list[Done]:
    """Bring in a chunk of a file, under the key of the job in the log, and let go of what stood in its rows."""
    kind = KINDS[job.kind]
    if refusal := may_import(by, kind):
        return [Done.refused(refusal)] * len(items)
    stored = ImportRow.objects.in_bulk([item.subject for item in items])
    taken_for, is_workbook = job.arguments["taken_for"], job.arguments["is_workbook"]
    read = read_rows(kind, list(stored.values()), taken_for, is_workbook=is_workbook)
    rows = {key: row for key, row in read.items() if isinstance(row, Row)}
    accepted = dict(zip(rows, ACCEPT[kind](list(rows.values()), by=by, at=at, batch=job.key), strict=True))
    decided = {key: (one, None) for key, one in read.items() if isinstance(one, Outcome)} | accepted
    update_rows(ImportRow, ("given", "contact", "email_mark"), [
        (key, stored[key].given if outcome.refusal else NOTHING, contact, None)
        for key, (outcome, contact) in decided.items()
    ])  # fmt: skip
    return [_done(decided[item.subject][0]) if item.subject in decided else Done.refused(ROW_GONE) for item in items]


def _done(outcome: Outcome) -> Done:
    if outcome.refusal:
        return Done.refused(outcome.refusal)
    return Done(str(outcome.kind), " ".join(outcome.warnings))
