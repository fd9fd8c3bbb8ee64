"""Which contacts can **Enroll a Contact** find, and what stands in the way of each?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from conferral.models import Contact, Program
from conferral.models.candidates import Asked, refusals
from conferral.models.keyset import Cursor, Order, sliced, text
from conferral.rules.actors import Actor
from conferral.rules.enrolling import Named
from conferral.rules.refusals import Refusal

SIZE = 50
SHOWN = ("pk", "sort_name", "key", "first_name", "last_name", "member_number", "email", "organization")
BY_NAME = Order("name", "sort_name", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundContact:
    """One contact, and why it cannot be enrolled as asked; None where nothing stands in the way.

    `number` is what `enrollments.enroll_many` takes; only the member number and the opaque key
    are for people to see.
    """

    number: int
    key: UUID
    full_name: str
    member_number: str
    email: str
    organization: str
    refusal: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPage:
    """Some contacts by name, the cursors of the pages around them, and how many there are in all."""

    rows: tuple[FoundContact, ...]
    next: Cursor | None
    previous: Cursor | None
    found: int


def found(
    wanted: str,
    *,
    program: Program | None = None,
    enrolled_on: date,
    by: Actor,
    today: date,
    after: Sequence[object] | None = None,
    before: Sequence[object] | None = None,
    size: int = SIZE,
) -> ContactPage:
    """Return a page of the contacts that a search finds, by name; an empty search finds all.

    With a program, each is asked whether it may be enrolled by the actor for that day: the same
    question that the action asks. A fixed number of queries however many contacts there are.
    """
    rows = Contact.objects.named(wanted)
    part = sliced(rows, BY_NAME, values=lambda part: part.values(*SHOWN), size=size, after=after, before=before)
    names = {row["pk"]: f"{row['first_name']} {row['last_name']}".strip() for row in part.rows}
    said: dict[int, Refusal | None] = {}
    if program is not None and names:
        said = refusals(
            {key: Named(name) for key, name in names.items()},
            program,
            Asked(by=by, enrolled_on=enrolled_on, today=today),
        )
    return ContactPage(
        rows=tuple(
            FoundContact(
                number=row["pk"],
                key=row["key"],
                full_name=names[row["pk"]],
                member_number=row["member_number"],
                email=row["email"],
                organization=row["organization"],
                refusal=said.get(row["pk"]),
            )
            for row in part.rows
        ),
        next=part.next,
        previous=part.previous,
        found=rows.count(),
    )
