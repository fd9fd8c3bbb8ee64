"""How are enrollments brought in from a CSV file?"""

from __future__ import annotations

from conferral.actions import imported_enrollments
from conferral.documents.import_kinds import KINDS, key_of
from conferral.documents.keys import KeyOf
from conferral.management.import_command import ImportRowsCommand
from conferral.rules.importing import ImportKind


class Enrollments:
    """Rows of enrollments.csv; their key is contact, program and enrollment date."""

    columns = KINDS[ImportKind.ENROLLMENTS].columns
    accept = staticmethod(imported_enrollments.accept)

    @property
    def key(self) -> KeyOf:
        """What identifies a row, now that some contacts may have been merged."""
        return key_of(ImportKind.ENROLLMENTS)


class Command(ImportRowsCommand):
    """Brings enrollments in as history; the same file again changes nothing."""

    help = "Import enrollments from a CSV file; the same file again changes nothing."
    file_help = f"a CSV file with {', '.join(Enrollments.columns.known)}; the first three are needed"
    importer = Enrollments()
