"""How do the rows of an enrollments file come into the register?

Keeps docs/files.md, enrollments.csv: they bring in history, so only the database's own rules and
the dates are asked, and the same rows again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.named import Named, Place
from conferral.actions.set_based import insert_rows, update_rows
from conferral.actions.succession import settle_lines
from conferral.models import Enrollment, Version
from conferral.rules import days, enrollment_file, permits
from conferral.rules.actors import Actor, Role
from conferral.rules.enrollment_file import Content, Given
from conferral.rules.outcomes import Kind, Outcome, Row, outcome_of
from conferral.rules.progress import progress
from conferral.rules.refusals import Refusal, Refused

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
    `enrollment_file`, `contact_unknown`, `program_unknown`, `program_not_published`,
    `version_unknown`, `version_differs`.
    """
    if refusal := permits.needs(by, Role.SYSADMIN, "import enrollments"):
        raise Refused(refusal)
    read = [enrollment_file.read(row.cells) for row in rows]
    given = [item for item in read if not isinstance(item, Refusal)]
    chunk = _Chunk(Named(given), _versions(given), day_of(at))
    outcomes = [outcome_of(item if isinstance(item, Refusal) else chunk.decide(item)) for item in read]
    chunk.write(Log(by, at, batch=uuid.uuid4(), is_history=True))
    return outcomes


@dataclass(frozen=True, slots=True)
class _New:
    """An enrollment to insert."""

    place: Place
    version: Version
    content: Content


@dataclass(frozen=True, slots=True)
class _Change:
    """An enrollment to update, and what it is to hold."""

    row: Enrollment
    held: Content
    content: Content


class _Chunk:
    """What the rows of one chunk name, and what is to be written for them."""

    def __init__(self, named: Named, versions: dict[str, dict[int, Version]], today: date) -> None:
        self._named = named
        self._versions = versions
        self._today = today
        self._new: list[_New] = []
        self._changed: list[_Change] = []

    def decide(self, given: Given) -> Kind | Refusal:
        """Say what becomes of a row, and keep what is to be written for it."""
        place = self._named.place(given)
        if isinstance(place, Refusal):
            return place
        row = enrollment_file.meant(self._named.at(place), given.cancelled_on)
        return self._decide_new(given, place) if row is None else self._decide_known(given, row.key)

    def _decide_new(self, given: Given, place: Place) -> Kind | Refusal:
        published = self._versions.get(given.program)
        if not published:
            return Refusal(
                "program_not_published",
                f"program: {given.program} has no published version yet; publish one first.",
            )
        version = published.get(given.version or max(published))
        if version is None:
            return Refusal(
                "version_unknown",
                f"version: {given.program} has no version {given.version}; "
                f"its versions are 1 to {max(published)}, and blank means the last.",
            )
        content = self._content(given, None, version, self._today)
        if isinstance(content, Refusal):
            return content
        self._new.append(_New(place, version, content))
        return Kind.CREATED

    def _decide_known(self, given: Given, key: int) -> Kind | Refusal:
        row = self._named.enrollments[key]
        version = next(version for version in self._versions[given.program].values() if version.pk == row.version_id)
        if given.version not in (None, version.number):
            return Refusal(
                "version_differs",
                f"version: this enrollment is on version {version.number}, not {given.version}, and stays on it; "
                f"write {version.number} or leave the cell blank.",
            )
        held = Content(row.dates(), row.approved_on, row.cancelled_on)
        content = self._content(given, held, version, row.registered_on)
        if isinstance(content, Refusal):
            return content
        if content == held:
            return Kind.UNCHANGED
        self._changed.append(_Change(row, held, content))
        return Kind.UPDATED

    def _content(self, given: Given, held: Content | None, version: Version, registered_on: date) -> Content | Refusal:
        return enrollment_file.content(
            given,
            held=held,
            periods=version.terms(),
            registered_on=registered_on,
            today=self._today,
        )

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

    def _values(self, new: _New, log: Log) -> tuple[object, ...]:
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


def _versions(given: Collection[Given]) -> dict[str, dict[int, Version]]:
    """Return the published versions by program code and number."""
    found: dict[str, dict[int, Version]] = {}
    for version in Version.objects.whole().published().filter(program__code__in={item.program for item in given}):
        found.setdefault(version.program.code, {})[version.number or 0] = version
    return found
