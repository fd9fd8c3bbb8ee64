"""Who is on an older version of a program, and who of them can be moved to the current one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.models import Contact, Enrollment, Program, Version
from conferral.models.keyset import Cursor, Order, sliced, text
from conferral.models.movable import Asked, movables, on_older_versions
from conferral.rules.actors import Actor
from conferral.rules.refusals import Refusal
from conferral.rules.standing import Standing, standing

SIZE = 50
BY_NAME = Order("name", "sort_name", text)
SHOWN = (
    "pk", "sort_name", "key", "contact_id", "contact__first_name", "contact__last_name",
    "contact__member_number", "version__number",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverFound:
    """One enrollee on an older version; why they cannot be moved, None where nothing stands in the way."""

    key: UUID
    full_name: str
    member_number: str
    version: int
    standing: Standing | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverPage:
    """Some enrollees by name, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[MoverFound, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


def current_of(program: Program) -> Version | None:
    """Return the program's current version with what the rules of moving ask about, in two queries."""
    return (
        Version.objects.current()
        .filter(program=program)
        .select_related("program", "unit_type")
        .prefetch_related("prerequisites")
        .first()
    )


def movers(
    wanted: str,
    program: Program,
    version: Version,
    *,
    by: Actor,
    today: date,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> MoverPage:
    """Return a page of those enrolled today on another version than the current one, by name.

    Each is asked whether it may be moved today, with new dates: the same answer that the move will
    give. A fixed number of queries however many there are.
    """
    rows = on_older_versions(program, version, on=today).named(wanted)
    part = sliced(rows, BY_NAME, values=lambda found: found.values(*SHOWN), size=size, after=after, before=before)
    names = {
        row["contact_id"]: f"{row['contact__first_name']} {row['contact__last_name']}".strip() for row in part.rows
    }
    said = movables(names, program, version, Asked(by=by, keeps_dates=False, today=today)) if names else {}
    found = []
    for row in part.rows:
        movable = said[row["contact_id"]]
        found.append(
            MoverFound(
                key=row["key"],
                full_name=names[row["contact_id"]],
                member_number=row["contact__member_number"],
                version=row["version__number"],
                standing=standing(movable.enrollment.facts(), today) if movable.enrollment else None,
                refusal=movable.refusal,
            )
        )
    return MoverPage(rows=tuple(found), next=part.next, previous=part.previous, found=rows.count())


def all_found(wanted: str, program: Program, version: Version, *, today: date) -> list[Contact]:
    """Return everybody whom the search finds on an older version, by name."""
    found = on_older_versions(program, version, on=today).named(wanted)
    return list(Contact.objects.filter(pk__in=found.values("contact")).order_by("sort_name", "pk"))


def may_be_moved(row: Enrollment, version: Version, *, by: Actor, today: date) -> Refusal | None:
    """Return why the contact of an enrollment cannot be moved to the version as things are, or None."""
    asked = Asked(by=by, keeps_dates=True, today=today)
    return movables({row.contact_id: row.contact.full_name}, row.program, version, asked)[row.contact_id].refusal
