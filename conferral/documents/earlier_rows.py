"""Who would have an email already, by the rows of a file that stand before those that a job looks at now?

A look ahead writes no contact, so the rows before are as good as written for those after. Of each there is whom it
would change, and a mark of the email it would leave them with: it says nothing to a reader, and leaves with the cells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, QuerySet, Subquery

from conferral.documents.table import GivenRow
from conferral.documents.uploaded_rows import as_row
from conferral.models import Contact, ImportFile, ImportRow
from conferral.rules.contact_file import KEY
from conferral.rules.importing import ImportKind

Holders = Mapping[str, tuple[str, int]]
"""By an email in small letters: the member number of the first who has it, and how many do."""


def email_mark(email: str) -> int | None:
    """Return what stands for an email, whatever its capitals; None for none."""
    folded = email.lower()
    return int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), signed=True) if folded else None


class EarlierRows:
    """The rows of a file of contacts before a line, looked at already."""

    def __init__(self, upload: ImportFile, taken_for: Sequence[str], line: int) -> None:
        """Ask nothing yet."""
        self._upload, self._taken_for = upload, taken_for
        self._rows = ImportRow.objects.filter(upload=upload, line__lt=line)

    def untouched(self, contacts: QuerySet[Contact]) -> QuerySet[Contact]:
        """Return the contacts that no row before would change: what is stored of the others is not so any more."""
        return contacts.exclude(Exists(self._rows.filter(contact=OuterRef("pk"))))

    def holders(self, emails: Collection[str]) -> Holders:
        """Return who would have these emails (in small letters) by the rows before. Two queries."""
        marks = {mark: email for email in emails if (mark := email_mark(email)) is not None}
        rows = self._rows.filter(email_mark__in=marks).order_by()
        found = list(rows.values_list("email_mark").annotate(Min("line"), Count("pk")))
        numbers = _numbers(self._upload, self._taken_for, [line for _, line, _ in found])
        return {marks[mark]: (numbers[line], count) for mark, line, count in found if line in numbers}


def holders_before(upload: ImportFile, taken_for: Sequence[str], lines: Collection[int]) -> dict[int, tuple[str, int]]:
    """Return, by line, who would have the email of that row by rows before it: the first, and how many."""
    before = ImportRow.objects.filter(upload=upload, line__lt=OuterRef("line"), email_mark=OuterRef("email_mark"))
    rows = upload.rows.filter(line__in=lines, email_mark__isnull=False).annotate(
        first=_of(before, Min("line")), holders=_of(before, Count("pk"))
    )
    found = {line: (first, count) for line, first, count in rows.values_list("line", "first", "holders") if count}
    numbers = _numbers(upload, taken_for, [first for first, _ in found.values()])
    return {line: (numbers[first], count) for line, (first, count) in found.items() if first in numbers}


def _of(rows: QuerySet[ImportRow], total: Any) -> Subquery:
    by_mark: QuerySet[Any, Any] = rows.order_by().values("email_mark").annotate(total=total).values("total")
    return Subquery(by_mark, output_field=IntegerField(null=True))


def _numbers(upload: ImportFile, taken_for: Sequence[str], lines: Collection[int]) -> dict[int, str]:
    kind = ImportKind(upload.kind)
    return {
        row.line: as_row(kind, GivenRow(row.line, row.cells), taken_for, is_workbook=upload.is_workbook).cells[KEY]
        for row in upload.rows.all().kept().filter(line__in=lines)
    }
