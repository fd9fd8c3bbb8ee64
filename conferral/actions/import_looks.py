"""How is a look ahead at a file of many rows asked for, that a job has?

A file has one look, the last that was asked for: what an earlier one finds after that is not kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from conferral.actions import jobs
from conferral.actions.imports import GONE
from conferral.actions.log import day_of
from conferral.documents.import_looks import look_at, nothing_found, steps_of
from conferral.models import ImportFile, Job
from conferral.rules.actors import Actor
from conferral.rules.importing import LOOKED_IN_A_STEP, ImportKind, check_columns, may_import
from conferral.rules.jobs import Item
from conferral.rules.refusals import Refused


@transaction.atomic
def ask(*, upload: UUID, taken_for: Sequence[str], by: Actor, at: datetime) -> Job:
    """Ask for a look at a file, each column as what it is taken for; asked the same while it lasts, it is one.

    An item is a line on which a step begins. Raises Refused: `role_needed`, `file_gone`, those of `check_columns`.
    """
    found = ImportFile.objects.select_for_update(of=("self",)).filter(key=upload, uploaded_by=by.account).first()
    if found is None:
        raise Refused(GONE)
    kind = ImportKind(found.kind)
    if refusal := may_import(by, kind):
        raise Refused(refusal)
    if len(taken_for) != len(found.columns) or Job.objects.filter(key=upload).exists():
        raise Refused(GONE)
    if misplaced := check_columns(kind, taken_for):
        raise Refused(misplaced.refusal)
    if (held := look_at(found)) and held.job.is_running and held.taken_for == tuple(taken_for):
        return held.job
    found.look, found.looked = uuid4(), nothing_found(taken_for)
    found.save(update_fields=["look", "looked"])
    arguments = {"on": day_of(at).isoformat(), "step": LOOKED_IN_A_STEP}
    items = [Item(line) for line in steps_of(found, LOOKED_IN_A_STEP)]
    return jobs.ask(kind=f"{kind}.look", items=items, by=by, at=at, arguments=arguments, key=found.look)
