"""What does each row of a file of contacts make of whom it names?

An import asks with the contacts locked and then writes; a dry run asks and leaves it at that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from conferral.documents.earlier_rows import EarlierRows
from conferral.documents.shared_emails import EmailHolders
from conferral.models import Contact
from conferral.models.former_number import survivors
from conferral.models.slices import slices
from conferral.rules.contact_file import KEY, brought, kind_of
from conferral.rules.contacts import LONGEST_NUMBER, Details, check_line, contact_erased, number_former
from conferral.rules.outcomes import Outcome, Row, refused
from conferral.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of a row: the outcome, and for one that is accepted the details before and after.

    `contact` is whom it is about, as stored; None of somebody new or of nobody.
    """

    outcome: Outcome
    contact: Contact | None = None
    held: Details | None = None
    details: Details | None = None


class ContactRows:
    """The contacts that rows name, looked up: a fixed number of queries for every thousand rows.

    No two of the rows have one member number. `contacts` are those to look among, locked where it is to be written.
    """

    def __init__(self, rows: Collection[Row], contacts: QuerySet[Contact], earlier: EarlierRows | None = None) -> None:
        """Look up who is known, who was merged away, and who holds the emails, after the rows `earlier` too."""
        numbers = sorted({number for row in rows if _can_be_stored(number := row.cells[KEY])})
        self._known = {
            contact.member_number: contact
            for some in slices(numbers)
            for contact in contacts.filter(member_number__in=some).order_by("pk")
        }
        self._former: dict[str, Contact] = {}
        for some in slices([number for number in numbers if number not in self._known]):
            self._former |= survivors(some)
        emails = {row.cells["email"] for row in rows}
        self._emails = EmailHolders(emails, among=self._known.values(), earlier=earlier)

    def decide(self, cells: Mapping[str, str]) -> Decided:
        """Say what becomes of a row, after those that were asked about before it."""
        number = cells[KEY]
        contact = self._known.get(number)
        if survivor := self._former.get(number):
            refusal = number_former(number, name=survivor.full_name, survivor=survivor.member_number)
            return Decided(refused(refusal), survivor)
        if contact is not None and contact.erased_at is not None:
            return Decided(refused(contact_erased(number)), contact)
        held = contact.details() if contact else None
        details = brought(cells, held)
        if isinstance(details, Refusal):
            return Decided(refused(details), contact)
        warnings = self._emails.taken_by(details)
        return Decided(Outcome(kind_of(held, details), warnings=warnings), contact, held, details)


def _can_be_stored(member_number: str) -> bool:
    """Whether a database can be asked for it: PostgreSQL will not even compare a text with a NUL."""
    return check_line(KEY, member_number, LONGEST_NUMBER) is None
