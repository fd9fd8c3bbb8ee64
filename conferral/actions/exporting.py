"""How is written down that somebody took personal data out of the register?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from conferral.actions.locks import locked_contact
from conferral.actions.log import Log
from conferral.rules.actors import Actor
from conferral.rules.exporting import Listed
from conferral.rules.permits import check_reason, may_export, may_hand_out
from conferral.rules.refusals import Refusal, Refused

EXPORTED, HANDED_OUT = "list.exported", "contact.data_handed_out"


@transaction.atomic
def export(
    *, what: Listed, count: int, columns: Sequence[str], form: str, by: Actor, at: datetime, program: int | None = None
) -> None:
    """Say in the log that a list of so many rows, with these columns, was handed out. Raises Refused: `role_needed`.

    What was searched for is not kept: it may be a name.
    """
    if refusal := may_export(by):
        raise Refused(refusal)
    log = Log(by, at)
    said = {"list": what.value, "count": count, "columns": list(columns), "form": form}
    log.add(EXPORTED, program=program, after=said)
    log.write()


@transaction.atomic
def hand_out(*, contact: int, reason: str = "", by: Actor, at: datetime) -> None:
    """Say in the log that all that is held about a contact is handed out.

    Whoever takes their own along owes no reason. Raises Refused: `role_needed`, `contact_gone`, those of
    `check_reason`.
    """
    missing = None if by.is_contact(contact) else Refusal("reason_missing", "Reason: say who asked for it and how.")
    if refusal := may_hand_out(by, contact=contact) or check_reason(reason, missing=missing):
        raise Refused(refusal)
    log = Log(by, at, reason=reason)
    log.add(HANDED_OUT, contact=locked_contact(contact).pk)
    log.write()
