"""How are completions brought in from a CSV file?"""

from __future__ import annotations

from conferral.actions import imported_completions
from conferral.documents.import_kinds import KINDS, key_of
from conferral.documents.keys import KeyOf
from conferral.management.import_command import ImportRowsCommand
from conferral.rules.importing import ImportKind


class Completions:
    """Rows of completions.csv; their key is the enrollment, requirement, date and reference."""

    columns = KINDS[ImportKind.COMPLETIONS].columns
    accept = staticmethod(imported_completions.accept)

    @property
    def key(self) -> KeyOf:
        """What identifies a row, now that some contacts may have been merged."""
        return key_of(ImportKind.COMPLETIONS)


class Command(ImportRowsCommand):
    """Brings completions in as history; the same file again changes nothing."""

    help = "Import completions from a CSV file; the same file again changes nothing."
    file_help = f"a CSV file with {', '.join(Completions.columns.known)}; the first five are needed"
    importer = Completions()
