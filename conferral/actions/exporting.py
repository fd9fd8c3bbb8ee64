"""How is written down that somebody took personal data out of the register?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from conferral.actions.log import Log
from conferral.models import Program
from conferral.rules.actors import Actor
from conferral.rules.permits import may_export
from conferral.rules.refusals import Refused

EXPORTED = "program.exported"
INACTIVE_EXPORTED = "inactive.exported"


@transaction.atomic
def export_enrollees(
    *, program: Program, count: int, columns: Sequence[str], form: str, by: Actor, at: datetime
) -> None:
    """Say in the log that a list of so many enrollees, with these columns, was handed out. Raises Refused.

    Whom a search had found is not kept: what was searched for may be a name.
    """
    if refusal := may_export(by):
        raise Refused(refusal)
    log = Log(by, at)
    log.add(EXPORTED, program=program.pk, after={"enrollees": count, "columns": list(columns), "form": form})
    log.write()


@transaction.atomic
def export_inactive(*, count: int, form: str, by: Actor, at: datetime) -> None:
    """Say in the log that a list of so many inactive enrollments was handed out. Raises Refused."""
    if refusal := may_export(by):
        raise Refused(refusal)
    log = Log(by, at)
    log.add(INACTIVE_EXPORTED, after={"enrollments": count, "form": form})
    log.write()
