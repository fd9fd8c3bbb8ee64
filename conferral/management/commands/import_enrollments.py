"""How are enrollments brought in from a CSV file?"""

from __future__ import annotations

from conferral.actions import imported_enrollments
from conferral.documents.header import Columns
from conferral.documents.keys import KeyOf
from conferral.management.former import followed
from conferral.management.import_command import ImportRowsCommand
from conferral.rules import enrollment_file


class Enrollments:
    """Rows of enrollments.csv; their key is contact, program and enrollment date."""

    columns = Columns(enrollment_file.KEY, enrollment_file.OPTIONAL)
    accept = staticmethod(imported_enrollments.accept)

    @property
    def key(self) -> KeyOf:
        """What identifies a row, now that some contacts may have been merged."""
        return followed(KeyOf(enrollment_file.KEY, enrollment_file.key_of))


class Command(ImportRowsCommand):
    """Brings enrollments in as history; the same file again changes nothing."""

    help = "Import enrollments from a CSV file; the same file again changes nothing."
    file_help = f"a CSV file with {', '.join(Enrollments.columns.known)}; the first three are needed"
    importer = Enrollments()
