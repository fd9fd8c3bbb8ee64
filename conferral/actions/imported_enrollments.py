"""How do the rows of an enrollments file come into the register?

Keeps docs/files.md, enrollments.csv: they bring in history, so only the database's own rules and
the dates are asked, and the same rows again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.set_based import insert_rows, update_rows
from conferral.actions.succession import settle_lines
from conferral.documents.enrollment_rows import Change, EnrollmentRows, New
from conferral.models import Contact, Enrollment
from conferral.rules import days
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind, may_import
from conferral.rules.outcomes import Outcome, Row
from conferral.rules.progress import progress
from conferral.rules.refusals import Refused

INSERTED = (
    "key", "contact", "program", "version", "registered_at", "registered_on", "enrolled_on", "grace_begins_on",
    "expires_on", "approved_on", "approved_by", "cancelled_on", "replaced_on", "revision",
)  # fmt: skip
UPDATED = ("grace_begins_on", "expires_on", "approved_on", "approved_by", "cancelled_on", "revision")


@transaction.atomic
def accept(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
    """Bring in a chunk of rows, no two of one key; one outcome each, in order.

    One transaction and a fixed number of queries. Rows are registered as of the first instant of
    the day, so that neither their order nor an interruption decides anything. Refusals: those of
    `enrollment_file`, `contact_unknown`, `contact_erased`, `program_unknown`, `program_not_published`,
    `version_unknown`, `version_differs`. Raises Refused: `role_needed`.
    """
    if refusal := may_import(by, ImportKind.ENROLLMENTS):
        raise Refused(refusal)
    return [outcome for outcome, _ in accept_chunk(rows, by=by, at=at, batch=uuid.uuid4())]


@transaction.atomic
def accept_chunk(rows: Sequence[Row], *, by: Actor, at: datetime, batch: uuid.UUID) -> list[tuple[Outcome, int | None]]:
    """Bring in a chunk as `accept` does, for somebody who may, under the name `batch` in the log.

    Beside each outcome stands whom the row was about, by primary key; None where that is nobody.
    """
    today = day_of(at)
    decided = EnrollmentRows(rows, Contact.objects.select_for_update(no_key=True), today).decided()
    _Chunk([one.to_write for one in decided if one.to_write], today).write(Log(by, at, batch=batch, is_history=True))
    return [(one.outcome, one.contact.pk if one.contact else None) for one in decided]


class _Chunk:
    """What is to be written for the rows of one chunk."""

    def __init__(self, to_write: Sequence[New | Change], today: date) -> None:
        self._new = [one for one in to_write if isinstance(one, New)]
        self._changed = [one for one in to_write if isinstance(one, Change)]
        self._today = today

    def write(self, log: Log) -> None:
        """Write what was decided, and everything that follows from it."""
        contacts = {new.place[0] for new in self._new} | {change.row.contact_id for change in self._changed}
        if contacts:
            with kept_ledger(contacts=contacts):
                self._write(log)
            log.write()

    def _write(self, log: Log) -> None:
        tested = {
            change.row.pk
            for change in self._changed
            if (change.held.approved_on, change.held.cancelled_on)
            != (change.content.approved_on, change.content.cancelled_on)
        }
        tested |= self._insert(log)
        self._update(log)
        moved = {
            (change.row.contact_id, change.row.program_id)
            for change in self._changed
            if change.held.cancelled_on != change.content.cancelled_on
        }
        moved |= {new.place[:2] for new in self._new}
        if moved:
            settle_lines(moved)
        if tested:
            settle_milestones(tested, log)

    def _insert(self, log: Log) -> set[int]:
        """Insert the new ones; return those that may be earned without any completion."""
        keys = insert_rows(Enrollment, INSERTED, [self._values(new, log) for new in self._new])
        met_from_the_start = {
            version.pk: progress(version.definition(), (), days.LATEST).is_met
            for version in {new.version.pk: new.version for new in self._new}.values()
        }
        tested = set()
        for key, new in zip(keys, self._new, strict=True):
            days_given = {name: day for name, day in new.content.as_dict().items() if day or name == "grace_begins_on"}
            log.add(
                "enrollment.enrolled",
                program=new.place[1],
                contact=new.place[0],
                enrollment=key,
                after={"version": new.version.number, **days_given},
            )
            if met_from_the_start[new.version.pk]:
                tested.add(key)
        return tested

    def _values(self, new: New, log: Log) -> tuple[object, ...]:
        contact, program, enrolled_on = new.place
        dates, approved_on = new.content.dates, new.content.approved_on
        return (
            uuid.uuid4(),
            contact,
            program,
            new.version.pk,
            timezone.make_aware(datetime.combine(self._today, time.min)),
            self._today,
            enrolled_on,
            dates.grace_begins_on,
            dates.expires_on,
            approved_on,
            log.by.account if approved_on else None,
            new.content.cancelled_on,
            # Not null until settle_lines has found its place: the database holds one last row of each line.
            enrolled_on,
            1,
        )

    def _update(self, log: Log) -> None:
        written = []
        for change in self._changed:
            row, wanted = change.row, change.content
            approved_by = row.approved_by_id if wanted.approved_on == row.approved_on else log.by.account
            written.append(
                (
                    row.pk,
                    wanted.dates.grace_begins_on,
                    wanted.dates.expires_on,
                    wanted.approved_on,
                    approved_by,
                    wanted.cancelled_on,
                    row.revision + 1,
                )
            )
            before, after = changes(change.held.as_dict(), wanted.as_dict())
            log.add_of(row, "enrollment.imported_change", before, after)
        update_rows(Enrollment, UPDATED, written)
