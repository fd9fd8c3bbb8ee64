"""How does a CSV file of contacts come into the register?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from conferral.actions import imported_contacts
from conferral.documents.import_kinds import KINDS
from conferral.management.import_command import ImportRowsCommand
from conferral.rules.actors import Actor
from conferral.rules.importing import ImportKind
from conferral.rules.outcomes import Outcome, Row


class Contacts:
    """The rows of contacts.csv."""

    columns = KINDS[ImportKind.CONTACTS].columns
    key = KINDS[ImportKind.CONTACTS].key

    def accept(self, rows: Sequence[Row], *, by: Actor, at: datetime) -> Sequence[Outcome]:
        """Hand the rows to the action."""
        return imported_contacts.accept(rows, by=by, at=at)


class Command(ImportRowsCommand):
    """Adds and updates contacts from a CSV file."""

    help = "Add and update contacts from a CSV file: member_number, first_name, last_name, email, organization."
    file_help = "the CSV file of contacts"
    importer = Contacts()
