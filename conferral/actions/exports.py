"""How is the export of a long list asked for, and how does its file leave again?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from conferral.actions import jobs
from conferral.actions.exporting import export
from conferral.actions.exporting_jobs import KIND, SLICES, forget_parts
from conferral.models import Export, Job, JobItem
from conferral.models.export import ExportQuerySet
from conferral.rules.actors import Actor
from conferral.rules.exporting import Listed, may_take
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refused


@dataclass(frozen=True, slots=True)
class Sheet:
    """How the file is to be: what it is called, what its first line says, and in which form."""

    name: str
    columns: Sequence[str]
    form: str


@transaction.atomic
def ask(
    *,
    what: Listed,
    sheet: Sheet,
    on: date,
    keys: Iterable[int],
    chosen: Mapping[str, Sequence[str]],
    by: Actor,
    at: datetime,
    program: int | None = None,
    count: int | None = None,
) -> Job:
    """Ask a worker for a list as a file, of these rows in this order, and say in the log that it is taken along.

    `on` is the day as of which it is, and stands in the name of the file. Of the log the keys are where its slices
    begin (documents/log_file.py), and `count` says how many rows they have. Raises Refused: those of `may_take`.
    """
    if refusal := may_take(by, what, without=chosen.get("without", ())):
        raise Refused(refusal)
    items = [Item(key) for key in keys]
    kind = SLICES if what is Listed.LOG else KIND
    many = len(items) if count is None else count
    export(what=what, count=many, columns=sheet.columns, form=sheet.form, by=by, at=at, program=program)
    arguments = {
        "list": what.value,
        "name": sheet.name,
        "on": on.isoformat(),
        "columns": list(sheet.columns),
        "format": sheet.form,
        "chosen": {said: list(values) for said, values in chosen.items()},
    }
    job = jobs.ask(kind=kind, items=items, by=by, at=at, program=program, arguments=arguments)
    Export.objects.create(job=job)
    return job


@transaction.atomic
def forget(*, ended_before: datetime, at: datetime) -> int:
    """Remove the files of exports that ended before an instant, and what is left of their rows; return how many."""
    return _forget(Export.objects.kept().filter(job__ended_at__lt=ended_before), at)


def forget_all(*, at: datetime) -> int:
    """Remove the files of all exports, and what those under way have of theirs: somebody in them is being erased.

    Called within the action that does. Whoever waits for one is told to export the list again.
    """
    return _forget(Export.objects.kept(), at)


def _forget(rows: ExportQuerySet, at: datetime) -> int:
    going = list(rows.select_for_update(of=("self",)).select_related("job"))
    forget_parts([row.pk for row in going])
    for row in going:
        if row.path:
            transaction.on_commit(partial(default_storage.delete, row.path), robust=True)
        row.path, row.forgotten_at = "", at
        row.save(update_fields=["path", "forgotten_at"])
    # Of what was given up the items stay: started again, it ends by refusing what is left.
    JobItem.objects.filter(job__in=[row.job_id for row in going if row.job.is_complete]).delete()
    return len(going)
