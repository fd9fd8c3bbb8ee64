"""How do the rows of a contacts file come into the register?

Keeps docs/files.md, contacts.csv: a known member number updates the contact, blank cells never
overwrite, and the same rows again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions.log import Log, changes
from conferral.actions.set_based import insert_rows, update_rows
from conferral.documents.contact_rows import ContactRows, Decided
from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.contacts import Details
from conferral.rules.names import derived
from conferral.rules.outcomes import Kind, Outcome, Row
from conferral.rules.refusals import Refused

UPDATED = ("first_name", "last_name", "email", "organization", "sort_name", "search_text", "revision")
INSERTED = ("key", "member_number", *UPDATED)


def accept(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
    """Bring in a chunk of rows, no two of one member number; one outcome each, in order.

    One transaction and a fixed number of queries. A row is refused for the reasons of
    `check_details`, `member_number_former`, `contact_erased`; an email that another contact has is a warning.
    Raises Refused: `role_needed`.
    """
    if refusal := permits.may_keep_contacts(by):
        raise Refused(refusal)
    return [outcome for outcome, _ in accept_chunk(rows, by=by, at=at, batch=uuid.uuid4())]


def accept_chunk(rows: Sequence[Row], *, by: Actor, at: datetime, batch: uuid.UUID) -> list[tuple[Outcome, int | None]]:
    """Bring in a chunk as `accept` does, for somebody who may, under the name `batch` in the log.

    Beside each outcome stands whom the row was about, by primary key; None where that is nobody.
    """
    try:
        return _accept(rows, Log(by, at, batch=batch))
    except IntegrityError:
        # Somebody added one of the contacts in between; asked again, it is known.
        return _accept(rows, Log(by, at, batch=batch))


@transaction.atomic
def _accept(rows: Sequence[Row], log: Log) -> list[tuple[Outcome, int | None]]:
    # Locked in the order that every action keeps.
    known = ContactRows(rows, Contact.objects.select_for_update(no_key=True))
    decided = [known.decide(row.cells) for row in rows]
    new = _insert([one.details for one in decided if one.details and one.held is None], log)
    _update([one for one in decided if one.outcome.kind is Kind.UPDATED], log)
    log.write()
    return [
        (one.outcome, one.contact.pk if one.contact else new.get(row.cells["member_number"]))
        for row, one in zip(rows, decided, strict=True)
    ]


def _insert(details: Sequence[Details], log: Log) -> dict[str, int]:
    """Insert new contacts in the order of their numbers, so that no two imports wait for each other, and log them."""
    new = sorted(details, key=lambda one: one.member_number)
    keys = insert_rows(Contact, INSERTED, [(uuid.uuid4(), *_values(one), 1) for one in new])
    if survivors([one.member_number for one in new]):
        # Somebody merged the contact of a number away in between; asked again, that is known.
        raise IntegrityError("a number is a former one")
    for key, one in zip(keys, new, strict=True):
        log.add("contact.added", contact=key, after=asdict(one))
    return dict(zip((one.member_number for one in new), keys, strict=True))


def _update(decided: Sequence[Decided], log: Log) -> None:
    rows: list[tuple[object, ...]] = []
    for one in decided:
        if one.contact and one.held and one.details:
            before, after = changes(asdict(one.held), asdict(one.details))
            log.add("contact.changed", contact=one.contact.pk, before=before, after=after)
            rows.append((one.contact.pk, *_values(one.details)[1:], one.contact.revision + 1))
    update_rows(Contact, UPDATED, rows)


def _values(details: Details) -> tuple[str, ...]:
    """Return the columns from the member number on, those that follow from the others too."""
    said = (details.member_number, details.first_name, details.last_name, details.email, details.organization)
    return (*said, *derived(details).values())
