"""Which rows has the preview of a draft as a file? Everybody enrolled, under the draft that was looked at alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from conferral.documents.kept_rows import Row
from conferral.documents.publishing_preview import Person, affected, keyed_people
from conferral.models import Enrollment, Program, Version
from conferral.rules.definition import Definition
from conferral.rules.refusals import Refusal

HEADS = (
    "Full Name", "Member number", "Version", "Status now", "Status under the draft", "Complete now",
    "Requirements now", "Complete under the draft", "Requirements of the draft", "Units now",
    "Units under the draft", "What changes", "Completions kept", "Completions lost",
)  # fmt: skip
CHANGED = Refusal(
    "draft_changed", "The draft is not what it was when this was asked for; look at the preview and export it again."
)


def as_rows(found: Iterable[Person]) -> Iterator[Row]:
    """Return the people as the rows of a table under `HEADS`."""
    return map(_cells, found)


def keys_exported(program: Program, *, on: date, wanted: str = "") -> QuerySet[Enrollment, int]:
    """Return the keys of the enrollments of those whom the preview goes through, in its order."""
    return affected(program, on=on, wanted=wanted).order_by("sort_name", "pk").values_list("pk", flat=True)


def exported_again(
    keys: Sequence[int], program: Program, *, mark: str, keeps_dates: bool, on: date
) -> dict[int, Row] | Refusal:
    """Return the rows of enrollments by their keys, as they stand now; none of who is not current any more.

    All of them are of one draft, the one of this mark; refused (`draft_changed`) where the program has it no more.
    """
    draft = marked(program, mark)
    if isinstance(draft, Refusal):
        return draft
    rows = affected(program, on=on).filter(pk__among=keys)
    return {key: _cells(one) for key, one in keyed_people(rows, draft, keeps_dates=keeps_dates, on=on)}


def marked(program: Program, mark: str) -> Definition | Refusal:
    """Return the draft of a program that has this mark; refused (`draft_changed`) if it has another by now, or none."""
    row = Version.objects.whole().filter(program=program, number=None).first()
    draft = row.definition() if row else None
    return draft if draft is not None and mark_of(draft) == mark else CHANGED


def mark_of(draft: Definition) -> str:
    """Return what tells a draft from every other, down to what its grade scales say: equal ones have the same mark."""
    return hashlib.sha256(repr(draft).encode()).hexdigest()


def _cells(one: Person) -> Row:
    return (
        one.full_name, one.member_number, one.version, one.now.status.label, one.then.status.label,
        one.far_now.complete, one.far_now.requirements, one.far_then.complete, one.far_then.requirements,
        one.far_now.units, one.far_then.units, one.kind.value, one.kept, " ".join(one.lost),
    )  # fmt: skip
