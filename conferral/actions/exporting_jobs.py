"""How is a list written as a file chunk by chunk, so that it is whole and once, whatever happens to the worker?

What takes long is done before a chunk, outside of any transaction: reading its rows, keeping them in the storage, and
after the last of them writing the file. The chunk then only says that they are done. What a worker kept that died in
between is found there by the next, and what nobody names leaves with the strays (stray_files.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from conferral.actions.contents import contents_kept
from conferral.documents.kept_rows import Row, read, written
from conferral.documents.rows_by_key import List, rows_by_key, unlike
from conferral.documents.spreadsheet import Format, csv_of, xlsx_of
from conferral.documents.stray_files import EXPORTS
from conferral.models import Export, ExportPart, Job, JobItem
from conferral.rules.actors import Actor
from conferral.rules.exporting import Listed, may_take
from conferral.rules.jobs import LOG_EXPORT, Done, chunk_of
from conferral.rules.refusals import Refusal

KIND, SLICES = "list.export", LOG_EXPORT
"""An item is a row; or, where there may be millions of them, where a slice of them begins."""
GONE = Done.refused(Refusal("row_gone", "This was not in the list any more when its row was written."))
FORGOTTEN = Done.refused(Refusal("export_gone", "The rows written so far were removed; export the list again."))


def prepare(job: Job, by: Actor) -> None:
    """Keep the rows of the next chunk, and with the last of them the file; what is there already stays as it is.

    `by` is whoever asked, with the role of now: of what they may not take nothing is read.
    """
    export, of = Export.objects.get(job=job), listed(job, by)
    if export.is_settled or may_take(by, of.what, without=of.without):
        return
    if not export.parts.filter(place=job.done).exists():
        _keep_part(export, job, of)
    if job.done + chunk_of(job.kind) < job.total:
        return
    try:
        _keep_file(export, job)
    except FileNotFoundError:
        # Another worker was quicker, and has removed the parts by now; or somebody in them was erased.
        export.refresh_from_db()
        if not export.is_settled:
            raise


def enter(job: Job, items: Sequence[JobItem], by: Actor, _at: datetime) -> list[Done]:
    """Say what became of the next chunk: each row is kept, or was gone. With the last chunk the parts leave."""
    export = Export.objects.select_for_update(of=("self",)).get(job=job)
    outcomes = _outcomes(export, job, items, by)
    if job.done + len(items) == job.total:
        forget_parts([export.pk])
    return outcomes


def forget_parts(exports: Collection[int]) -> None:
    """Forget the parts of exports (by primary key), and remove their contents once that is committed."""
    parts = ExportPart.objects.filter(export__in=exports)
    paths = list(parts.values_list("path", flat=True))
    parts.delete()
    transaction.on_commit(partial(_remove, paths), robust=True)


def listed(job: Job, by: Actor) -> List:
    """Return which list a job exports, for whoever asked."""
    said: Mapping[str, Any] = job.arguments
    on = date.fromisoformat(said["on"])
    return List(what=Listed(said["list"]), by=by, on=on, program=job.program, chosen=said["chosen"])


def _outcomes(export: Export, job: Job, items: Sequence[JobItem], by: Actor) -> list[Done]:
    of = listed(job, by)
    if refusal := may_take(by, of.what, without=of.without):
        return [Done.refused(refusal) for _ in items]
    if export.forgotten_at is not None:
        return [FORGOTTEN for _ in items]
    part = export.parts.filter(place=job.done).first()
    if part is None and (refusal := unlike(of)):
        return [Done.refused(refusal) for _ in items]
    if part is None:
        message = f"nothing was kept of export {export.pk} after {job.done} items, though it could be"
        raise LookupError(message)
    gone = set(part.gone)
    return [GONE if item.subject in gone else Done() for item in items]


def _keep_part(export: Export, job: Job, of: List) -> None:
    """Keep the rows of the next chunk, unless the list is not any more what was asked for."""
    many = chunk_of(job.kind)
    items = job.items.filter(place__gt=job.done, place__lte=job.done + many + 1).order_by("place")
    keys = list(items.values_list("subject", flat=True))
    end = keys[many] if len(keys) > many else None
    found = rows_by_key(of, keys[:many], end=end)
    if isinstance(found, Refusal):
        return
    with (
        closing(_lined(written(found.rows))) as contents,
        contents_kept(File(contents), EXPORTS, _is_part) as path,
        transaction.atomic(),
    ):
        locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if not locked.is_settled and not locked.parts.filter(place=job.done).exists():
            locked.parts.create(place=job.done, count=len(keys[:many]), path=path, gone=list(found.gone))


def _keep_file(export: Export, job: Job) -> None:
    """Write the file from all parts, if there are all: none of an asker is there who had no role for a while."""
    parts = list(export.parts.order_by("place"))
    if not _are_whole(parts, job.total):
        return
    form, head = Format(job.arguments["format"]), job.arguments["columns"]
    with (
        closing(_built(form, head, _rows(parts))) as file,
        contents_kept(File(file), EXPORTS, _is_file) as path,
        transaction.atomic(),
    ):
        locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if not locked.is_settled:
            locked.path = path
            locked.save(update_fields=["path"])


def _are_whole(parts: Sequence[ExportPart], total: int) -> bool:
    done = 0
    for part in parts:
        if part.place != done:
            return False
        done += part.count
    return done == total


def _rows(parts: Sequence[ExportPart]) -> Iterator[Row]:
    for part in parts:
        with default_storage.open(part.path) as opened:
            yield from read(opened)


def _built(form: Format, head: Sequence[str], rows: Iterator[Row]) -> IO[bytes]:
    if form is Format.XLSX:
        return xlsx_of(head, rows)
    return _lined(csv_of(head, rows))


def _lined(lines: Iterator[bytes]) -> IO[bytes]:
    """Write lines to a temporary file as they come, and return it at its beginning; closed, it is gone."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever stores it closes it
    file.writelines(lines)
    file.seek(0)
    return file


def _is_part(path: str) -> bool:
    return ExportPart.objects.filter(path=path).exists()


def _is_file(path: str) -> bool:
    return Export.objects.filter(path=path).exists()


def _remove(paths: Sequence[str]) -> None:
    for path in paths:
        default_storage.delete(path)
