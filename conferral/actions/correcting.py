"""How is what was recorded corrected while it still waits?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from conferral.actions import revisions
from conferral.actions.ledger import kept_ledger
from conferral.actions.log import Log, changes, day_of
from conferral.actions.milestones import settle_milestones
from conferral.actions.opened import opened
from conferral.models import Completion
from conferral.models.histories import attempts_of
from conferral.rules.actors import Actor
from conferral.rules.attempts import free_reference
from conferral.rules.correcting import Corrected, may_correct
from conferral.rules.quantities import plain
from conferral.rules.refusals import Refused


@transaction.atomic
def correct(*, completion: int, to: Corrected, by: Actor, at: datetime, revision: int | None = None) -> Completion:
    """Correct Date, Units and Notes of a completion that still waits; all else stays as it was recorded.

    Asked for what it says already (a double click), nothing changes. Raises Refused: `stale`, those of
    `may_correct`.
    """
    one = opened(completion)
    row, enrollment = one.completion, one.enrollment
    before, after = changes(_said(row), {"completed_on": to.completed_on, "units": to.units, "notes": to.notes})
    if after:
        revisions.check(row, revision)
    refusal = may_correct(
        by,
        case=one.case,
        to=to,
        is_carried=row.carried_from_id is not None,
        offering_begins_on=row.offering.begins_on() if row.offering else None,
        on=day_of(at),
    )
    if refusal:
        raise Refused(refusal)
    if not after:
        return row
    if "completed_on" in after:
        others = [attempt for attempt in attempts_of([enrollment.pk])[enrollment.pk] if attempt.key != row.pk]
        row.reference = free_reference(row.requirement.code, to.completed_on, others, wanted=row.reference)
    row.completed_on, row.units, row.notes = to.completed_on, to.units, to.notes
    row.revision += 1
    row.save()
    log = Log(by, at)
    log.add_of(enrollment, "completion.corrected", _written(before), _written(after), completion=row.pk)
    with kept_ledger(contacts=[enrollment.contact_id], program=enrollment.program_id):
        settle_milestones([enrollment.pk], log)
    log.write()
    row.refresh_from_db()
    return row


def _said(row: Completion) -> dict[str, object]:
    units = None if row.units is None else plain(row.units)
    return {"completed_on": row.completed_on, "units": units, "notes": row.notes}


def _written(values: dict[str, object]) -> dict[str, object]:
    """Return what was changed as the log keeps it: units in words, as recording writes them."""
    if values.get("units") is None:
        return values
    return {**values, "units": str(values["units"])}
