"""What is in a file that was uploaded to be imported, what would become of each row, and which rows were refused?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.documents.earlier_rows import EarlierRows
from conferral.documents.header import Header
from conferral.documents.import_kinds import KINDS, Foreseen, key_of, written_name
from conferral.documents.keys import Keys
from conferral.documents.refused_rows import refused_cells, refused_columns
from conferral.documents.spreadsheet import Cell
from conferral.documents.table import GivenRow
from conferral.documents.uploaded_rows import as_row, read_cell
from conferral.models import ImportFile, ImportRow, Job, JobItem
from conferral.models.import_file import SETTLED
from conferral.rules.importing import ImportKind, field_of, guessed
from conferral.rules.outcomes import Kind, Outcome, Row, refused
from conferral.rules.refusals import Refusal

TOLD = 100
"""So many rows of each outcome are told one by one; the others are counted."""
SHOWN = 3
"""So many of the first rows are shown with the columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: what it is called there, what it is taken for unless told otherwise, its first cells."""

    name: str
    guess: str
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row of a dry run: the line, what identifies it and whose it is, what would change, and what has to be said."""

    line: int
    key: str
    name: str
    changes: tuple[tuple[str, str, str], ...] = ()
    fields: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A row as it is kept, as it was read, and what would become of it."""

    stored: ImportRow
    read: Row | Outcome
    asked: Foreseen

    @property
    def names(self) -> tuple[str, ...]:
        """What it is told under."""
        return (self.asked.outcome.kind, *([WARNED] if self.asked.outcome.warnings else []))

    def told(self, kind: ImportKind, name: str, *, sentences: Sequence[str] = ()) -> Told:
        """Tell it under such a name, with its own sentences unless there are others."""
        outcome, cells = self.asked.outcome, self.read.cells if isinstance(self.read, Row) else {}
        own = outcome.warnings if name == WARNED else [outcome.refusal.message] if outcome.refusal else []
        said = [field_of(kind, Refusal("", sentence)) for sentence in sentences or own]
        return Told(
            line=self.stored.line,
            key=" · ".join(cell for column in KINDS[kind].key.columns if (cell := cells.get(column, ""))),
            name=self.asked.name,
            changes=self.asked.changes,
            fields=tuple(field for fields, _ in said for field in fields),
            sentences=tuple(sentence for _, sentence in said),
        )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import would do: how many rows of each outcome, and the first rows of each that want a look."""

    counts: Mapping[Kind, int]
    warned: int
    first: Mapping[str, Sequence[Told]]

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(self.counts.values())

    @property
    def written(self) -> int:
        """How many rows would change anything."""
        return self.counts[Kind.CREATED] + self.counts[Kind.UPDATED]


WARNED = "warned"
NAMES = (*Kind, WARNED)
"""What rows are told under, one by one: their outcome, and that there is something to look at."""
ROW_GONE = Refusal("row_gone", "What stood in this row was erased before it could be imported.")


def upload_of(key: UUID, account: int | None) -> ImportFile | None:
    """Return a file by its key, to whoever uploaded it; None to anybody else."""
    return ImportFile.objects.filter(key=key, uploaded_by=account).first()


def columns(upload: ImportFile, count: int = SHOWN) -> tuple[Column, ...]:
    """Return the columns of a file with what stands in its first rows that can be read, as it will be read."""
    names = tuple(upload.columns)
    first = upload.rows.all().kept().filter(code__in=("", *SETTLED)).order_by("line")[:count]
    cells = [tuple(read_cell(cell, is_workbook=upload.is_workbook) for cell in row.cells) for row in first]
    return tuple(
        Column(name, guess, tuple(row[place] for row in cells))
        for place, (name, guess) in enumerate(zip(names, guessed(ImportKind(upload.kind), names), strict=True))
    )


def rows_from(upload: ImportFile, line: int, count: int) -> Sequence[ImportRow]:
    """Return so many rows of a file from a line on."""
    return list(upload.rows.filter(line__gte=line).order_by("line")[:count])


def read_rows(
    kind: ImportKind, rows: Sequence[ImportRow], taken_for: Sequence[str], *, is_workbook: bool
) -> dict[int, Row | Outcome]:
    """Read rows by what their columns are taken for; of one that was decided before that is the outcome, by its key."""
    return {
        row.pk: _decided_before(row)
        if row.code or not row.given
        else as_row(kind, GivenRow(row.line, row.cells), taken_for, is_workbook=is_workbook)
        for row in rows
    }


def repeated(kind: ImportKind, rows: Sequence[Row]) -> dict[int, Outcome]:
    """Return, by their lines, the rows that are decided because their key stands in several."""
    with Keys(key_of(kind)) as keys:
        for row in rows:
            keys.note(row)
        keys.settle()
        return {row.line: verdict for row in rows if (verdict := keys.verdict(row))}


def dry_run(upload: ImportFile, taken_for: Sequence[str], today: date) -> DryRun:
    """Say what would become of every row. Nothing is written or locked; few queries for every thousand rows."""
    kind = ImportKind(upload.kind)
    stored = list(upload.rows.order_by("line"))
    read = read_rows(kind, stored, taken_for, is_workbook=upload.is_workbook)
    verdicts = repeated(kind, [row for row in read.values() if isinstance(row, Row)])
    counts = Counter(dict.fromkeys(Kind, 0))
    first: dict[str, list[Told]] = {name: [] for name in NAMES}
    warned = 0
    for judged in _judged(stored, read, verdicts, lambda rows: KINDS[kind].foresee(rows, today, None)):
        counts[judged.asked.outcome.kind] += 1
        warned += bool(judged.asked.outcome.warnings)
        for name in judged.names:
            if len(first[name]) < TOLD:
                first[name].append(judged.told(kind, name))
    return DryRun(counts, warned, first)


def judged_now(
    upload: ImportFile,
    stored: Sequence[ImportRow],
    taken_for: Sequence[str],
    today: date,
    earlier: EarlierRows | None = None,
) -> Iterator[Judged]:
    """Say what would become of some rows of a file of which it is settled whose key stands there twice."""
    kind = ImportKind(upload.kind)
    settled = {row.line: _decided_before(row) for row in stored if row.given and row.code in SETTLED}
    read = read_rows(kind, stored, taken_for, is_workbook=upload.is_workbook) | {
        row.pk: as_row(kind, GivenRow(row.line, row.cells), taken_for, is_workbook=upload.is_workbook)
        for row in stored
        if row.line in settled
    }
    return _judged(stored, read, settled, lambda rows: KINDS[kind].foresee(rows, today, earlier))


def _judged(
    stored: Sequence[ImportRow],
    read: Mapping[int, Row | Outcome],
    verdicts: Mapping[int, Outcome],
    foresee: Callable[[Sequence[Row]], Iterator[Foreseen]],
) -> Iterator[Judged]:
    open_rows = [row for row in read.values() if isinstance(row, Row) and row.line not in verdicts]
    foreseen = dict(zip((row.line for row in open_rows), foresee(open_rows), strict=True))
    for row in stored:
        one = read[row.pk]
        yield Judged(row, one, foreseen.get(row.line) or _settled(one, verdicts))


def refused_rows(upload: ImportFile) -> tuple[list[str], Iterator[list[Cell]]]:
    """Return the refused rows of a job that has ended as a table: the columns of the file, the line, and why.

    What was forgotten meanwhile, or erased, is not in it. Two queries.
    """
    header = Header(tuple(upload.columns), delimiter="", newline="", has_bom=False)
    return list(refused_columns(header)), _refused(upload, header)


def _refused(upload: ImportFile, header: Header) -> Iterator[list[Cell]]:
    refusals = {
        subject: Refusal(code, message)
        for subject, code, message in JobItem.objects.filter(
            job__in=Job.objects.filter(key=upload.key), is_refused=True
        ).values_list("subject", "code", "message")
    }
    for row in upload.rows.all().kept().order_by("line"):
        if row.pk in refusals:
            yield list(refused_cells(header, row.line, row.cells, refusals[row.pk]))


def _decided_before(row: ImportRow) -> Outcome:
    """Return what was decided of a row before: refused with a sentence, or unchanged as the same stands there twice."""
    if not row.given:
        return refused(ROW_GONE)
    return refused(Refusal(row.code, row.message)) if row.message else Outcome(Kind.UNCHANGED)


def _settled(one: Row | Outcome, verdicts: Mapping[int, Outcome]) -> Foreseen:
    """Return what becomes of a row that could not be read, or whose key stands in several."""
    return Foreseen(one) if isinstance(one, Outcome) else Foreseen(verdicts[one.line], written_name(one.cells))
