"""What does each row of a file of enrollments make of whom it names?

An import asks with the contacts locked and then writes; a dry run asks and leaves it at that.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from conferral.documents.decided import Decided, decided
from conferral.documents.named import Named, Place
from conferral.models import Contact, Enrollment, Version
from conferral.rules import enrollment_file
from conferral.rules.enrollment_file import Content, Given
from conferral.rules.outcomes import Row
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class New:
    """An enrollment to insert."""

    place: Place
    version: Version
    content: Content


@dataclass(frozen=True, slots=True)
class Change:
    """An enrollment to update, and what it is to hold."""

    row: Enrollment
    held: Content
    content: Content


class EnrollmentRows:
    """What rows name, looked up in a fixed number of queries, and what each makes of it; no two are of one key."""

    def __init__(self, rows: Sequence[Row], contacts: QuerySet[Contact], today: date) -> None:
        """Look everything up; `contacts` are those to look among."""
        self._read = [(row, enrollment_file.read(row.cells)) for row in rows]
        given = [item for _, item in self._read if not isinstance(item, Refusal)]
        self._named = Named(given, contacts)
        self._versions = _versions(given)
        self._today = today

    def decided(self) -> list[Decided[New | Change]]:
        """Say what becomes of each of the rows, in order."""
        return decided(self._read, self._named, self._decide, new=New)

    def _decide(self, given: Given) -> New | Change | Refusal | None:
        place = self._named.place(given)
        if isinstance(place, Refusal):
            return place
        row = enrollment_file.meant(self._named.at(place), given.cancelled_on)
        return self._decide_new(given, place) if row is None else self._decide_known(given, row.key)

    def _decide_new(self, given: Given, place: Place) -> New | Refusal:
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
        return New(place, version, content)

    def _decide_known(self, given: Given, key: int) -> Change | Refusal | None:
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
        return None if content == held else Change(row, held, content)

    def _content(self, given: Given, held: Content | None, version: Version, registered_on: date) -> Content | Refusal:
        return enrollment_file.content(
            given,
            held=held,
            periods=version.terms(),
            registered_on=registered_on,
            today=self._today,
        )


def _versions(given: Collection[Given]) -> dict[str, dict[int, Version]]:
    """Return the published versions by program code and number."""
    found: dict[str, dict[int, Version]] = {}
    for version in Version.objects.whole().published().filter(program__code__in={item.program for item in given}):
        found.setdefault(version.program.code, {})[version.number or 0] = version
    return found
