"""How do the tests move enrollees to the current version? As a chunk of the job does that **Move** asks for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from conferral.actions.enrolling import Outcome
from conferral.actions.log import Log
from conferral.actions.moving import How, move_chunk
from conferral.models import Program
from conferral.rules.actors import Actor


def move_to_current(
    *,
    contacts: Sequence[int],
    program: Program,
    keeps_dates: bool,
    by: Actor,
    at: datetime,
    batch: uuid.UUID | None = None,
    version: int | None = None,
) -> list[Outcome]:
    """Move contacts (by primary key) in one transaction; one outcome each, in order."""
    log = Log(by, at, batch=batch or uuid.uuid4())
    became = move_chunk(contacts, program.pk, How(keeps_dates, version), log)
    return [became[contact] for contact in contacts]
