"""What became of an export that is a job: is its file there, and for whom? For whoever asked for it, for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any
from uuid import UUID

from django.core.files.storage import default_storage

from conferral.documents.spreadsheet import Format
from conferral.models import Export
from conferral.rules.actors import Actor
from conferral.rules.exporting import KEPT_FOR, Listed, may_take


class State(StrEnum):
    """Whether there is a file, as far as this actor is concerned."""

    THERE = "there"
    ANOTHERS = "anothers"
    REMOVED = "removed"
    NEVER = "never"
    COMING = "coming"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An export that is a job: which list, what its file is called, and until when it is there once it is."""

    what: Listed
    state: State
    path: str
    name: str
    on: date
    form: Format
    until: datetime | None


def exported(key: UUID, *, by: Actor, at: datetime) -> Exported | None:
    """Return the export of a job as this actor may see it; None where it is none. One query."""
    row = Export.objects.select_related("job").filter(job__key=key).first()
    if row is None:
        return None
    said: dict[str, Any] = row.job.arguments
    what, until = Listed(said["list"]), row.job.ended_at and row.job.ended_at + KEPT_FOR
    return Exported(
        what=what,
        state=_state(row, until, by, at),
        path=row.path,
        name=said["name"],
        on=date.fromisoformat(said["on"]),
        form=Format(said["format"]),
        until=until,
    )


def opened(found: Exported) -> IO[bytes] | None:
    """Open the file; None where the storage has it no more."""
    try:
        file: IO[bytes] = default_storage.open(found.path)
    except OSError:
        return None
    return file


def _state(row: Export, until: datetime | None, by: Actor, at: datetime) -> State:
    if until is None:
        return State.COMING
    if row.forgotten_at is not None or (row.path and until <= at):
        return State.REMOVED
    if not row.path:
        return State.NEVER
    said: dict[str, Any] = row.job.arguments
    refusal = may_take(by, Listed(said["list"]), without=said["chosen"].get("without", ()))
    is_for = by.is_account(row.job.asked_by_id) and refusal is None
    return State.THERE if is_for else State.ANOTHERS
