"""How do the rows of a contacts file come into the register?

Keeps docs/files.md, contacts.csv: a known member number updates the contact, blank cells never
overwrite, and the same rows again change nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from conferral.actions.contacts import details_of
from conferral.actions.log import Log, changes
from conferral.actions.set_based import insert_rows, update_rows
from conferral.actions.shared_emails import EmailHolders
from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.rules import permits
from conferral.rules.actors import Actor
from conferral.rules.contacts import (
    LONGEST_NUMBER,
    Details,
    check_details,
    check_line,
    contact_erased,
    number_former,
)
from conferral.rules.names import derived
from conferral.rules.outcomes import Kind, Outcome, Row, refused
from conferral.rules.refusals import Refused

UPDATED = ("first_name", "last_name", "email", "organization", "sort_name", "search_text", "revision")
INSERTED = ("key", "member_number", *UPDATED)
NAMED_BY = "member_number"


def accept(rows: Sequence[Row], *, by: Actor, at: datetime) -> list[Outcome]:
    """Bring in a chunk of rows, no two of one member number; one outcome each, in order.

    One transaction and a fixed number of queries. A row is refused for the reasons of
    `check_details`, `member_number_former`, `contact_erased`; an email that another contact has is a warning.
    Raises Refused: `role_needed`.
    """
    if refusal := permits.may_keep_contacts(by):
        raise Refused(refusal)
    try:
        return _accept(rows, Log(by, at, batch=uuid.uuid4()))
    except IntegrityError:
        # Somebody added one of the contacts in between; asked again, it is known.
        return _accept(rows, Log(by, at, batch=uuid.uuid4()))


@transaction.atomic
def _accept(rows: Sequence[Row], log: Log) -> list[Outcome]:
    chunk = _Chunk(rows)
    outcomes = [chunk.decide(row.cells) for row in rows]
    chunk.write(log)
    return outcomes


class _Chunk:
    """The contacts that the rows of one chunk name, locked, and what is to be written for them."""

    def __init__(self, rows: Collection[Row]) -> None:
        """Lock the known contacts, in the order every action keeps, and look the emails up."""
        numbers = {number for row in rows if _can_be_stored(number := row.cells[NAMED_BY])}
        self._known = {
            contact.member_number: contact
            for contact in Contact.objects.select_for_update(no_key=True)
            .filter(member_number__in=numbers)
            .order_by("pk")
        }
        self._former = survivors(numbers - self._known.keys())
        self._emails = EmailHolders({row.cells["email"] for row in rows}, among=self._known.values())
        self._new: list[Details] = []
        self._changed: list[tuple[Contact, Details]] = []

    def decide(self, cells: Mapping[str, str]) -> Outcome:
        """Say what becomes of a row, and keep what is to be written for it."""
        contact = self._known.get(cells[NAMED_BY])
        if survivor := self._former.get(cells[NAMED_BY]):
            return refused(number_former(cells[NAMED_BY], name=survivor.full_name, survivor=survivor.member_number))
        if contact is not None and contact.erased_at is not None:
            return refused(contact_erased(contact.member_number))
        held = details_of(contact) if contact else Details(member_number=cells[NAMED_BY])
        details = replace(held, **{name: cell for name, cell in cells.items() if cell})
        if refusal := check_details(details):
            return refused(refusal)
        warnings = self._emails.taken_by(details)
        if contact is None:
            self._new.append(details)
            return Outcome(Kind.CREATED, warnings=warnings)
        if details == held:
            return Outcome(Kind.UNCHANGED, warnings=warnings)
        self._changed.append((contact, details))
        return Outcome(Kind.UPDATED, warnings=warnings)

    def write(self, log: Log) -> None:
        """Insert the new contacts, update the changed ones and log both."""
        keys = insert_rows(Contact, INSERTED, [(uuid.uuid4(), *_values(details), 1) for details in self._new])
        if survivors([details.member_number for details in self._new]):
            # Somebody merged the contact of a number away in between; asked again, that is known.
            raise IntegrityError("a number is a former one")
        for key, details in zip(keys, self._new, strict=True):
            log.add("contact.added", contact=key, after=asdict(details))
        for contact, details in self._changed:
            before, after = changes(asdict(details_of(contact)), asdict(details))
            log.add("contact.changed", contact=contact.pk, before=before, after=after)
        update_rows(
            Contact,
            UPDATED,
            [(contact.pk, *_values(details)[1:], contact.revision + 1) for contact, details in self._changed],
        )
        log.write()


def _values(details: Details) -> tuple[str, ...]:
    """Return the columns from the member number on, those that follow from the others too."""
    said = (details.member_number, details.first_name, details.last_name, details.email, details.organization)
    return (*said, *derived(details).values())


def _can_be_stored(member_number: str) -> bool:
    """Whether a database can be asked for it: PostgreSQL will not even compare a text with a NUL."""
    return check_line(NAMED_BY, member_number, LONGEST_NUMBER) is None
