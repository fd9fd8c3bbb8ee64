"""Which rows has what became of each in a job as a file? One for each item, in the words of the job's page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from conferral.documents import jobs
from conferral.documents.jobs import REFUSED, WAITING, ItemRow, JobRow
from conferral.documents.kept_rows import Row

Words = Mapping[str, str]
"""What each outcome of a job is called, by its code; only its page knows."""


def names_requirements(of: JobRow) -> bool:
    """Whether the rows have one more cell: of which requirement and program what it was about is."""
    return of.kind in jobs.kinds_about(jobs.of_completions)


def exported(of: JobRow, words: Words, *, outcome: str = "") -> Iterator[Row]:
    """Yield a row for each item of a job, or for those of one outcome, in the order they were asked for."""
    return (_cells(of, item, words) for item in jobs.all_items(of, outcome=outcome))


def exported_again(job: UUID, keys: Sequence[int], words: Words) -> dict[int, Row]:
    """Return the rows of items of a job by their keys, as they stand now; none of what is gone."""
    of = jobs.job(job)
    return {} if of is None else {key: _cells(of, item, words) for key, item in jobs.keyed_items(of, keys).items()}


def _cells(of: JobRow, item: ItemRow, words: Words) -> Row:
    about = item.subject
    code = REFUSED if item.is_refused else item.code if item.is_done else WAITING
    cells = (
        about.name if about else _("not there any more"),
        about.member_number if about else "",
        words.get(code, code),
        item.message,
    )
    return (*cells, about.what if about else "") if names_requirements(of) else cells
