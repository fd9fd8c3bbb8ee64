"""How is the export of a long list asked for, and how does its file leave again?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from conferral.actions import jobs
from conferral.actions.exporting import export
from conferral.actions.exporting_jobs import KIND, forget_parts
from conferral.models import Export, Job, JobItem
from conferral.models.export import ExportQuerySet
from conferral.rules.actors import Actor
from conferral.rules.exporting import Listed
from conferral.rules.jobs import Item


@transaction.atomic
def ask(
    *,
    what: Listed,
    name: str,
    on: date,
    keys: Iterable[int],
    columns: Sequence[str],
    form: str,
    chosen: Mapping[str, Sequence[str]],
    by: Actor,
    at: datetime,
    program: int | None = None,
) -> Job:
    """Ask a worker for a list as a file, of these rows in this order, and say in the log that it is taken along.

    `name` and `on` are for the name of the file, `columns` its first line. Raises Refused: `role_needed`.
    """
    items = [Item(key) for key in keys]
    export(what=what, count=len(items), columns=columns, form=form, by=by, at=at, program=program)
    arguments = {
        "list": what.value,
        "name": name,
        "on": on.isoformat(),
        "columns": list(columns),
        "format": form,
        "chosen": {said: list(values) for said, values in chosen.items()},
    }
    job = jobs.ask(kind=KIND, items=items, by=by, at=at, program=program, arguments=arguments)
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
