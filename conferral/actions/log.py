"""How does an action write down what it did, and tell whom it concerns?

Entries go into the same transaction as the change, in one statement however many there are, and so do the notices
that follow from them (rules/notices.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils import timezone

from conferral.actions import outbox
from conferral.actions.outbox import Written
from conferral.actions.set_based import insert_rows
from conferral.models import Enrollment, Event
from conferral.rules.actors import Actor
from conferral.rules.notices import Notice, notice_of

FIELDS = (
    "key", "at", "actor", "account_id", "kind", "batch", "program_id", "contact_id", "enrollment_id", "completion_id",
    "subject", "before", "after", "reason",
)  # fmt: skip


NOTHING: Mapping[str, object] = {}


def day_of(at: datetime) -> date:
    """Return the business day of an instant, in the organization's time zone."""
    return timezone.localdate(at)


@dataclass(slots=True)
class Log:
    """The entries of one action: who and when once, then one `add` per thing done, then `write`.

    What is brought in as history (`is_history`) is told to nobody.
    """

    by: Actor
    at: datetime
    reason: str = ""
    batch: UUID | None = None
    is_history: bool = False
    _entries: list[tuple[object, ...]] = field(default_factory=list)
    _notices: list[Written] = field(default_factory=list)

    def add(
        self,
        kind: str,
        *,
        program: int | None = None,
        contact: int | None = None,
        enrollment: int | None = None,
        completion: int | None = None,
        subject: UUID | None = None,
        before: Mapping[str, object] = NOTHING,
        after: Mapping[str, object] = NOTHING,
        about: Mapping[str, object] = NOTHING,
    ) -> None:
        """Add an entry of a kind such as `enrollment.enrolled`, with what it was and what it is now.

        `subject` is the key of a component, an offering, a unit type or a grade scale; `about` what a notice of it
        has to know beside: numbers and days.
        """
        key = uuid4()
        self._entries.append(
            (
                key,
                self.at,
                self.by.name,
                self.by.account,
                kind,
                self.batch,
                program,
                contact,
                enrollment,
                completion,
                subject,
                before,
                after,
                self.reason,
            )
        )
        notice = notice_of(kind, before)
        if notice is not None and contact is not None and not self.is_history:
            told = about if completion is None else {**about, "completion": completion}
            self._notices.append(Written(key, notice, told, contact=contact, enrollment=enrollment))

    def add_of(
        self,
        enrollment: Enrollment,
        kind: str,
        before: Mapping[str, object],
        after: Mapping[str, object],
        *,
        completion: int | None = None,
    ) -> None:
        """Add an entry about an enrollment, and with it about its contact and program."""
        self.add(
            kind,
            program=enrollment.program_id,
            contact=enrollment.contact_id,
            enrollment=enrollment.pk,
            completion=completion,
            before=before,
            after=after,
        )

    def tell_of_stage(self, enrollment: Enrollment, stage: int) -> None:
        """Tell the enrollee that a stage has opened, which no entry says."""
        if not self.is_history:
            key = uuid4()
            about = {"stage": stage}
            self._notices.append(
                Written(key, Notice.STAGE_OPENED, about, contact=enrollment.contact_id, enrollment=enrollment.pk)
            )

    def write(self) -> None:
        """Insert the entries added so far, and the notices that follow from them."""
        insert_rows(Event, FIELDS, self._entries)
        outbox.put(self._notices, at=self.at)
        self._entries.clear()
        self._notices.clear()


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return only what differs between two states with the same names, before and after."""
    differing: Iterable[str] = [name for name in before if before[name] != after[name]]
    return {name: before[name] for name in differing}, {name: after[name] for name in differing}
