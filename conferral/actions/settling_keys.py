"""What becomes of the rows of a file whose key stands there twice? It is written down before the first chunk.

A chunk sees only a part of the file. Few rows are held at a time, and the keys on disk (documents/keys.py). Nothing
but what is otherwise is written, so that it may be done twice, by two workers at once too, and go on after a death.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.db import transaction

from conferral.actions.set_based import update_rows
from conferral.documents.import_kinds import key_of
from conferral.documents.keys import Keys
from conferral.documents.table import GivenRow
from conferral.documents.uploaded_rows import as_row
from conferral.models import ImportFile, ImportRow
from conferral.models.import_file import REPEATED, SETTLED, cells_of
from conferral.models.slices import AT_ONCE
from conferral.rules.importing import ImportKind
from conferral.rules.outcomes import Outcome, Row
from conferral.rules.refusals import Refusal


def settle(upload: ImportFile, taken_for: Sequence[str], *, is_still_asked: Callable[[], bool]) -> None:
    """Write down of each row, by what the columns are taken for, whether its key decides what becomes of it.

    `is_still_asked` is asked before anything is written, within the transaction, and locks what answers it.
    """
    kind = ImportKind(upload.kind)
    with Keys(key_of(kind)) as keys:
        for some in _slices(upload):
            for _, row in _read(upload, some, taken_for):
                keys.note(row)
        keys.settle()
        for some in _slices(upload):
            wanted = [(kept, _said(keys.verdict(row))) for kept, row in _read(upload, some, taken_for)]
            others = [(kept.pk, *said) for kept, said in wanted if (kept.code, kept.message) != said]
            if others and not _written(others, is_still_asked):
                return


def told(refusal: Refusal | None) -> tuple[str, str]:
    """Return what a row keeps of a refusal: its code and its sentence."""
    return (refusal.code, refusal.message) if refusal else ("", "")


class _Kept(NamedTuple):
    """What is asked for of a row: a model for each would be held until the rubbish is collected."""

    pk: int
    line: int
    given: str
    code: str
    message: str


def _slices(upload: ImportFile) -> Iterator[Sequence[_Kept]]:
    """Yield the rows of a file in the order of their lines, a thousand at a time."""
    line = -1
    rows = upload.rows.order_by("line").values_list(*_Kept._fields)
    while some := [_Kept(*row) for row in rows.filter(line__gt=line)[:AT_ONCE]]:
        yield some
        line = some[-1].line


def _read(upload: ImportFile, rows: Sequence[_Kept], taken_for: Sequence[str]) -> Iterator[tuple[_Kept, Row]]:
    """Read the rows that are there and could be read when they were uploaded, settled before or not."""
    kind = ImportKind(upload.kind)
    for row in rows:
        if row.given and row.code in ("", *SETTLED):
            given = GivenRow(row.line, cells_of(row.given))
            yield row, as_row(kind, given, taken_for, is_workbook=upload.is_workbook)


def _said(verdict: Outcome | None) -> tuple[str, str]:
    """Return what is written down of a verdict; nothing where the key is no reason to decide anything."""
    return (REPEATED, "") if verdict and verdict.refusal is None else told(verdict.refusal if verdict else None)


@transaction.atomic
def _written(rows: Sequence[tuple[int, str, str]], is_still_asked: Callable[[], bool]) -> bool:
    """Write codes and sentences, and return whether that was still asked for. What was erased meanwhile stays so."""
    if not is_still_asked():
        return False
    asked = ImportRow.objects.select_for_update(of=("self",)).filter(pk__in=[pk for pk, _, _ in rows])
    there = set(asked.kept().values_list("pk", flat=True))
    update_rows(ImportRow, ("code", "message"), [row for row in rows if row[0] in there])
    return True
