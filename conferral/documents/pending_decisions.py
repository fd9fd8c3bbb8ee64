"""What was decided about completions in the last 30 days, by whom and when? The newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from conferral.models import Completion, Contact, Event, Program
from conferral.models.account import full_names
from conferral.models.contact_search import words_occur
from conferral.models.event import DECISIONS
from conferral.models.keyset import Cursor, Order, instant, sliced

SIZE = 50
DAYS = 30
NEWEST = Order("decided", "at", instant)
SHOWN = ("pk", "at", "actor", "kind", "after", "reason", "completion_id", "account_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision: what, by whom and when, about whose completion of what; blank where that was purged since."""

    at: datetime
    actor: str
    kind: str
    form: str
    note: str
    enrollment: UUID | None
    full_name: str
    program: str
    requirement: str
    requirement_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """Some decisions, the newest first, the cursors around them, and how many there are in all."""

    rows: tuple[DecisionRow, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


def decisions(
    wanted: str,
    program: str,
    *,
    at: datetime,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> DecisionPage:
    """Return a page of what was decided about completions in the 30 days before an instant, in four queries."""
    rows = Event.objects.filter(DECISIONS, at__gte=at - timedelta(days=DAYS), completion_id__isnull=False)
    if wanted:
        rows = rows.filter(contact_id__in=Contact.objects.filter(words_occur(wanted)).values("pk"))
    if program:
        rows = rows.filter(program_id__in=Program.objects.filter(code=program).values("pk"))
    part = sliced(
        rows, NEWEST, values=lambda found: found.values(*SHOWN), size=size, descending=True, after=after, before=before
    )
    about = Completion.objects.select_related("enrollment__contact", "enrollment__program", "requirement").in_bulk(
        {row["completion_id"] for row in part.rows}
    )
    names = full_names({row["account_id"] for row in part.rows})
    return DecisionPage(
        rows=tuple(_row(row, names, about.get(row["completion_id"])) for row in part.rows),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )


def _row(row: dict[str, Any], names: Mapping[int | None, str], about: Completion | None) -> DecisionRow:
    return DecisionRow(
        at=row["at"],
        actor=names.get(row["account_id"], row["actor"]),
        kind=row["kind"],
        form=row["after"].get("rejection", ""),
        note=row["reason"],
        enrollment=about.enrollment.key if about else None,
        full_name=about.enrollment.contact.full_name if about else "",
        program=about.enrollment.program.code if about else "",
        requirement=about.requirement.code if about else "",
        requirement_title=about.requirement.title if about else "",
    )
