"""What did a job find that looked at a file, and what does it say of the first rows of each outcome?

Of what stands in the rows nothing is kept with what was found: lines and figures, and the rows are read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from conferral.documents.earlier_rows import holders_before
from conferral.documents.imports import NAMES, TOLD, WARNED, DryRun, Judged, Told, judged_now
from conferral.documents.shared_emails import shared
from conferral.models import ImportFile, Job
from conferral.rules.importing import LOOKED_AT_ONCE, ImportKind
from conferral.rules.outcomes import Kind


@dataclass(frozen=True, slots=True)
class Look:
    """A look that a job had or has at a file: its job, what each column was taken for, and whether it is at its end."""

    job: Job
    taken_for: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every row was looked at."""
        return self.job.is_complete and not self.job.refused

    @property
    def asked_at(self) -> datetime:
        """When it was asked for."""
        return self.job.asked_at


def is_long(upload: ImportFile) -> bool:
    """Whether a file has more rows than are looked at while somebody waits."""
    return upload.rows.count() > LOOKED_AT_ONCE


def look_at(upload: ImportFile) -> Look | None:
    """Return the last look that a job had at a file; None if there was none. One query."""
    job = Job.objects.filter(key=upload.look).first() if upload.look else None
    return Look(job, tuple(upload.looked["taken_for"])) if job else None


def nothing_found(taken_for: Sequence[str]) -> dict[str, Any]:
    """Return what is kept of a look at its beginning."""
    counts = {str(kind): 0 for kind in Kind}
    return {"taken_for": list(taken_for), "counts": counts, "warned": 0, "lines": {str(name): [] for name in NAMES}}


def found_more(looked: dict[str, Any], rows: Iterable[Judged]) -> dict[str, Any]:
    """Return what is kept of a look once it has seen these rows too."""
    counts, warned = Counter(looked["counts"]), looked["warned"]
    lines = {name: list(kept) for name, kept in looked["lines"].items()}
    for row in rows:
        counts[str(row.asked.outcome.kind)] += 1
        warned += bool(row.asked.outcome.warnings)
        for name in row.names:
            if len(lines[name]) < TOLD:
                lines[name].append(row.stored.line)
    return {**looked, "counts": dict(counts), "warned": warned, "lines": lines}


def steps_of(upload: ImportFile, size: int) -> Iterator[int]:
    """Yield the lines on which the steps of a look begin, each of so many rows."""
    lines = upload.rows.order_by("line").values_list("line", flat=True)
    return islice(lines.iterator(), 0, None, size)


def found(upload: ImportFile, today: date) -> DryRun:
    """Say what a look found that is at its end, with the first rows of each outcome as they would be told now.

    A row of which something else would become by now, or that was erased, is not told. A fixed number of queries.
    """
    kind, looked = ImportKind(upload.kind), upload.looked
    wanted = {line for lines in looked["lines"].values() for line in lines}
    stored = list(upload.rows.filter(line__in=wanted).order_by("line"))
    judged = {row.stored.line: row for row in judged_now(upload, stored, looked["taken_for"], today)}
    first: dict[str, Sequence[Told]] = {
        kind_told: [
            judged[line].told(kind, kind_told)
            for line in looked["lines"][kind_told]
            if line in judged and kind_told in judged[line].names
        ]
        for kind_told in map(str, Kind)
    }
    first[WARNED] = list(_warned(upload, judged))
    return DryRun(Counter({one: looked["counts"][one] for one in Kind}), looked["warned"], first)


def _warned(upload: ImportFile, judged: dict[int, Judged]) -> Iterator[Told]:
    """Tell the rows worth a second look; of an email that stands in a row before, which is not told here, by that."""
    kind, lines = ImportKind(upload.kind), upload.looked["lines"][WARNED]
    silent = [line for line in lines if line in judged and WARNED not in judged[line].names]
    before = holders_before(upload, upload.looked["taken_for"], silent)
    for line in lines:
        if line in before and not judged[line].asked.outcome.refusal:
            named, count = before[line]
            yield judged[line].told(kind, WARNED, sentences=(shared(judged[line].asked.email, named, count),))
        elif line in judged and WARNED in judged[line].names:
            yield judged[line].told(kind, WARNED)
