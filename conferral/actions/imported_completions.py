"""How do the rows of a completions file come into the register?

Keeps docs/files.md, completions.csv: they bring in history, onto earned, expired, replaced and
cancelled enrollments too, and the same rows again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.set_based import insert_rows, update_rows
from conferral.documents.completion_rows import Change, CompletionRows, New
from conferral.models import Completion, Contact
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind, may_import
from conferral.rules.outcomes import Outcome, Row
from conferral.rules.refusals import Refused

INSERTED = (
    "key", "enrollment", "requirement", "completed_on", "reference", "notes", "grade", "units", "is_live",
    "awaits", "recorded_at", "recorded_by", "graded_by", "approved_on", "approved_by", "rejection", "rejection_note",
    "void_reason", "revision",
)  # fmt: skip
UPDATED = ("notes", "grade", "graded_on", "graded_by", "units", "approved_on", "approved_by", "revision")


@transaction.atomic
def accept(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
    """Bring in a chunk of rows, no two of one key; one outcome each, in order.

    One transaction and a fixed number of queries. Refusals: those of `completion_file`,
    `contact_unknown`, `contact_erased`, `program_unknown`, `enrollment_unknown`, `requirement_unknown`.
    Raises Refused: `role_needed`.
    """
    if refusal := may_import(by, ImportKind.COMPLETIONS):
        raise Refused(refusal)
    return [outcome for outcome, _ in accept_chunk(rows, by=by, at=at, batch=uuid.uuid4())]


@transaction.atomic
def accept_chunk(rows: Sequence[Row], *, by: Actor, at: datetime, batch: uuid.UUID) -> list[tuple[Outcome, int | None]]:
    """Bring in a chunk as `accept` does, for somebody who may, under the name `batch` in the log.

    Beside each outcome stands whom the row was about, by primary key; None where that is nobody.
    """
    decided = CompletionRows(rows, Contact.objects.select_for_update(no_key=True), day_of(at)).decided()
    _Chunk([one.to_write for one in decided if one.to_write]).write(Log(by, at, batch=batch, is_history=True))
    return [(one.outcome, one.contact.pk if one.contact else None) for one in decided]


class _Chunk:
    """What is to be written for the rows of one chunk."""

    def __init__(self, to_write: Sequence[New | Change]) -> None:
        self._new = [one for one in to_write if isinstance(one, New)]
        self._changed = [one for one in to_write if isinstance(one, Change)]

    def write(self, log: Log) -> None:
        """Write what was decided, and everything that follows from it."""
        self._insert(log)
        self._update(log)
        rows = [*(new.enrollment for new in self._new), *(change.enrollment for change in self._changed)]
        touched = {row.pk: row.contact_id for row in rows}
        if touched:
            with kept_ledger(contacts=set(touched.values())):
                settle_milestones(touched, log)
        log.write()

    def _insert(self, log: Log) -> None:
        keys = insert_rows(Completion, INSERTED, [_values(new, log) for new in self._new])
        for key, new in zip(keys, self._new, strict=True):
            said = {name: value for name, value in new.content.as_dict().items() if value is not None}
            after = {"requirement": new.given.requirement, "completed_on": new.given.completed_on, **said}
            log.add_of(new.enrollment, "completion.recorded", {}, after, completion=key)

    def _update(self, log: Log) -> None:
        written = []
        for change in self._changed:
            row, wanted = change.row, change.content
            written.append(
                (
                    row.pk,
                    wanted.notes,
                    wanted.grade,
                    row.graded_on if wanted.grade == row.grade else None,
                    row.graded_by_id if wanted.grade == row.grade else log.by.account,
                    wanted.units,
                    wanted.approved_on,
                    row.approved_by_id if wanted.approved_on == row.approved_on else log.by.account,
                    row.revision + 1,
                )
            )
            before, after = changes(change.held.as_dict(), wanted.as_dict())
            log.add_of(change.enrollment, "completion.imported_change", before, after, completion=row.pk)
        update_rows(Completion, UPDATED, written)


def _values(new: New, log: Log) -> tuple[object, ...]:
    given, content = new.given, new.content
    return (
        uuid.uuid4(),
        new.enrollment.pk,
        new.requirement,
        given.completed_on,
        given.reference,
        content.notes,
        content.grade,
        content.units,
        False,  # settle_milestones finds which attempts are live, and what they wait for
        "",
        log.at,
        log.by.account,
        log.by.account if content.grade else None,
        content.approved_on,
        log.by.account if content.approved_on else None,
        "",
        "",
        "",
        1,
    )
