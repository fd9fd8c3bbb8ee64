"""What does the log look like as a table to take away? One line for each entry, in the order of the page."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from conferral.documents.log import Entry, every_entry
from conferral.models import Event
from conferral.rules.entry_words import label_of

HEADS = (
    "at", "kind", "what", "done_by", "user_name", "member_number", "contact", "program", "requirement", "part",
    "before", "after", "reason", "erased_at", "batch", "entry",
)  # fmt: skip


def lines(entries: QuerySet[Event]) -> Iterator[tuple[str, ...]]:
    """Yield a line for each entry; a thousand are read at a time."""
    for entry in every_entry(entries):
        yield _line(entry)


def _line(entry: Entry) -> tuple[str, ...]:
    about = entry.about
    return (
        entry.at.isoformat(timespec="seconds"),
        entry.kind,
        label_of(entry.kind),
        entry.actor,
        entry.username if entry.has_account else "",
        about.contact.member_number if about.contact else "",
        about.contact.full_name if about.contact else "",
        about.program,
        about.requirement,
        about.part.name if about.part else "",
        _written(entry.before),
        _written(entry.after),
        entry.reason,
        entry.erased_at.isoformat(timespec="seconds") if entry.erased_at else "",
        str(entry.batch or ""),
        str(entry.key),
    )


def _written(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, cls=DjangoJSONEncoder) if said else ""
