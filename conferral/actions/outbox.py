"""How does a notice get into the outbox? In the transaction of what it tells of, all of one action in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conferral.actions.set_based import insert_rows
from conferral.models import Message
from conferral.models.message import State
from conferral.rules.notices import Notice

FIELDS = (
    "key", "kind", "contact", "account", "enrollment_id", "about", "created_at", "due_at", "claimed_by", "attempts",
    "state", "ended_at", "reason", "sent_to", "said",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A notice to be written: its key (`key_of`), its kind, whom it goes to and what it is about.

    `about` holds numbers and days: nothing of a person.
    """

    key: UUID
    notice: Notice
    about: Mapping[str, object]
    contact: int | None = None
    account: int | None = None
    enrollment: int | None = None


def put(notices: Sequence[Written], *, at: datetime) -> None:
    """Insert notices that go as soon as a worker gets to them. No two of one key: the database refuses."""
    nothing: dict[str, object] = {}
    rows = [
        (
            one.key,
            one.notice.value,
            one.contact,
            one.account,
            one.enrollment,
            one.about,
            at,
            at,
            "",
            0,
            State.WAITING.value,
            None,
            "",
            "",
            nothing,
        )
        for one in notices
    ]
    insert_rows(Message, FIELDS, rows)
